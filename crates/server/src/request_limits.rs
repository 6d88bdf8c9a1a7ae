use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::client_address::network;

/// How long requests are counted before all counts start from zero again.
const WINDOW: Duration = Duration::from_secs(10);

/// Counts what is asked from each address: one connection may ask on and on.
#[derive(Debug)]
pub(crate) struct RequestLimits {
    addresses: usize,
    per_address: usize,
    window: Mutex<Window>,
}

#[derive(Debug, Default)]
struct Window {
    started: Option<Instant>,
    by_address: HashMap<IpAddr, usize>,
}

impl RequestLimits {
    /// Takes so many requests in ten seconds from one address, and knows so many addresses at a time.
    pub(crate) fn new(addresses: usize, per_address: usize) -> Self {
        Self {
            addresses,
            per_address,
            window: Mutex::default(),
        }
    }

    /// Counts one more request.
    ///
    /// # Errors
    ///
    /// If it is one too many, says how long to wait.
    pub(crate) fn admit(&self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let started = match window.started {
            Some(started) if now.saturating_duration_since(started) < WINDOW => started,
            Some(_) | None => {
                *window = Window {
                    started: Some(now),
                    by_address: HashMap::new(),
                };
                now
            }
        };
        let address = network(address);
        let known = window.by_address.get(&address).copied();
        let asked = known.unwrap_or_default();
        let is_one_too_many = known.is_none() && window.by_address.len() >= self.addresses;
        if asked >= self.per_address || is_one_too_many {
            return Err(WINDOW.saturating_sub(now.saturating_duration_since(started)));
        }
        window.by_address.insert(address, asked + 1);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_ask_so_often_in_ten_seconds() {
        let limits = RequestLimits::new(100, 2);
        let start = Instant::now();
        let ask = |text: &str, seconds: u64| {
            limits.admit(address(text), start + Duration::from_secs(seconds))
        };
        assert_eq!(ask("192.0.2.1", 0), Ok(()));
        assert_eq!(ask("192.0.2.1", 3), Ok(()));
        assert_eq!(ask("192.0.2.1", 3), Err(Duration::from_secs(7)));
        assert_eq!(
            ask("192.0.2.2", 3),
            Ok(()),
            "nobody else has to wait for it"
        );
        assert_eq!(ask("192.0.2.1", 9), Err(Duration::from_secs(1)));
        assert_eq!(ask("192.0.2.1", 10), Ok(()));
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let limits = RequestLimits::new(100, 1);
        let now = Instant::now();
        assert!(limits.admit(address("2001:db8:1:2::1"), now).is_ok());
        assert!(limits.admit(address("2001:db8:1:2:3::4"), now).is_err());
        assert!(limits.admit(address("2001:db8:1:3::1"), now).is_ok());
    }

    #[test]
    fn knows_so_many_addresses_at_most() {
        let limits = RequestLimits::new(2, 2);
        let start = Instant::now();
        assert!(limits.admit(address("192.0.2.1"), start).is_ok());
        assert!(limits.admit(address("192.0.2.2"), start).is_ok());
        assert!(limits.admit(address("192.0.2.3"), start).is_err());
        assert!(
            limits.admit(address("192.0.2.1"), start).is_ok(),
            "whoever is known is not concerned"
        );
        let later = start + WINDOW;
        assert!(limits.admit(address("192.0.2.3"), later).is_ok());
        let window = limits.window.lock().unwrap();
        assert_eq!(window.by_address.len(), 1, "the others are forgotten");
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }
}

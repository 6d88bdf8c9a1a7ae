use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;

/// Counts the open connections, all together and for each address.
#[derive(Debug)]
pub(crate) struct ConnectionLimits {
    total: usize,
    per_address: usize,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    total: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// The far end of an accepted connection; as long as it lives, the connection is counted.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) address: IpAddr,
    limits: Arc<ConnectionLimits>,
    /// Never used: when the last one is dropped, the server knows that every connection is gone.
    _alive: mpsc::Sender<Infallible>,
}

impl ConnectionLimits {
    pub(crate) fn new(total: usize, per_address: usize) -> Self {
        Self {
            total,
            per_address,
            open: Mutex::default(),
        }
    }

    /// Counts one more connection; `None` if it is one too many.
    pub(crate) fn admit(
        self: &Arc<Self>,
        address: IpAddr,
        alive: &mpsc::Sender<Infallible>,
    ) -> Option<Peer> {
        let address = address.to_canonical();
        let mut open = self.open();
        if open.total >= self.total {
            return None;
        }
        let from_there = open.by_address.entry(network(address)).or_default();
        if *from_there >= self.per_address {
            return None;
        }
        *from_there += 1;
        open.total += 1;
        Some(Peer {
            address,
            limits: Arc::clone(self),
            _alive: alive.clone(),
        })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let network = network(self.address);
        let mut open = self.limits.open();
        open.total -= 1;
        if let Some(from_there) = open.by_address.get_mut(&network) {
            *from_there -= 1;
            if *from_there == 0 {
                open.by_address.remove(&network);
            }
        }
    }
}

/// What counts as one address: an IPv6 host has all of a /64 to choose from.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn counts_an_ipv6_network_as_one_address() {
        let limits = Arc::new(ConnectionLimits::new(100, 2));
        let (alive, _) = mpsc::channel(1);
        let first = limits.admit(address("2001:db8:1:2::1"), &alive);
        let second = limits.admit(address("2001:db8:1:2:ffff::9"), &alive);
        assert!(first.is_some() && second.is_some());
        assert!(limits.admit(address("2001:db8:1:2:3::4"), &alive).is_none());
        assert!(limits.admit(address("2001:db8:1:3::1"), &alive).is_some());
    }

    #[test]
    fn counts_a_mapped_address_as_the_one_that_it_maps() {
        let limits = Arc::new(ConnectionLimits::new(100, 1));
        let (alive, _) = mpsc::channel(1);
        let peer = limits.admit(address("::ffff:192.0.2.1"), &alive).unwrap();
        assert_eq!(peer.address, address("192.0.2.1"));
        assert!(limits.admit(address("192.0.2.1"), &alive).is_none());
        assert!(limits.admit(address("192.0.2.2"), &alive).is_some());
    }

    #[test]
    fn forgets_an_address_with_its_last_connection() {
        let limits = Arc::new(ConnectionLimits::new(1, 1));
        let (alive, _) = mpsc::channel(1);
        let peer = limits.admit(address("192.0.2.1"), &alive).unwrap();
        assert!(
            limits.admit(address("192.0.2.2"), &alive).is_none(),
            "the limit of all"
        );
        drop(peer);
        assert!(limits.open().by_address.is_empty());
        assert!(limits.admit(address("192.0.2.2"), &alive).is_some());
    }
}

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;

use crate::client_address::network;

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
    by_address: BTreeMap<IpAddr, usize>,
}

/// The far end of an accepted connection; as long as it lives, the connection is counted.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) address: IpAddr,
    /// None for a proxy, which brings many.
    place: Option<Place>,
    limits: Arc<ConnectionLimits>,
    /// Never used: when the last one is dropped, the server knows that every connection is gone.
    _alive: mpsc::Sender<Infallible>,
}

/// One of the connections that an address may have; it is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    network: IpAddr,
    limits: Arc<ConnectionLimits>,
}

/// Whose connections are too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Excess {
    /// Those of all together.
    Total,
    /// Those of this address.
    OneAddress,
}

impl ConnectionLimits {
    pub(crate) fn new(total: usize, per_address: usize) -> Self {
        Self {
            total,
            per_address,
            open: Mutex::default(),
        }
    }

    /// Counts one more connection.
    pub(crate) fn admit(
        self: &Arc<Self>,
        address: IpAddr,
        alive: &mpsc::Sender<Infallible>,
    ) -> Result<Peer, Excess> {
        let place = self.place(address).ok_or(Excess::OneAddress)?;
        self.count(address, Some(place), alive)
    }

    /// Counts one more connection of a proxy: those who come by it have places of their own.
    pub(crate) fn admit_proxy(
        self: &Arc<Self>,
        address: IpAddr,
        alive: &mpsc::Sender<Infallible>,
    ) -> Result<Peer, Excess> {
        self.count(address, None, alive)
    }

    /// Takes one of the places of an address, if there is one.
    pub(crate) fn place(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let network = network(address);
        let mut open = self.open();
        let from_there = open.by_address.entry(network).or_default();
        if *from_there >= self.per_address {
            return None;
        }
        *from_there += 1;
        Some(Place {
            network,
            limits: Arc::clone(self),
        })
    }

    fn count(
        self: &Arc<Self>,
        address: IpAddr,
        place: Option<Place>,
        alive: &mpsc::Sender<Infallible>,
    ) -> Result<Peer, Excess> {
        let mut open = self.open();
        if open.total >= self.total {
            // Dropping the place takes the lock.
            drop(open);
            return Err(Excess::Total);
        }
        open.total += 1;
        Ok(Peer {
            address: address.to_canonical(),
            place,
            limits: Arc::clone(self),
            _alive: alive.clone(),
        })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Peer {
    pub(crate) fn is_proxy(&self) -> bool {
        self.place.is_none()
    }

    /// Takes a place for whoever comes by this connection; `Ok(None)` if the connection itself has it.
    pub(crate) fn place_for(&self, address: IpAddr) -> Result<Option<Place>, Excess> {
        match self.place {
            Some(_) => Ok(None),
            None => self
                .limits
                .place(address)
                .map(Some)
                .ok_or(Excess::OneAddress),
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.limits.open().total -= 1;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.limits.open();
        if let Some(from_there) = open.by_address.get_mut(&self.network) {
            *from_there -= 1;
            if *from_there == 0 {
                open.by_address.remove(&self.network);
            }
        }
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
        assert!(first.is_ok() && second.is_ok());
        assert!(limits.admit(address("2001:db8:1:2:3::4"), &alive).is_err());
        assert!(limits.admit(address("2001:db8:1:3::1"), &alive).is_ok());
    }

    #[test]
    fn counts_a_mapped_address_as_the_one_that_it_maps() {
        let limits = Arc::new(ConnectionLimits::new(100, 1));
        let (alive, _) = mpsc::channel(1);
        let peer = limits.admit(address("::ffff:192.0.2.1"), &alive).unwrap();
        assert_eq!(peer.address, address("192.0.2.1"));
        let second = limits.admit(address("192.0.2.1"), &alive);
        assert_eq!(second.err(), Some(Excess::OneAddress));
        assert!(limits.admit(address("192.0.2.2"), &alive).is_ok());
    }

    #[test]
    fn forgets_an_address_with_its_last_connection() {
        let limits = Arc::new(ConnectionLimits::new(1, 1));
        let (alive, _) = mpsc::channel(1);
        let peer = limits.admit(address("192.0.2.1"), &alive).unwrap();
        let second = limits.admit(address("192.0.2.2"), &alive);
        assert_eq!(second.err(), Some(Excess::Total));
        drop(peer);
        assert!(limits.open().by_address.is_empty());
        assert!(limits.admit(address("192.0.2.2"), &alive).is_ok());
    }

    #[test]
    fn those_who_come_by_a_proxy_have_places_of_their_own() {
        let limits = Arc::new(ConnectionLimits::new(2, 1));
        let (alive, _) = mpsc::channel(1);
        let proxy = || limits.admit_proxy(address("10.0.0.1"), &alive);
        let (first, second) = (proxy().unwrap(), proxy().unwrap());
        assert_eq!(proxy().err(), Some(Excess::Total));
        let place = first.place_for(address("192.0.2.1")).unwrap();
        let another = second.place_for(address("192.0.2.1"));
        assert_eq!(another.err(), Some(Excess::OneAddress));
        assert!(second.place_for(address("192.0.2.2")).is_ok());
        drop((first, second));
        let direct = limits.admit(address("192.0.2.1"), &alive);
        assert_eq!(direct.err(), Some(Excess::OneAddress));
        drop(place);
        let direct = limits.admit(address("192.0.2.1"), &alive).unwrap();
        let place = direct.place_for(address("192.0.2.1"));
        assert!(place.is_ok_and(|place| place.is_none()), "it has its place");
    }
}

use std::net::IpAddr;
use std::time::Instant;

use crate::Rates;
use crate::address_rate::{AddressRate, RetryAfter};

/// What each address may do in a minute.
#[derive(Debug)]
pub(crate) struct Limits {
    started: Instant,
    connections: AddressRate,
    joins: AddressRate,
    new_rooms: AddressRate,
    password_tries: AddressRate,
    requests: AddressRate,
    questions: AddressRate,
    checks: AddressRate,
}

impl Limits {
    pub(crate) fn new(rates: &Rates) -> Self {
        Self {
            started: Instant::now(),
            connections: AddressRate::per_minute(rates.connections),
            joins: AddressRate::per_minute(rates.joins),
            new_rooms: AddressRate::per_minute(rates.new_rooms),
            password_tries: AddressRate::per_minute(rates.password_tries),
            requests: AddressRate::per_minute(rates.requests),
            questions: AddressRate::per_minute(rates.questions),
            checks: AddressRate::per_minute(rates.checks),
        }
    }

    /// A connection, or by way of a proxy a WebSocket.
    pub(crate) fn connection(&self, address: IpAddr) -> Result<(), RetryAfter> {
        self.take(&self.connections, address)
    }

    /// Coming into a room; coming back is free.
    pub(crate) fn join(&self, address: IpAddr) -> Result<(), RetryAfter> {
        self.take(&self.joins, address)
    }

    /// Coming into a room that there was not.
    pub(crate) fn new_room(&self, address: IpAddr) -> Result<(), RetryAfter> {
        self.take(&self.new_rooms, address)
    }

    /// Saying what may be a password; to be asked before it is looked at.
    pub(crate) fn password_try(&self, address: IpAddr) -> Result<(), RetryAfter> {
        self.take(&self.password_tries, address)
    }

    /// Any HTTP request.
    pub(crate) fn request(&self, address: IpAddr) -> Result<(), RetryAfter> {
        self.take(&self.requests, address)
    }

    /// A request that the rooms, the disk or a secret key must answer.
    pub(crate) fn question(&self, address: IpAddr) -> Result<(), RetryAfter> {
        self.take(&self.questions, address)
    }

    /// A request for credentials of the relays without being in a room.
    pub(crate) fn check(&self, address: IpAddr) -> Result<(), RetryAfter> {
        self.take(&self.checks, address)
    }

    fn take(&self, rate: &AddressRate, address: IpAddr) -> Result<(), RetryAfter> {
        rate.take(address, self.started.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_has_a_limit_of_its_own() {
        let limits = Limits::new(&Rates {
            connections: 1,
            joins: 2,
            new_rooms: 3,
            password_tries: 4,
            requests: 5,
            questions: 6,
            checks: 7,
        });
        let things = [
            Limits::connection,
            Limits::join,
            Limits::new_room,
            Limits::password_try,
            Limits::request,
            Limits::question,
            Limits::check,
        ];
        let address = "192.0.2.7".parse().unwrap();
        for (most, thing) in (1..).zip(things) {
            let taken = (0..9).filter(|_| thing(&limits, address).is_ok());
            assert_eq!(taken.count(), most);
        }
    }
}

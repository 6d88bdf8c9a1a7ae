use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use crate::Timestamp;
use crate::figures::Refusal;

/// How long a permission lasts (RFC 8656, section 9).
const LIFETIME: Duration = Duration::from_secs(300);

/// The addresses whose packets an allocation passes on, and which it sends to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Permissions {
    expiries: BTreeMap<IpAddr, Timestamp>,
}

impl Permissions {
    /// Lets `addresses` in for five minutes from now: all of them, or none if they are more than `most`.
    pub(crate) fn install(
        &mut self,
        addresses: &[IpAddr],
        most: usize,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        self.expiries.retain(|_, expiry| now < *expiry);
        let added = addresses
            .iter()
            .filter(|address| !self.expiries.contains_key(address));
        if self.expiries.len() + added.count() > most {
            return Err(Refusal::Capacity);
        }
        let expiry = now.after(LIFETIME);
        self.expiries
            .extend(addresses.iter().map(|address| (*address, expiry)));
        Ok(())
    }

    pub(crate) fn include(&self, address: IpAddr, now: Timestamp) -> bool {
        self.expiries
            .get(&address)
            .is_some_and(|expiry| now < *expiry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp(Duration::from_secs(1_760_000_000 + seconds))
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([8, 8, 8, last])
    }

    #[test]
    fn a_permission_ends_after_five_minutes_unless_it_is_renewed() {
        let mut permissions = Permissions::default();
        permissions
            .install(&[address(1), address(2)], 8, at(0))
            .unwrap();
        permissions.install(&[address(2)], 8, at(200)).unwrap();
        assert!(permissions.include(address(1), at(299)));
        assert!(!permissions.include(address(1), at(300)));
        assert!(permissions.include(address(2), at(499)));
        assert!(!permissions.include(address(3), at(0)));
    }

    #[test]
    fn more_than_there_may_be_change_nothing() {
        let mut permissions = Permissions::default();
        permissions
            .install(&[address(1), address(2)], 3, at(0))
            .unwrap();
        let refused = permissions.install(&[address(3), address(4)], 3, at(1));
        assert_eq!(refused, Err(Refusal::Capacity));
        assert!(!permissions.include(address(3), at(1)));
        permissions
            .install(&[address(1), address(3)], 3, at(2))
            .unwrap();
        permissions
            .install(&[address(4), address(5)], 3, at(302))
            .unwrap();
    }
}

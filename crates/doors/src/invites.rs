//! Who makes, lists and revokes invites.

use protocol::RoomId;
use thiserror::Error;

use crate::{
    Doorkeeper, HostPass, Invite, InviteId, InviteRule, InviteRuleError, Ledger, LedgerRecord,
};

/// Somebody who may make invites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inviter {
    /// A program of the operator: for every room.
    Operator,
    /// A host: for their own room.
    Host(RoomId),
}

/// Why somebody who may make invites may not do this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvitesError {
    #[error("it is about another room")]
    OtherRoom,
    #[error("there is no such invite")]
    Unknown,
    #[error("as many invites are known as can be")]
    Full,
    #[error(transparent)]
    Rule(#[from] InviteRuleError),
    #[error("a host's invite holds for {} days at most", Inviter::HOST_DAYS)]
    TooLongForHosts,
}

impl Inviter {
    /// The longest time that a host's invite holds, in days: what strangers leave behind goes within a month.
    pub const HOST_DAYS: u64 = 30;

    fn may(&self, room: &RoomId) -> Result<(), InvitesError> {
        match self {
            Self::Host(own) if own != room => Err(InvitesError::OtherRoom),
            Self::Operator | Self::Host(_) => Ok(()),
        }
    }
}

impl Doorkeeper {
    /// Says who asks, by the bearer token of a request at the time `now`; `None` for nobody who may.
    #[must_use]
    pub fn inviter(&self, bearer: &str, now: u64) -> Option<Inviter> {
        let is_operator = self
            .api_token
            .as_ref()
            .is_some_and(|token| token.is(bearer));
        if is_operator {
            return Some(Inviter::Operator);
        }
        HostPass::verify(bearer, &self.key, now).map(|pass| Inviter::Host(pass.room))
    }

    /// Makes an invite with a fresh id, and returns it with its token.
    ///
    /// # Errors
    ///
    /// Says why there is none.
    pub fn invite(
        &mut self,
        inviter: &Inviter,
        id: InviteId,
        rule: InviteRule,
        now: u64,
    ) -> Result<(Invite, String), InvitesError> {
        inviter.may(&rule.room)?;
        rule.check(now)?;
        let most = match inviter {
            Inviter::Operator => Ledger::MAX_INVITES,
            Inviter::Host(_) if rule.expires - now > Inviter::HOST_DAYS * 24 * 60 * 60 => {
                return Err(InvitesError::TooLongForHosts);
            }
            Inviter::Host(_) => Ledger::MAX_OF_HOSTS,
        };
        let invite = Invite { id, rule };
        let entered = self.ledger.enter(invite.clone(), most, now);
        entered.map_err(|_| InvitesError::Full)?;
        let token = invite.sign(&self.key);
        Ok((invite, token))
    }

    /// Lists the room's invites that are not over, those first that end first.
    ///
    /// # Errors
    ///
    /// Fails for the room of somebody else.
    pub fn invites(
        &mut self,
        inviter: &Inviter,
        room: &RoomId,
        now: u64,
    ) -> Result<Vec<&LedgerRecord>, InvitesError> {
        inviter.may(room)?;
        self.ledger.forget_ended(now);
        let mut invites: Vec<_> = self.ledger.of_room(room).collect();
        invites.sort_by_key(|record| (record.invite.rule.expires, record.invite.id));
        Ok(invites)
    }

    /// Revokes an invite; the operator also one that is not listed, as those that nobody has used yet and that were
    /// made without asking the server.
    ///
    /// # Errors
    ///
    /// Fails for the invite of somebody else's room as for one that there is not.
    pub fn revoke(
        &mut self,
        inviter: &Inviter,
        id: InviteId,
        now: u64,
    ) -> Result<(), InvitesError> {
        if let Inviter::Host(room) = inviter {
            let record = self.ledger.get(id);
            let is_own = record.is_some_and(|record| record.invite.rule.room == *room);
            if !is_own {
                return Err(InvitesError::Unknown);
            }
        }
        self.ledger.revoke(id, now).map_err(|_| InvitesError::Full)
    }
}

#[cfg(test)]
mod tests {
    use protocol::Role;

    use super::*;
    use crate::{ApiToken, RoomCreation, SigningKey};

    const NOW: u64 = 1_000;
    const DAY: u64 = 24 * 60 * 60;
    const TOKEN: &str = "0123456789abcdefghijklmn";

    #[test]
    fn a_bearer_is_the_operator_a_host_or_nobody() {
        let mut keeper = keeper();
        let room = room("kitchen");
        let pass = HostPass {
            room: room.clone(),
            expires: NOW + 1,
        };
        let pass = pass.sign(&keeper.key);
        assert_eq!(keeper.inviter(TOKEN, NOW), Some(Inviter::Operator));
        assert_eq!(keeper.inviter(&pass, NOW), Some(Inviter::Host(room)));
        assert_eq!(keeper.inviter(&pass, NOW + 1), None);
        let rule = rule("kitchen", DAY);
        let (_, invite) = keeper.invite(&Inviter::Operator, id(1), rule, NOW).unwrap();
        for nobody in ["", "x", &invite, &TOKEN[1..], &pass[..pass.len() - 1]] {
            assert_eq!(keeper.inviter(nobody, NOW), None, "{nobody}");
        }
        keeper.api_token = None;
        assert_eq!(keeper.inviter(TOKEN, NOW), None);
        assert_eq!(keeper.inviter("", NOW), None);
    }

    #[test]
    fn a_host_makes_invites_for_the_own_room_and_not_for_long() {
        let mut keeper = keeper();
        let host = Inviter::Host(room("kitchen"));
        let mut make = |inviter: &Inviter, number, name, lifetime| {
            let made = keeper.invite(inviter, id(number), rule(name, lifetime), NOW);
            made.map(|(invite, token)| {
                let verified = Invite::verify(&token, &keeper.key, &room(name), NOW);
                assert_eq!(verified, Ok(invite));
            })
        };
        assert_eq!(make(&host, 1, "kitchen", 30 * DAY), Ok(()));
        let long = make(&host, 2, "kitchen", 30 * DAY + 1);
        assert_eq!(long, Err(InvitesError::TooLongForHosts));
        let other = make(&host, 3, "garden", DAY);
        assert_eq!(other, Err(InvitesError::OtherRoom));
        assert_eq!(make(&Inviter::Operator, 4, "garden", 300 * DAY), Ok(()));
        let over = make(&Inviter::Operator, 5, "garden", 0);
        assert_eq!(over, Err(InvitesError::Rule(InviteRuleError::Over)));
    }

    #[test]
    fn lists_are_of_one_room_and_in_order() {
        let mut keeper = keeper();
        let operator = Inviter::Operator;
        for (number, name, lifetime) in [(1, "kitchen", 50), (2, "garden", 10), (3, "kitchen", 20)]
        {
            let made = keeper.invite(&operator, id(number), rule(name, lifetime), NOW);
            assert!(made.is_ok());
        }
        let host = Inviter::Host(room("kitchen"));
        let mut list = |inviter: &Inviter, name, now| {
            let records = keeper.invites(inviter, &room(name), now)?;
            Ok(records.iter().map(|record| record.invite.id).collect())
        };
        assert_eq!(list(&host, "kitchen", NOW), Ok(vec![id(3), id(1)]));
        assert_eq!(list(&host, "garden", NOW), Err(InvitesError::OtherRoom));
        assert_eq!(list(&operator, "garden", NOW), Ok(vec![id(2)]));
        assert_eq!(list(&operator, "kitchen", NOW + 20), Ok(vec![id(1)]));
    }

    #[test]
    fn a_host_revokes_what_is_listed_of_the_own_room_alone() {
        let mut keeper = keeper();
        let host = Inviter::Host(room("kitchen"));
        for (number, name) in [(1, "kitchen"), (2, "garden")] {
            let made = keeper.invite(&Inviter::Operator, id(number), rule(name, 50), NOW);
            assert!(made.is_ok());
        }
        assert_eq!(keeper.revoke(&host, id(1), NOW), Ok(()));
        assert_eq!(keeper.revoke(&host, id(1), NOW), Ok(()));
        for number in [2, 3] {
            let revoked = keeper.revoke(&host, id(number), NOW);
            assert_eq!(revoked, Err(InvitesError::Unknown));
            assert!(!keeper.ledger.is_revoked(id(number)));
            let revoked = keeper.revoke(&Inviter::Operator, id(number), NOW);
            assert_eq!(revoked, Ok(()));
            assert!(keeper.ledger.is_revoked(id(number)));
        }
    }

    fn keeper() -> Doorkeeper {
        Doorkeeper {
            key: SigningKey::new([7; 32]),
            trusted: None,
            creation: RoomCreation::Anyone,
            api_token: ApiToken::new(TOKEN).ok(),
            ledger: Ledger::default(),
        }
    }

    fn rule(name: &str, lifetime: u64) -> InviteRule {
        InviteRule {
            room: room(name),
            role: Role::Member,
            starts: 0,
            expires: NOW + lifetime,
            max_uses: None,
            name: None,
        }
    }

    fn room(name: &str) -> RoomId {
        RoomId::parse(name).unwrap()
    }

    fn id(byte: u8) -> InviteId {
        InviteId::new([byte; InviteId::BYTES])
    }
}

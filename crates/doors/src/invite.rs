use std::ops::RangeInclusive;

use protocol::{DisplayName, Role, RoomId};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::InviteId;
use crate::reader::Reader;
use crate::signing_key::{Kind, SigningKey};

/// A capability: whoever has it comes into one room, in one role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// By which it is listed and revoked.
    pub id: InviteId,
    #[serde(flatten)]
    pub rule: InviteRule,
}

/// What an invite is good for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteRule {
    /// The one room that it leads into.
    pub room: RoomId,
    /// What whoever brings it may do there.
    pub role: Role,
    /// When it begins, in seconds since 1970; 0 for at once.
    #[serde(default)]
    pub starts: u64,
    /// When it ends, in seconds since 1970.
    pub expires: u64,
    /// How many browsers may come in by it; as many as like if there is no number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u16>,
    /// What whoever brings it is called in the room, whatever they type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<DisplayName>,
}

impl InviteRule {
    /// The most uses that are counted.
    pub const MAX_USES: u16 = 1_000;

    /// The longest time that an invite holds, in seconds: a year.
    pub const MAX_LIFETIME: u64 = 366 * 24 * 60 * 60;

    /// The longest time until an invite begins, where it is made for later, in seconds: 30 days.
    pub const MAX_LEAD: u64 = 30 * 24 * 60 * 60;

    /// The longest time from its beginning to its end, in seconds: both together are [`Self::MAX_LIFETIME`].
    pub const MAX_LASTING: u64 = Self::MAX_LIFETIME - Self::MAX_LEAD;

    /// Returns when an invite begins and ends that is to begin in so many seconds and last for so many.
    ///
    /// # Errors
    ///
    /// Fails where one of them is out of its bounds.
    pub fn times(now: u64, starts_in: u64, lasts: u64) -> Result<(u64, u64), InviteRuleError> {
        if lasts == 0 {
            return Err(InviteRuleError::Over);
        }
        if starts_in > Self::MAX_LEAD || lasts > Self::MAX_LASTING {
            return Err(InviteRuleError::TooLong);
        }
        let begins = now.saturating_add(starts_in);
        let starts = if starts_in == 0 { 0 } else { begins };
        Ok((starts, begins.saturating_add(lasts)))
    }

    /// Says whether such an invite may be made at the time `now`.
    ///
    /// # Errors
    ///
    /// Says what about it may not be.
    pub fn check(&self, now: u64) -> Result<(), InviteRuleError> {
        const USES: RangeInclusive<u16> = 1..=InviteRule::MAX_USES;
        if self.expires <= now || self.expires <= self.starts {
            return Err(InviteRuleError::Over);
        }
        if self.expires - now > Self::MAX_LIFETIME {
            return Err(InviteRuleError::TooLong);
        }
        if self.max_uses.is_some_and(|uses| !USES.contains(&uses)) {
            return Err(InviteRuleError::Uses);
        }
        Ok(())
    }
}

/// What about an invite may not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InviteRuleError {
    #[error("an invite ends in the future, and after it begins")]
    Over,
    #[error("an invite begins within 30 days and holds for less than a year")]
    TooLong,
    #[error("an invite is for 1 to {} uses", InviteRule::MAX_USES)]
    Uses,
}

impl Invite {
    /// What the token of every invite begins with; no token of an operator's own system does.
    pub const PREFIX: &'static str = "i.";

    /// Writes the invite as the token in a link.
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> String {
        key.seal(Kind::Invite, &self.to_bytes())
    }

    /// Reads the token of an invite for `room` at the time `now`.
    ///
    /// Whether it was revoked or used up is known to the [`crate::Ledger`].
    ///
    /// # Errors
    ///
    /// Says why it opens nothing.
    pub fn verify(
        token: &str,
        key: &SigningKey,
        room: &RoomId,
        now: u64,
    ) -> Result<Self, InviteError> {
        let payload = key.open(Kind::Invite, token).ok_or(InviteError::Forged)?;
        let invite = Self::from_bytes(&payload).ok_or(InviteError::Forged)?;
        if invite.rule.room != *room {
            return Err(InviteError::OtherRoom);
        }
        if now < invite.rule.starts {
            return Err(InviteError::NotYet);
        }
        if now >= invite.rule.expires {
            return Err(InviteError::Expired);
        }
        Ok(invite)
    }

    /// The address within the web app that leads into the room with a token.
    ///
    /// The token is in the fragment, which browsers send to nobody (RFC 3986, section 3.5).
    #[must_use]
    pub fn path(room: &RoomId, token: &str) -> String {
        format!("/r/{room}#invite={token}")
    }

    fn to_bytes(&self) -> Vec<u8> {
        let rule = &self.rule;
        let room = rule.room.as_str();
        let mut bytes = self.id.bytes().to_vec();
        bytes.push(match rule.role {
            Role::Host => 0,
            Role::Member => 1,
            Role::Viewer => 2,
        });
        bytes.extend(rule.starts.to_be_bytes());
        bytes.extend(rule.expires.to_be_bytes());
        bytes.extend(rule.max_uses.unwrap_or_default().to_be_bytes());
        // The rule for room names bounds it.
        bytes.push(u8::try_from(room.len()).unwrap_or_default());
        bytes.extend(room.bytes());
        bytes.extend(rule.name.iter().flat_map(|name| name.as_str().bytes()));
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let id = InviteId::new(reader.array()?);
        let role = match reader.u8()? {
            0 => Role::Host,
            1 => Role::Member,
            2 => Role::Viewer,
            _ => return None,
        };
        let (starts, expires) = (reader.u64()?, reader.u64()?);
        let max_uses = Some(reader.u16()?).filter(|uses| *uses > 0);
        let length = usize::from(reader.u8()?);
        let room = RoomId::parse(reader.text(length)?).ok()?;
        let name = match reader.rest()? {
            "" => None,
            name => Some(DisplayName::parse(name).ok()?),
        };
        let rule = InviteRule {
            room,
            role,
            starts,
            expires,
            max_uses,
            name,
        };
        Some(Self { id, rule })
    }
}

/// Why an invite opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InviteError {
    /// Also for what is no invite at all.
    #[error("this server has not written it")]
    Forged,
    #[error("it is over")]
    Expired,
    #[error("it has not begun")]
    NotYet,
    #[error("it is for another room")]
    OtherRoom,
    #[error("it was revoked")]
    Revoked,
    #[error("it was used as often as it may be")]
    UsedUp,
    /// Its uses are limited, and there is no place to count them.
    #[error("its uses cannot be counted")]
    Uncounted,
}

#[cfg(test)]
mod tests;

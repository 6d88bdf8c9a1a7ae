use std::fmt;

use protocol::{DeviceMark, DisplayName, Entry, EntryPass, ErrorCode, Role, RoomId};
use thiserror::Error;

use crate::device::MarkHash;
use crate::{
    ApiToken, Invite, InviteError, JwtError, Ledger, RoomCreation, SigningKey, TrustedKeys, User,
};

/// Looks at what people bring along, and says what that gives them.
#[derive(Debug)]
pub struct Doorkeeper {
    pub key: SigningKey,
    /// The keys of the operator's own system, if there is one.
    pub trusted: Option<TrustedKeys>,
    pub creation: RoomCreation,
    /// By which the operator's own programs ask for invites, if they may.
    pub api_token: Option<ApiToken>,
    pub ledger: Ledger,
}

/// Somebody at the door of a room.
#[derive(Clone, Copy, Debug)]
pub struct Visit<'a> {
    pub room: &'a RoomId,
    /// What they show there.
    pub entry: &'a Entry,
    pub user: Option<&'a User>,
}

/// What is known of somebody at the door.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Vouched {
    /// What they may do; as the room says if there is no role.
    pub role: Option<Role>,
    /// What they are called in the room, whatever they type.
    pub name: Option<DisplayName>,
    /// Who they are, for bans; never told to anyone.
    pub subject: Option<Box<str>>,
    /// May open a room that is not there yet.
    pub creates: bool,
    /// Comes in without the room's password.
    pub passes_password: bool,
}

/// Why a token opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("the invite opens nothing: {0}")]
    Invite(#[from] InviteError),
    #[error("the token opens nothing: {0}")]
    Jwt(#[from] JwtError),
    /// A token of another system, and there is none that is trusted.
    #[error("no other system is trusted here")]
    NobodyTrusted,
}

impl Refusal {
    /// What the visitor is told.
    #[must_use]
    pub fn code(self) -> ErrorCode {
        match self {
            Self::Invite(InviteError::Expired) | Self::Jwt(JwtError::Expired) => {
                ErrorCode::TokenExpired
            }
            Self::Invite(InviteError::UsedUp) => ErrorCode::TokenUsedUp,
            Self::Invite(
                InviteError::Forged
                | InviteError::NotYet
                | InviteError::OtherRoom
                | InviteError::Revoked
                | InviteError::Uncounted,
            )
            | Self::Jwt(
                JwtError::Malformed
                | JwtError::Forged
                | JwtError::NotYet
                | JwtError::OtherAudience
                | JwtError::OtherRoom,
            )
            | Self::NobodyTrusted => ErrorCode::BadToken,
        }
    }
}

impl Doorkeeper {
    /// Says what somebody gets by what they bring along at the time `now`; an invite counts as used after that.
    ///
    /// # Errors
    ///
    /// Says why a token opens nothing. Without a token there is nothing to refuse: the room has its own rules.
    pub fn vouch(&mut self, visit: &Visit<'_>, now: u64) -> Result<Vouched, Refusal> {
        let pass = visit.entry.pass.as_ref().map(EntryPass::as_str);
        let mut vouched = match pass {
            None => Vouched::default(),
            Some(text) if text.starts_with(Invite::PREFIX) => self.by_invite(text, visit, now)?,
            Some(text) => self.by_jwt(text, visit.room, now)?,
        };
        let makes_host = pass.is_some() && matches!(vouched.role, None | Some(Role::Host));
        vouched.creates = self.creation.allows(visit.user.is_some(), makes_host);
        if let Some(user) = visit.user {
            vouched.name = vouched.name.or_else(|| user.name.clone());
            vouched.subject = Some(format!("user:{} {}", user.issuer, user.subject).into());
        }
        Ok(vouched)
    }

    fn by_invite(
        &mut self,
        text: &str,
        visit: &Visit<'_>,
        now: u64,
    ) -> Result<Vouched, InviteError> {
        let invite = Invite::verify(text, &self.key, visit.room, now)?;
        let device = visit.entry.device.as_ref();
        self.ledger.admit(&invite, device, now)?;
        let subject = invite.subject(device).into();
        Ok(Vouched {
            role: Some(invite.rule.role),
            name: invite.rule.name,
            subject: Some(subject),
            creates: false,
            passes_password: true,
        })
    }

    fn by_jwt(&self, text: &str, room: &RoomId, now: u64) -> Result<Vouched, Refusal> {
        let trusted = self.trusted.as_ref().ok_or(Refusal::NobodyTrusted)?;
        let grant = trusted.verify(text, room, now)?;
        Ok(Vouched {
            role: grant.role,
            name: grant.name,
            subject: grant.subject.map(|subject| format!("jwt:{subject}").into()),
            creates: false,
            passes_password: true,
        })
    }
}

impl Invite {
    /// Who somebody is by an invite: one of many who have it is known by their browser as well, so that to ban one is
    /// not to ban all.
    fn subject(&self, device: Option<&DeviceMark>) -> String {
        let id = self.id;
        match device.filter(|_| self.rule.max_uses != Some(1)) {
            Some(device) => format!("invite:{id} {}", String::from(MarkHash::of(device, id))),
            None => format!("invite:{id}"),
        }
    }
}

impl fmt::Debug for Vouched {
    /// Leaves out who it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vouched")
            .field("role", &self.role)
            .field("creates", &self.creates)
            .field("passes_password", &self.passes_password)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

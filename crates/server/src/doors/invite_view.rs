use ::doors::{InviteRule, LedgerRecord};
use protocol::{DisplayName, Role, RoomId};
use serde::{Deserialize, Serialize};

/// How long an invite holds if nobody says: a week.
const USUAL_LIFETIME: u64 = 7 * 24 * 60 * 60;

/// What an invite should be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInvite {
    room: RoomId,
    role: Role,
    /// When it ends, in seconds from now.
    expires_in: Option<u64>,
    /// When it begins, in seconds since 1970.
    starts: Option<u64>,
    max_uses: Option<u16>,
    name: Option<DisplayName>,
}

impl NewInvite {
    pub(super) fn rule(self, now: u64) -> InviteRule {
        let lifetime = self.expires_in.unwrap_or(USUAL_LIFETIME);
        InviteRule {
            room: self.room,
            role: self.role,
            starts: self.starts.unwrap_or_default(),
            expires: now.saturating_add(lifetime),
            max_uses: self.max_uses,
            name: self.name,
        }
    }
}

/// An invite as it is listed.
#[derive(Debug, Serialize)]
pub(super) struct InviteView {
    id: String,
    room: RoomId,
    role: Role,
    /// When it begins, in seconds since 1970; 0 for at once.
    starts: u64,
    /// When it ends, in seconds since 1970.
    expires: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_uses: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<DisplayName>,
    /// How many browsers have come in by it; it is not counted above 1,000.
    uses: u16,
    revoked: bool,
}

impl InviteView {
    pub(super) fn new(record: &LedgerRecord, revoked: bool) -> Self {
        let InviteRule {
            room,
            role,
            starts,
            expires,
            max_uses,
            name,
        } = record.invite.rule.clone();
        Self {
            id: record.invite.id.to_string(),
            room,
            role,
            starts,
            expires,
            max_uses,
            name,
            uses: record.uses(),
            revoked,
        }
    }
}

/// An invite that was just made.
#[derive(Serialize)]
pub(super) struct MadeInvite {
    #[serde(flatten)]
    pub(super) invite: InviteView,
    /// The secret of the link; it is told this once.
    pub(super) token: String,
    /// The address within the web app.
    pub(super) path: String,
    /// The whole link, where the server knows by what name it is reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
}

/// The invites of a room.
#[derive(Debug, Serialize)]
pub(super) struct InviteList {
    pub(super) invites: Vec<InviteView>,
}

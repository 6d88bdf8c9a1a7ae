use ::doors::{ApiToken, RoomCreation, SigningKey, TrustedKeys};

use crate::Origin;

/// Who may come in, and who may say so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DoorsConfig {
    /// Where people reach the server, for links.
    pub public_url: Option<Origin>,
    /// Who may open a room that is not there yet.
    pub creation: RoomCreation,
    /// The key by which invites are signed; the one that is kept if there is none here.
    pub invite_key: Option<SigningKey>,
    /// By which other programs of the operator ask for invites.
    pub api_token: Option<ApiToken>,
    /// The keys of the operator's own system, whose people are let in.
    pub trusted: Option<TrustedKeys>,
}

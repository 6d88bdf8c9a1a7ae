use std::fmt;
use std::time::Duration;

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
    /// Where people sign in, if they can.
    pub oidc: Option<OidcConfig>,
}

/// Where people sign in (OpenID Connect).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OidcConfig {
    /// The address of the identity provider, exactly as it calls itself.
    pub issuer: String,
    /// What this server is called there.
    pub client_id: String,
    /// By which the provider knows that it is this server, if the provider has given one.
    pub client_secret: Option<HiddenText>,
    /// How long somebody stays signed in.
    pub session_lifetime: Duration,
}

/// A text that its `Debug` hides.
#[derive(Clone, PartialEq, Eq)]
pub struct HiddenText(String);

impl HiddenText {
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text; never to be logged.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for HiddenText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HiddenText(…)")
    }
}

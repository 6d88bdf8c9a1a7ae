//! In place of identity providers, in a program that was built without them.

use doors::User;

use super::{Asked, ProviderError};
use crate::doors::config::OidcConfig;

/// There is none.
#[derive(Debug)]
pub(super) enum Provider {}

impl Provider {
    pub(super) fn new(_: &OidcConfig, _: String) -> Option<Self> {
        None
    }

    #[expect(clippy::unused_async, reason = "a real one waits for an answer")]
    pub(super) async fn address(&self, _: &Asked) -> Result<String, ProviderError> {
        match *self {}
    }

    #[expect(clippy::unused_async, reason = "a real one waits for an answer")]
    pub(super) async fn user(&self, _: String, _: &Asked) -> Result<User, ProviderError> {
        match *self {}
    }
}

use std::fmt;

use protocol::DisplayName;

/// Somebody who has signed in: whoever runs the accounts says so.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Who runs the accounts (OpenID Connect Core, section 2, `iss`).
    pub issuer: Box<str>,
    /// Whose account it is there (`sub`).
    pub subject: Box<str>,
    /// What they are called, if the issuer says it and it is a name that can be shown.
    pub name: Option<DisplayName>,
}

impl fmt::Debug for User {
    /// Leaves out who it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("User(…)")
    }
}

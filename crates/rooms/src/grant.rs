use std::fmt;

use protocol::{DisplayName, Role};

/// What the server has verified about whoever is about to join.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Grant {
    /// `None`: as the room says; the first is its host, the others are members.
    pub role: Option<Role>,
    /// What the participant is called here, whatever they say.
    pub name: Option<DisplayName>,
    /// Who this is in the words of whoever vouches, like `invite:…` or `user:…`; a ban holds for it. Nobody is told.
    pub subject: Option<Box<str>>,
    /// May open a room where not everyone may.
    pub creates: bool,
    /// Comes in without the room's password.
    pub passes_password: bool,
}

impl fmt::Debug for Grant {
    /// Leaves out who it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grant")
            .field("role", &self.role)
            .field("creates", &self.creates)
            .field("passes_password", &self.passes_password)
            .finish_non_exhaustive()
    }
}

use serde::{Deserialize, Serialize};

/// What a participant may do in a room; the table is in `docs/security.md`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees and hears, and sends no media.
    Viewer,
    #[default]
    Member,
    /// A member who decides who comes in and who goes.
    Host,
}

impl Role {
    /// True for what need not be said.
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

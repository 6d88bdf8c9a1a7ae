use serde::{Deserialize, Serialize};

/// What becomes of a room whose last host leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HostRule {
    /// Nobody is host.
    Nobody,
    /// The member who has been there for longest is host.
    #[default]
    LongestThere,
    /// The room ends for everyone.
    Close,
}

impl HostRule {
    /// Every rule, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::LongestThere, Self::Nobody, Self::Close];

    /// True for what need not be said.
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the word for it in JSON.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::LongestThere => "longest_there",
            Self::Close => "close",
        }
    }
}

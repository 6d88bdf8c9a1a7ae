use serde::{Deserialize, Serialize};

/// The WebRTC engine of a client: not every pair of them restarts ICE with each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    Chromium,
    Firefox,
    Webkit,
    /// None of those, or not told.
    #[default]
    #[serde(other)]
    Other,
}

impl Engine {
    /// Returns the word for it in JSON.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
            Self::Other => "other",
        }
    }
}

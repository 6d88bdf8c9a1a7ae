use serde::{Deserialize, Serialize};

/// What a participant feels at a moment; it is shown for a few seconds, and kept nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    ThumbsUp,
    Clapping,
    Heart,
    Laughing,
    Surprised,
    Sad,
    Celebrate,
    Thinking,
}

impl Reaction {
    /// Every reaction, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::ThumbsUp,
        Self::Clapping,
        Self::Heart,
        Self::Laughing,
        Self::Surprised,
        Self::Sad,
        Self::Celebrate,
        Self::Thinking,
    ];

    /// Returns the word for it in JSON.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::ThumbsUp => "thumbs_up",
            Self::Clapping => "clapping",
            Self::Heart => "heart",
            Self::Laughing => "laughing",
            Self::Surprised => "surprised",
            Self::Sad => "sad",
            Self::Celebrate => "celebrate",
            Self::Thinking => "thinking",
        }
    }
}

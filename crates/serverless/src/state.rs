use protocol::{Hand, Publications};
use serde::{Deserialize, Serialize};

/// What a participant publishes and shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ParticipantState {
    pub(crate) publications: Publications,
    /// When the hand was raised, in milliseconds since the Unix epoch by the participant's own clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hand: Option<Hand>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) recording: bool,
}

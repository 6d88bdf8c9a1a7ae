use protocol::{ChatId, ChatText, OpaqueSignal};
use serde::{Deserialize, Serialize};

use crate::state::ParticipantState;

/// What a participant says and is not to be lost: one of these.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Spoken {
    /// A step of the negotiation, to one other participant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) signal: Option<OpaqueSignal>,
    /// What the participant publishes and shows from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<ParticipantState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) chat: Option<ChatLine>,
}

/// Something that was said in the chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ChatLine {
    pub(crate) id: ChatId,
    pub(crate) text: ChatText,
    /// In milliseconds since the Unix epoch, by the clock of whoever says it.
    pub(crate) sent_at: u64,
}

use protocol::{DisplayName, ResumeToken, RoomId};
use serde::{Deserialize, Serialize};

/// What a tab remembers of its seat, so that a page that is loaded again comes back to it as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatMemory {
    pub room: RoomId,
    pub name: DisplayName,
    pub token: ResumeToken,
    /// The number of the last attempt to resume; it counts on across pages.
    pub attempt: u64,
    /// The person wants the microphone to be heard.
    pub microphone: bool,
    /// The person wants the camera to be seen.
    pub camera: bool,
}

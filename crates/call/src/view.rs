use protocol::{DisplayName, ErrorCode, ParticipantId, RoomId};

use crate::{MediaProblem, Notice, NoticeId, Unusable};

/// All that a person sees of a call, as plain data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallView {
    pub room: RoomId,
    pub phase: PhaseView,
    pub local: LocalView,
    /// One's own tile first, then everyone else in the order of joining; empty outside the call.
    pub tiles: Vec<Tile>,
    /// Oldest first.
    pub notices: Vec<(NoticeId, Notice)>,
}

/// Where a person is on the way through a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhaseView {
    /// Before joining: preview, name, toggles.
    GreenRoom,
    /// The server has been asked.
    Joining,
    /// In the call.
    InCall {
        /// False while there is no connection to the server; media goes on all the same.
        signaling: bool,
    },
    /// The person left.
    Left,
    /// Something else ended the call, or kept it from starting.
    Ended(EndReason),
}

/// Why a call ended without the person's wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The browser or the page cannot make calls.
    Unusable(Unusable),
    /// The server refused, for this reason.
    Refused(ErrorCode),
    /// The server cannot be reached.
    Unreachable,
}

/// One's own microphone and camera.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalView {
    pub microphone: SourceView,
    pub camera: SourceView,
}

/// One of one's own sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceView {
    /// Turned off or muted by the person.
    Off,
    /// The browser is asking for permission or starting the device.
    Starting,
    /// On.
    On,
    /// Wanted, but not to be had.
    Unavailable(MediaProblem),
}

/// Names a `MediaStream` that the client holds beside the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamKey {
    /// One's own camera.
    Local,
    /// Microphone and camera of someone else.
    Remote(ParticipantId),
}

/// One participant in the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    pub participant: ParticipantId,
    pub name: DisplayName,
    /// True for one's own tile: mirrored and silent.
    pub you: bool,
    /// The participant's microphone carries sound.
    pub microphone: bool,
    /// The participant's camera carries a picture; without it a name card is shown.
    pub camera: bool,
    /// The stream to play, once there is one.
    pub stream: Option<StreamKey>,
    pub connection: TileConnection,
}

/// How far the connection to a participant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileConnection {
    /// On its way, for less than 10 seconds.
    Connecting,
    /// On its way for longer than one should wait.
    Slow,
    Connected,
    /// Given up.
    Failed,
}

use protocol::{Candidate, Description, DisplayName, ParticipantId, ServerMessage, Source};

use crate::{MediaProblem, NoticeId};

/// What happens to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The person did something.
    User(UserInput),
    /// Something happened to the connection to the server.
    Socket(SocketInput),
    /// Something happened to a peer connection.
    Peer { peer: PeerKey, input: PeerInput },
    /// Something happened to a microphone or camera.
    Media(MediaInput),
}

/// A gesture of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserInput {
    /// "Join now", from the green room.
    Join { name: DisplayName },
    /// The microphone toggle.
    SetMicrophone(bool),
    /// The camera toggle.
    SetCamera(bool),
    /// "Leave".
    Leave,
    /// "Rejoin": joins again with the same name and the same wishes, after leaving or after an end.
    Rejoin,
    /// Closes a notice.
    Dismiss(NoticeId),
}

/// An event of the connection to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketInput {
    Opened,
    Received(ServerMessage),
    /// Closed or never opened; the last event of a connection.
    Closed,
}

/// Names one peer connection: there can be several to the same participant, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerKey {
    pub participant: ParticipantId,
    pub generation: u32,
}

/// An event of a peer connection, or the one outcome of something that was started on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeerInput {
    /// The `negotiationneeded` event.
    NegotiationNeeded,
    /// The outcome of `setLocalDescription()`: the description that was made, or `None` if it failed.
    LocalDescription {
        description: Option<Description>,
        signaling: SignalingState,
    },
    /// The outcome of `setRemoteDescription()`.
    RemoteDescription {
        applied: bool,
        signaling: SignalingState,
    },
    /// The outcome of `addIceCandidate()`, where it failed.
    CandidateFailed,
    /// The `icecandidate` event.
    LocalCandidate(Candidate),
    /// The `track` event: media of the other side can be played.
    TrackAdded,
    /// The `connectionstatechange` event.
    Connection(ConnectionState),
}

/// `RTCSignalingState`, without the states that only `pranswer` leads to (W3C WebRTC, section 4.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignalingState {
    Stable,
    HaveLocalOffer,
    HaveRemoteOffer,
    Closed,
}

/// `RTCPeerConnectionState`, as far as it matters to a person (W3C WebRTC, section 4.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionState {
    Connecting,
    Connected,
    Disconnected,
    Failed,
}

/// An event of the person's own devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaInput {
    /// The outcome of a capture: what was asked for is there; the tracks are still disabled.
    Captured { request: u32 },
    /// The outcome of a capture: nothing of it is there.
    CaptureFailed { request: u32, problem: MediaProblem },
    /// A track ended by itself: unplugged, or taken away in the browser.
    Ended { source: Source },
}

use protocol::{Candidate, ClientFrame, Description, IceServer, Source};

use crate::{PeerKey, SeatMemory};

/// What the client must do; none of it is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Opens a connection to the server; an earlier one is given up and heard no more.
    OpenSocket,
    /// Sends a message to the server.
    Send(ClientFrame),
    /// Closes the connection to the server, after what was sent.
    CloseSocket,
    /// Keeps in the tab what gives the seat back after the page is loaded again, or forgets it.
    Remember(Option<SeatMemory>),
    /// Asks the browser for devices; the outcome is one [`crate::MediaInput`] with the same `request`.
    Capture {
        request: u32,
        microphone: bool,
        camera: bool,
    },
    /// Lets a captured track carry sound or picture, or silence and black.
    EnableTrack { source: Source, enabled: bool },
    /// Ends a captured track and frees its device.
    StopTrack { source: Source },
    /// Does something to a peer connection.
    Peer { peer: PeerKey, command: PeerCommand },
}

/// What the client must do to one peer connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeerCommand {
    /// Makes the connection; with `offers` also its transceivers: microphone, then camera, both `sendrecv`.
    Open {
        ice_servers: Vec<IceServer>,
        offers: bool,
        /// Only by way of TURN servers.
        relay_only: bool,
    },
    /// Asks for new paths with the next offer (`restartIce()`, W3C WebRTC, section 4.4.2).
    RestartIce,
    /// Makes the transceivers of an applied offer `sendrecv` and sends the local tracks through them.
    AdoptTransceivers,
    /// Makes and applies an offer or an answer, as the state asks for; the outcome is `PeerInput::LocalDescription`.
    SetLocalDescription,
    /// Applies a description; the outcome is `PeerInput::RemoteDescription`.
    SetRemoteDescription(Description),
    AddCandidate(Candidate),
    /// Sends the captured track of `source`, or nothing where there is none, without negotiation.
    ReplaceTrack {
        source: Source,
    },
    Close,
}

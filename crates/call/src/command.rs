use protocol::{Candidate, ClientFrame, Description, IceServer, Source};

use crate::{ContentHint, FileCommand, PeerKey, SeatMemory, Sound, VideoLimit};

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
    /// Asks the person what of the screen to share, with its sound where the browser has it; the outcome is
    /// `MediaInput::ScreenCaptured` or `MediaInput::ScreenFailed`.
    CaptureScreen { request: u32 },
    /// Says to the browser what the shared screen shows, now and later (W3C MediaStreamTrack Content Hints, section 4).
    HintScreen(ContentHint),
    /// Starts a recording, beginning with the file to write to, or ends it; what becomes of it is told as
    /// [`crate::RecordingInput`].
    Record(bool),
    /// Asks the captured camera for the size that the person has chosen (`applyConstraints()`, W3C Media Capture, section
    /// 4.3.6): beside one capture browsers give no other size of the same camera.
    ResizeCamera,
    /// Lets a captured track carry sound or picture, or silence and black.
    EnableTrack { source: Source, enabled: bool },
    /// Ends a captured track and frees its device.
    StopTrack { source: Source },
    /// Plays a sound.
    Play(Sound),
    /// Does something to a peer connection.
    Peer { peer: PeerKey, command: PeerCommand },
    /// Does something about files.
    File(FileCommand),
}

/// What the client must do to one peer connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeerCommand {
    /// Makes the connection; with `offers` also its transceivers, all `sendrecv`: microphone, camera, the screen's
    /// sound, screen, and the data channel for files. They are there from the beginning, so that nothing is negotiated
    /// when something is turned on.
    Open {
        ice_servers: Vec<IceServer>,
        offers: bool,
        /// Only by way of TURN servers.
        relay_only: bool,
    },
    /// Uses these servers from the next offer or answer with new paths on (`setConfiguration()`, W3C WebRTC, section
    /// 4.4.2).
    SetIceServers {
        ice_servers: Vec<IceServer>,
        relay_only: bool,
    },
    /// Asks for new paths with the next offer (`restartIce()`, W3C WebRTC, section 4.4.2).
    RestartIce,
    /// Makes the transceivers of an applied offer `sendrecv` and sends the local tracks through them; where the offer
    /// has a place for data channels, also makes that for files.
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
    /// Sends no more of `source` than this (`RTCRtpSender.setParameters()`, W3C WebRTC, section 5.2); it holds for
    /// every later track of the connection.
    LimitVideo {
        source: Source,
        limit: VideoLimit,
    },
    /// Wants video of the other side, or none: the directions of the video transceivers, which are negotiated
    /// (W3C WebRTC, section 5.4).
    ReceiveVideo(bool),
    Close,
}

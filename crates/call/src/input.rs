use std::time::Duration;

use protocol::{
    Act, Candidate, ChatId, ChatText, Description, DeviceMark, DisplayName, EntryPass, FileId,
    ImageKind, ParticipantId, Reaction, RoomPassword, ServerFrame, Source,
};

use crate::{
    AudioLevel, ContentHint, DataUse, FileInput, Layout, LinkStats, MediaProblem, NoticeId,
    RecordingInput, RecordingOf, TileKey,
};

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
    /// Something happened to the page or the device's network.
    Page(PageInput),
    /// Something happened to one's own recording.
    Recording(RecordingInput),
    /// How loud everyone is, several times a second.
    Levels(Levels),
    /// Something happened to the data channel for files of a peer connection.
    File { peer: PeerKey, input: FileInput },
    /// The outcome of `FileCommand::MakeAddress`.
    FileReady { file: FileId, address: String },
}

/// How loud everyone is at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// One's own microphone, whether muted or not: measured on a copy of its track that is never sent.
    ///
    /// `None` while it is not measured: without a microphone, or where the browser does not let the meter run yet.
    pub own: Option<AudioLevel>,
    /// What comes from the others.
    pub others: Vec<(ParticipantId, AudioLevel)>,
}

/// A gesture of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserInput {
    /// Has come by an invite, in a browser with this mark.
    Bring {
        pass: Option<EntryPass>,
        device: Option<DeviceMark>,
    },
    /// "Join now", from the green room.
    Join {
        name: DisplayName,
        password: Option<RoomPassword>,
    },
    /// The microphone toggle.
    SetMicrophone(bool),
    /// The camera toggle.
    SetCamera(bool),
    /// Another microphone or camera is chosen, or how it is captured; the client knows which and how.
    Renew(Source),
    /// Another size is chosen for the camera's picture; the client knows which.
    ResizeCamera,
    /// "Share screen", or "Stop sharing".
    ShareScreen(bool),
    /// Says what one's shared screen shows, now and later.
    SetContentHint(ContentHint),
    /// "Leave".
    Leave,
    /// "Rejoin": joins again with the same name and the same wishes, after leaving or after an end.
    Rejoin,
    /// Closes a notice.
    Dismiss(NoticeId),
    /// "Try now", while the server cannot be reached.
    TryNow,
    /// "Try again" on the tile of someone whose media is lost.
    ReconnectPeer(ParticipantId),
    /// Says something to everyone.
    SendChat(ChatText),
    /// Sends a message again that the server did not take.
    RetryChat(ChatId),
    /// Lets such a message be.
    DiscardChat(ChatId),
    /// Offers a file to everyone; the client holds it under the number that it has drawn for it.
    ShareFile {
        file: FileId,
        /// As the browser says it.
        name: String,
        /// In bytes.
        size: u64,
        image: Option<ImageKind>,
        /// In milliseconds since the Unix epoch.
        at: u64,
    },
    /// Fetches a file that someone offers.
    TakeFile(FileId),
    /// Does not want a file that someone offers, or not any more; or does not share one's own any more.
    StopFile(FileId),
    /// Opens or closes the chat: what is on the screen is read.
    ShowChat(bool),
    /// Presses or releases "Hold to talk"; while the microphone is on it does nothing.
    HoldToTalk(bool),
    /// Chooses how tiles are laid out, which lets go of a pinned one.
    SetLayout(Layout),
    /// Gives one tile the stage.
    Pin(TileKey),
    /// Lets go of it.
    Unpin,
    /// Shows or hides one's own tile.
    ShowSelf(bool),
    /// Plays a tile at so many percent of what comes, 0 to [`crate::Volume::MAX`].
    SetVolume { tile: TileKey, percent: u8 },
    /// Plays a tile not at all, or again; nobody else notices.
    MuteForMe { tile: TileKey, muted: bool },
    /// Chooses how much of the network is used; [`DataUse::AudioOnly`] turns the camera off, and turning it on again
    /// ends that.
    SetDataUse(DataUse),
    /// Raises one's hand, or lowers it.
    SetHand(bool),
    /// Does something as a host.
    Act(Act),
    /// Wants to make invites, as a host: [`crate::CallView::host_pass`] follows.
    AskHostPass,
    /// Shows a reaction to everyone.
    React(Reaction),
    /// Records the call, or oneself; everyone is told.
    Record(RecordingOf),
    /// Ends the recording.
    StopRecording,
    /// Wants to hear of people who come and go, of messages and hands, or not.
    SetSounds(bool),
    /// Goes by way of relays alone from now on, so that the others do not learn one's address; or as the server has it.
    HideAddress(bool),
    /// Opens "Connection info" of someone, or closes it.
    InspectLink(Option<ParticipantId>),
}

/// An event of the connection to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketInput {
    Opened,
    Received(ServerFrame),
    /// A frame that is no message of this protocol.
    Garbage,
    /// Closed or never opened; the last event of a connection.
    Closed {
        /// How long the server asks to wait (`Retry-After`, RFC 9110, section 10.2.3), where it does.
        retry_after: Option<Duration>,
    },
}

/// An event of the page or of the device's network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageInput {
    /// The tab is visible again, the page was shown again, or the device woke up.
    Shown,
    /// The tab is hidden.
    Hidden,
    /// The window has lost the focus: the release of a key would go unnoticed.
    Blurred,
    /// The browser has a network again (`online`).
    Online,
    /// The device has another network than before (`navigator.connection`).
    NetworkChanged,
    /// The page is about to be unloaded.
    Hiding {
        /// True if it is certainly only loaded again.
        reload: bool,
    },
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
    /// What has arrived so far, told about once a second (W3C WebRTC Statistics, section 8).
    Traffic(Traffic),
    /// What the browser says of the connection, told about once a second.
    Stats(Box<LinkStats>),
}

/// What has arrived on a peer connection since it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Bytes of RTP, of all tracks together.
    pub media_bytes: u64,
    /// Answers to connectivity checks, consent checks included (RFC 7675), on all candidate pairs together.
    pub consent_responses: u64,
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
    /// The outcome of `CaptureScreen`: the screen is there, perhaps with its sound; the tracks are still disabled.
    ScreenCaptured { request: u32, audio: bool },
    /// The outcome of `CaptureScreen`: there is nothing to share.
    ScreenFailed { request: u32, problem: MediaProblem },
    /// A track ended by itself: unplugged, or taken away in the browser.
    Ended { source: Source },
    /// A track stopped to carry anything without the person's wish, or carries again: another program or the system
    /// has taken the device (`mute` and `unmute`, W3C Media Capture, section 4.3.1).
    Interrupted { source: Source, interrupted: bool },
    /// Devices came or went (`devicechange`).
    DevicesChanged,
}

use std::sync::Arc;

use protocol::{
    ChatId, ChatText, DisplayName, Doors, EntryPass, ErrorCode, FileId, FileName, ImageKind,
    ParticipantId, Role, RoomId,
};

use crate::{
    ContentHint, DataUse, LinkView, MediaProblem, Notice, NoticeId, Quality, ReactionView,
    RecordingView, StageView, TileKey, TileKind, Timestamp, Unusable, Volume,
};

/// All that a person sees of a call, as plain data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallView {
    pub room: RoomId,
    pub phase: PhaseView,
    pub local: LocalView,
    /// A tile for everyone and one for each screen that others share: one's own first, then in the order of joining;
    /// empty outside the call.
    pub tiles: Vec<Tile>,
    /// Which tiles are big, and in which order they are shown.
    pub stage: StageView,
    /// Everyone, in the order of the list of people.
    pub people: Vec<ParticipantId>,
    /// The connection that the person looks into.
    pub link: Option<LinkView>,
    /// One's own recording.
    pub recording: RecordingView,
    /// One's own hand is up.
    pub hand_raised: bool,
    /// What people show at this moment, oldest first.
    pub reactions: Vec<ReactionView>,
    /// Oldest first.
    pub notices: Vec<(NoticeId, Notice)>,
    pub chat: ChatView,
    /// The files that lines of the chat show.
    pub files: Arc<Vec<FileLine>>,
    /// Who may come in, and what the person may do.
    pub doors: Doors,
    pub password: PasswordView,
    /// What makes invites for the room, over HTTP; for hosts who have asked for it.
    pub host_pass: Option<EntryPass>,
}

impl CallView {
    /// Returns everyone's tile, without those of shared screens.
    #[must_use]
    pub fn people_tiles(&self) -> Vec<Tile> {
        let tile = |participant: &ParticipantId| {
            let mut tiles = self.tiles.iter();
            tiles.find(|tile| tile.participant == *participant && tile.kind == TileKind::Camera)
        };
        self.people.iter().filter_map(tile).cloned().collect()
    }
}

/// Where a person is on the way through a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhaseView {
    /// Before joining: preview, name, toggles.
    GreenRoom,
    /// The server has been asked.
    Joining,
    /// A host has to let the person in.
    Waiting { signaling: SignalingView },
    /// In the call.
    InCall { signaling: SignalingView },
    /// The person left.
    Left,
    /// Something else ended the call, or kept it from starting.
    Ended(EndReason),
}

/// What the server has said of the room's password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PasswordView {
    #[default]
    NotNeeded,
    /// The room has one, or nobody may open it without an invite.
    Needed,
    /// The one that the person gave was wrong.
    Wrong,
}

/// The connection to the server, as far as a person should know; media goes on all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignalingView {
    /// There, or lost for so short a time that it is not worth a word.
    Online,
    /// Lost for a second or longer.
    Reconnecting {
        /// When the next try begins; `None` while one is under way.
        next_try: Option<Timestamp>,
    },
    /// There again, for a moment.
    BackOnline,
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

/// One's own microphone, camera and screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalView {
    pub microphone: SourceView,
    pub camera: SourceView,
    pub screen: SourceView,
    /// The person is heard for as long as they hold "Hold to talk".
    pub holds_to_talk: bool,
    pub data_use: DataUse,
    /// What one's shared screen shows.
    pub hint: ContentHint,
    /// How loud one's microphone is, in steps from 0 to [`LocalView::LEVELS`]: before the call alone, while it is on and
    /// measured.
    pub level: Option<u8>,
}

impl LocalView {
    /// The number of the loudest step.
    pub const LEVELS: u8 = 8;
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
    /// The screen that one shares.
    LocalScreen,
    /// Microphone and camera of someone else.
    Remote(ParticipantId),
    /// The screen that someone else shares, and its sound.
    RemoteScreen(ParticipantId),
}

/// One participant, or the screen that one shares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    pub participant: ParticipantId,
    pub kind: TileKind,
    pub name: DisplayName,
    /// True for one's own tile: mirrored and silent.
    pub you: bool,
    /// The participant's microphone, or the screen, carries sound.
    pub microphone: bool,
    /// The participant's camera, or the screen, carries a picture; without it a name card is shown.
    pub camera: bool,
    /// The stream to play, once there is one.
    pub stream: Option<StreamKey>,
    pub connection: TileConnection,
    /// What keeps the connection from coming about, once it has taken too long.
    pub trouble: Option<Trouble>,
    /// The participant's own connection to the server is lost; media may well go on.
    pub away: bool,
    /// The participant speaks.
    pub speaking: bool,
    /// How good the connection is; `None` for oneself, and before anything is known.
    pub quality: Option<Quality>,
    /// How loud it is played here.
    pub volume: Volume,
    /// The participant's hand is up.
    pub hand: bool,
    /// The participant records the call.
    pub recording: bool,
    pub role: Role,
}

impl Tile {
    /// True if there is a way for the picture of a camera that is on, or of a screen, to come; while nothing comes, the
    /// last one stays.
    #[must_use]
    pub fn expects_picture(&self) -> bool {
        let arrives = match self.connection {
            TileConnection::Connected | TileConnection::Stalled => true,
            TileConnection::Connecting | TileConnection::Slow | TileConnection::Failed => self.you,
        };
        self.camera && self.stream.is_some() && arrives
    }

    /// Returns the tile's name among the others.
    #[must_use]
    pub fn key(&self) -> TileKey {
        TileKey {
            participant: self.participant,
            kind: self.kind,
        }
    }
}

/// What keeps two participants from each other, as far as one's own side knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No direct path was found, and the server has told of no relay.
    NoRelay,
    /// Nothing was found, and one's own network does not reach the relay.
    RelayOutOfReach,
    /// Neither a direct path nor one by way of the relay was found.
    NoPath,
    /// One's address is to stay hidden, and the server has told of no relay to hide it behind.
    NothingToHideBehind,
}

/// How far the connection to a participant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileConnection {
    /// On its way, for less than 10 seconds.
    Connecting,
    /// On its way for longer than one should wait.
    Slow,
    Connected,
    /// Was there, but nothing has arrived for 2 seconds or longer; it is being mended.
    Stalled,
    /// Given up; a button starts anew.
    Failed,
}

/// The chat, as a person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatView {
    /// In the one order of the room, then what has not been sent yet.
    pub lines: Arc<Vec<ChatLine>>,
    /// How many lines of others came while the chat was closed, or the tab hidden.
    pub unread: u32,
    /// True if no more can be written until something of what waits has been sent.
    pub full: bool,
}

/// One chat message, or a file that someone offers, as a person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatLine {
    pub id: ChatId,
    /// Where it stands in the order of the room; 0 for what was not said yet, and for files.
    pub number: u64,
    pub name: DisplayName,
    /// Written by this person.
    pub you: bool,
    pub body: ChatBody,
    pub state: LineState,
}

/// What a line of the chat shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChatBody {
    Text(ChatText),
    /// One of [`CallView::files`].
    File(FileId),
}

/// How far a line of the chat is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineState {
    /// The server took it in, or the file was offered, so many milliseconds after the Unix epoch.
    Said(u64),
    /// Waits to be sent.
    Waiting,
    /// The server does not take it: the person may send it again, or let it be.
    Failed,
}

impl ChatLine {
    /// Returns when it was said, in milliseconds since the Unix epoch; `None` while it was not.
    #[must_use]
    pub fn said_at(&self) -> Option<u64> {
        match self.state {
            LineState::Said(at) => Some(at),
            LineState::Waiting | LineState::Failed => None,
        }
    }
}

/// A file that the person or someone else offers, as the person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLine {
    pub id: FileId,
    pub name: FileName,
    /// In bytes.
    pub size: u64,
    /// The kind of image that it is said to be, if it can be shown.
    pub image: Option<ImageKind>,
    /// Where it can be shown from or saved, once all of it is there.
    pub address: Option<String>,
    pub state: FileState,
}

/// How far a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// The person shares it with everyone.
    Shared {
        /// How much of it is on its way, from 0 to 100; `None` while nobody fetches it.
        percent: Option<u8>,
        /// Whoever fetches it cannot be reached.
        paused: bool,
        /// How many of those who are here have all of it.
        taken: u32,
    },
    /// The browser cannot read what the person wanted to share.
    Unreadable,
    /// Someone else offers it, and the person has not decided.
    Offered,
    /// It comes; so much of it is there, from 0 to 100.
    Coming { percent: u8 },
    /// It comes, but for long nothing has.
    Silent { percent: u8 },
    /// It goes on when whoever shares it can be reached again.
    Paused { percent: u8 },
    /// All of it is there.
    Received,
    /// The person did not want it, or not any more.
    Declined,
    /// It is not shared any more.
    TakenBack,
    /// What came did not fit together.
    Damaged,
}

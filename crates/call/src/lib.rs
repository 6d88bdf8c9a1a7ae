//! The browser side of a call as a pure state machine.
//!
//! A [`Call`] is one room as one browser sees it, from the green room to goodbye.
//! The client turns clicks, frames, promises and browser events into an [`Input`] and hands it to [`Call::handle`];
//! it does what each [`Command`] from [`Call::next_command`] says, wakes up at [`Call::poll_timeout`], and draws
//! [`Call::view`].
//!
//! Inside, each peer connection has one [`Negotiation`], which decides every step of offer and answer, and
//! [`LocalMedia`] holds what the person wants of microphone and camera against what the browser gave.
//! Nothing in here performs I/O, reads a clock or draws a random number.

mod acts;
mod audio_level;
mod call;
mod chat;
pub mod check;
mod command;
mod days;
mod deed;
mod embed;
mod environment;
mod files;
mod grid;
mod heartbeat;
mod ice_access;
mod initials;
mod input;
mod level_bar;
mod links;
mod local_media;
mod media_problem;
mod microphone_watch;
mod negotiation;
mod notice;
mod notice_board;
mod outbox;
mod pace;
mod peer;
mod people;
mod places;
mod preferences;
mod quality;
mod random;
mod reach;
mod reactions;
mod reconnection;
mod recording;
mod room_name;
mod seat_memory;
mod server_address;
mod shortcuts;
mod sign_in_failure;
mod small_map;
mod sounds;
mod speaking;
mod stage;
mod timestamp;
mod video_limits;
mod view;
mod volumes;

pub use acts::offered_acts;
pub use audio_level::AudioLevel;
pub use call::Call;
pub use chat::Chat;
pub use command::{Command, PeerCommand};
pub use days::day_of;
pub use deed::{Deed, DeedRefused};
pub use embed::{EmbedState, embed_command};
pub use environment::{Environment, Unusable};
pub use files::{FileCommand, FileInput, pastes_files};
pub use grid::{Grid, TILE_GAP, best_grid, tile_grid};
pub use heartbeat::{Beat, Heartbeat};
pub use initials::initials;
pub use input::{
    ConnectionState, Input, Levels, MediaInput, PageInput, PeerInput, PeerKey, SignalingState,
    SocketInput, Traffic, UserInput,
};
pub use links::{TextPart, text_parts};
pub use local_media::{LocalMedia, LocalStreams, MediaChange, SourceState};
pub use media_problem::{CaptureError, MediaProblem};
pub use negotiation::{Negotiation, NegotiationCommand, NegotiationInput};
pub use notice::{Notice, NoticeId};
pub use notice_board::NoticeBoard;
pub use outbox::Outbox;
pub use pace::Pace;
pub use people::keep_order;
pub use places::{Place, places};
pub use preferences::{CameraSize, Preferences, Switch, Theme};
pub use quality::{
    Blame, InboundVideo, IpVersion, LimitReason, LinkPath, LinkPoint, LinkStats, LinkView, Measure,
    NetworkPrefix, OutboundVideo, Plot, Quality, Route, Transport,
};
pub use reach::{Obstacle, obstacle};
pub use reactions::ReactionView;
pub use reconnection::Reconnection;
pub use recording::{
    PICTURE_SIZE, RecordingFormat, RecordingInput, RecordingOf, RecordingProblem, RecordingView,
    Scene, recorded_scene, recorded_sounds, recording_name, scene,
};
pub use room_name::{readable_room_name, room_name_as_typed};
pub use seat_memory::SeatMemory;
pub use server_address::{numbered_address, service_address, service_of, web_socket_address};
pub use shortcuts::{KeyFocus, KeyPress, Shortcut, shortcut};
pub use sign_in_failure::SignInFailure;
pub use small_map::SmallMap;
pub use sounds::Sound;
pub use stage::{Layout, StageView, TileKey, TileKind};
pub use timestamp::{Timestamp, earliest};
pub use video_limits::{ContentHint, DataUse, VideoLimit, screen_limit};
pub use view::{
    CallView, ChatBody, ChatLine, ChatView, EndReason, FileLine, FileState, LineState, LocalView,
    PasswordView, PhaseView, SignalingView, SourceView, StreamKey, Tile, TileConnection, Trouble,
};
pub use volumes::Volume;

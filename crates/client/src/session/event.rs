use call::{Input, MediaProblem, PeerKey, SocketInput};
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use js_sys::Uint8Array;
use protocol::{FileChunk, FileId, Source};
use web_sys::{File, MediaStreamTrack};

use crate::rtc::devices::Captured;
use crate::rtc::stats::ConnectionStats;
use crate::session::alarm::Bell;
use crate::session::page::PageEvent;
use crate::session::small_window::{WindowNews, WindowWords};

/// What reaches the session's loop: an input of the call, or one with something of the browser's attached.
pub(crate) enum Event {
    Input(Input),
    /// A capture has its outcome.
    Captured(u32, Result<Captured, MediaProblem>),
    /// A capture of the screen has its outcome.
    ScreenCaptured(u32, Result<Captured, MediaProblem>),
    /// A track of the other side arrived.
    Track(PeerKey, Source, MediaStreamTrack),
    /// A peer connection was asked how it does; `None` if it did not tell.
    Stats(PeerKey, Option<ConnectionStats>),
    /// What recordings and small windows are made with is there, or cannot be had: for a window with these words, or
    /// for a recording.
    Loaded(Option<WindowWords>),
    /// The person opens the small window, or closes it.
    ToggleWindow(WindowWords),
    Window(WindowNews),
    /// The person has chosen a file to share.
    Share(File),
    /// A piece of a file came.
    FileChunk(PeerKey, FileChunk, Uint8Array),
    /// A piece of a file was read for a connection, from an offset on; `None` if it cannot be read.
    FileRead(PeerKey, FileId, u64, Option<Uint8Array>),
    /// It is time to look how loud everyone is.
    Listen,
    /// The address of the server's WebSocket is known.
    ServerAddress(String),
    /// An event of the socket with this number; a socket that was given up is not listened to.
    Socket(u32, SocketInput),
    Page(PageEvent),
    Alarm(Bell),
}

/// Where listeners and promises put what happened. They hold nothing else of the session.
#[derive(Clone)]
pub(crate) struct Inbox(UnboundedSender<Event>);

impl Inbox {
    pub(crate) fn new() -> (Self, UnboundedReceiver<Event>) {
        let (sender, receiver) = unbounded();
        (Self(sender), receiver)
    }

    /// Posts `event`; once the session has ended, the event is dropped.
    pub(crate) fn send(&self, event: Event) {
        let _ = self.0.unbounded_send(event);
    }
}

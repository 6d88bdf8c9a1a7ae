use call::{CallView, Input, SeatMemory, StreamKey, UserInput};
use leptos::prelude::*;
use protocol::RoomId;
use web_sys::MediaStream;

use crate::rtc::remote_streams::Streams;
use crate::session::event::{Event, Inbox};
use crate::session::runner::Runner;
use crate::session::seat::Seat;

/// What the views hold of a running call, by context.
#[derive(Clone, Copy)]
pub(crate) struct CallHandle {
    view: ReadSignal<CallView>,
    streams: Streams,
    inbox: StoredValue<Inbox, LocalStorage>,
}

impl CallHandle {
    pub(crate) fn view(&self) -> ReadSignal<CallView> {
        self.view
    }

    /// Returns the stream of `key` once there is one, and tracks that.
    pub(crate) fn stream(&self, key: StreamKey) -> Option<MediaStream> {
        self.streams.with(|streams| streams.get(key).cloned())
    }

    /// Passes a gesture of the person on to the call.
    pub(crate) fn send(&self, input: UserInput) {
        // The inbox is gone when the page is being left.
        self.inbox
            .try_with_value(|inbox| inbox.send(Event::Input(Input::User(input))));
    }
}

/// Starts the session of `room`; it ends with the current owner, and everything that it started ends with it.
///
/// With a `memory`, the call goes on where an earlier page of the tab has left it.
pub(crate) fn start(room: RoomId, seat: Seat, memory: Option<SeatMemory>) -> CallHandle {
    let (inbox, events) = Inbox::new();
    let streams = Streams::new_local(Default::default());
    let runner = Runner::new(room, seat, memory, inbox.clone(), streams);
    let view = RwSignal::new(runner.view());
    crate::task::spawn_scoped(runner.run(events, view));
    CallHandle {
        view: view.read_only(),
        streams,
        inbox: StoredValue::new_local(inbox),
    }
}

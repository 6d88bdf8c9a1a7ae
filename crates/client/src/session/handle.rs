use call::{CallView, Input, Preferences, SeatMemory, StreamKey, UserInput};
use leptos::prelude::*;
use protocol::RoomId;
use web_sys::MediaStream;

use crate::preferences::{self, PreferencesSignal};
use crate::rtc::device_list::{DeviceKind, DeviceNames};
use crate::rtc::remote_streams::Streams;
use crate::session::event::{Event, Inbox};
use crate::session::runner::{BrowserSignals, Runner};
use crate::session::seat::Seat;
use crate::session::small_window::WindowWords;

/// What the views hold of a running call, by context.
#[derive(Clone, Copy)]
pub(crate) struct CallHandle {
    view: ReadSignal<CallView>,
    streams: Streams,
    devices: DeviceNames,
    preferences: PreferencesSignal,
    server: RwSignal<Option<String>>,
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

    /// The devices that there are to choose among.
    pub(crate) fn devices(&self) -> DeviceNames {
        self.devices
    }

    /// The address of the server's WebSocket, once it is known.
    pub(crate) fn server(&self) -> Option<String> {
        self.server.get_untracked()
    }

    pub(crate) fn preferences(&self) -> ReadSignal<Preferences> {
        self.preferences.read_only()
    }

    /// Chooses a device; a microphone or camera is captured by it from the next capture on.
    pub(crate) fn choose(&self, kind: DeviceKind, id: String) {
        preferences::change(self.preferences, |preferences| {
            preferences::choose_device(preferences, kind, id);
        });
    }

    /// Changes what the browser remembers.
    pub(crate) fn prefer(&self, change: impl FnOnce(&mut Preferences)) {
        preferences::change(self.preferences, change);
    }

    /// Opens a small window above all others that shows the call, or closes it.
    pub(crate) fn toggle_window(&self, words: WindowWords) {
        self.post(Event::ToggleWindow(words));
    }

    /// Passes a gesture of the person on to the call.
    pub(crate) fn send(&self, input: UserInput) {
        self.post(Event::Input(Input::User(input)));
    }

    fn post(&self, event: Event) {
        // The inbox is gone when the page is being left.
        self.inbox.try_with_value(|inbox| inbox.send(event));
    }
}

/// Starts the session of `room`; it ends with the current owner, and everything that it started ends with it.
///
/// With a `memory`, the call goes on where an earlier page of the tab has left it.
pub(crate) fn start(room: RoomId, seat: Seat, memory: Option<SeatMemory>) -> CallHandle {
    let (inbox, events) = Inbox::new();
    let streams = Streams::new_local(Default::default());
    let devices = DeviceNames::new(Vec::new());
    let preferences = preferences::remembered();
    let server = RwSignal::new(None);
    let browser = BrowserSignals {
        streams,
        devices,
        preferences,
        server,
    };
    let runner = Runner::new(room, seat, memory, inbox.clone(), browser);
    let view = RwSignal::new(runner.view());
    crate::task::spawn_scoped(runner.run(events, view));
    CallHandle {
        view: view.read_only(),
        streams,
        devices,
        preferences,
        server,
        inbox: StoredValue::new_local(inbox),
    }
}

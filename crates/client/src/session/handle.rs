use call::{CallView, Input, Preferences, SeatMemory, StreamKey, UserInput, service_of};
use leptos::prelude::*;
use protocol::RoomId;
use web_sys::{File, MediaStream};

use crate::preferences::{self, PreferencesSignal};
use crate::rtc::device_list::{DeviceKind, DeviceNames};
use crate::rtc::loudspeaker::Loudspeaker;
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
    loudspeaker: Loudspeaker,
    server: RwSignal<String>,
    answered: RwSignal<Option<bool>>,
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

    /// The address of the server's WebSocket; empty before it is known.
    pub(crate) fn server(&self) -> String {
        self.server.get_untracked()
    }

    /// True where there is no server: pages keep the room themselves, by way of a service. Tracks that.
    pub(crate) fn is_serverless(&self) -> bool {
        self.server.with(|server| service_of(server).is_some())
    }

    /// Whether the server has answered when it was asked last; `None` while that tells nothing.
    pub(crate) fn answered(&self) -> RwSignal<Option<bool>> {
        self.answered
    }

    /// What is heard without an element of the page.
    pub(crate) fn loudspeaker(&self) -> Loudspeaker {
        self.loudspeaker
    }

    pub(crate) fn preferences(&self) -> ReadSignal<Preferences> {
        self.preferences.read_only()
    }

    /// Chooses a device; a microphone or camera is captured by it from the next capture on.
    pub(crate) fn choose(&self, kind: DeviceKind, id: String) {
        self.prefer(move |preferences| preferences::choose_device(preferences, kind, id));
    }

    /// Changes what the browser remembers.
    pub(crate) fn prefer(&self, change: impl FnOnce(&mut Preferences) + 'static) {
        preferences::change(self.preferences, Box::new(change));
    }

    /// Opens a small window above all others that shows the call, or closes it.
    pub(crate) fn toggle_window(&self, words: WindowWords) {
        self.post(Event::ToggleWindow(words));
    }

    /// Passes a gesture of the person on to the call, and remembers what of it holds for later ones.
    pub(crate) fn send(&self, input: UserInput) {
        preferences::follow(self.preferences, &input);
        self.post(Event::Input(Input::User(input)));
    }

    /// Offers a file to everyone.
    pub(crate) fn share(&self, file: File) {
        self.post(Event::Share(file));
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
    let preferences = preferences::use_preferences();
    let loudspeaker = Loudspeaker::new(preferences);
    let server = RwSignal::new(String::new());
    let browser = BrowserSignals {
        streams,
        devices,
        preferences,
        loudspeaker,
        server,
        part: expect_context(),
    };
    let runner = Runner::new(room, seat, memory, inbox.clone(), browser);
    let view = RwSignal::new(runner.view());
    crate::task::spawn_scoped(runner.run(events, view));
    CallHandle {
        view: view.read_only(),
        streams,
        devices,
        preferences,
        loudspeaker,
        server,
        answered: RwSignal::new(None),
        inbox: StoredValue::new_local(inbox),
    }
}

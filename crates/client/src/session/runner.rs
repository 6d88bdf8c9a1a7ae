use call::{
    Call, CallView, Command, FileInput, Input, Levels, LocalStreams, MediaInput, MediaProblem,
    Pace, PageInput, PeerInput, PhaseView, RecordingInput, SeatMemory, SocketInput, StreamKey,
    Timestamp, UserInput, earliest,
};
use futures_channel::mpsc::UnboundedReceiver;
use futures_util::StreamExt;
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use protocol::{ClientMessage, RoomId, Source, StreamId};

use crate::call_part::CallPart;
use crate::preferences::PreferencesSignal;
use crate::rtc::device_list::{self, DeviceNames};
use crate::rtc::devices::{self, Captured, DeviceChanges};
use crate::rtc::local_tracks::LocalTracks;
use crate::rtc::loudspeaker::Loudspeaker;
use crate::rtc::meter::Meter;
use crate::rtc::remote_streams::{self, Streams};
use crate::rtc::sounds;
use crate::rtc::support;
use crate::session::alarm::{Alarm, Bell};
use crate::session::clock::{now, time_of_day};
use crate::session::entry::entry;
use crate::session::event::{Event, Inbox};
use crate::session::files::FileStore;
use crate::session::line::Line;
use crate::session::page::{PageEvent, PageListeners};
use crate::session::peers::Peers;
use crate::session::pictures::Pictures;
use crate::session::pulse::Pulse;
use crate::session::seat::Seat;

/// A call and everything of the browser's that it drives; dropping it ends all of that.
pub(crate) struct Runner {
    pub(super) call: Call,
    pub(super) inbox: Inbox,
    pub(super) browser: BrowserSignals,
    pub(super) local: Option<LocalTracks>,
    peers: Peers,
    files: FileStore,
    line: Line,
    seat: Seat,
    alarm: Alarm,
    pub(super) meter: Option<Meter>,
    pub(super) pictures: Pictures,
    /// Beats while the call goes on.
    pulse: Option<Pulse>,
    pace: Pace,
    leaving: Leaving,
    _listeners: (PageListeners, Option<DeviceChanges>, Interval),
}

/// What the session and the views share beside the view of the call: what is the browser's.
#[derive(Clone, Copy)]
pub(crate) struct BrowserSignals {
    pub(crate) streams: Streams,
    pub(crate) devices: DeviceNames,
    pub(crate) preferences: PreferencesSignal,
    pub(crate) loudspeaker: Loudspeaker,
    /// The address of the server's WebSocket; empty before it is known.
    pub(crate) server: RwSignal<String>,
    pub(crate) part: CallPart,
}

/// What is known of the page's end.
#[derive(Clone, Copy, Debug, Default)]
struct Leaving {
    /// The page is being loaded again.
    reloads: bool,
    /// The server has been told that the person leaves.
    said_goodbye: bool,
}

impl Runner {
    pub(crate) fn new(
        room: RoomId,
        seat: Seat,
        memory: Option<SeatMemory>,
        inbox: Inbox,
        browser: BrowserSignals,
    ) -> Self {
        let local = LocalTracks::new(inbox.clone()).ok();
        let id = |source| {
            let local = local.as_ref();
            let id = local.map_or_else(String::new, |local| local.stream(source).id());
            // A browser without streams is told so in the green room; nothing is ever published in this one.
            StreamId::parse(&id)
                .or_else(|_| StreamId::parse("none"))
                .expect("a word is a stream id")
        };
        let local_streams = LocalStreams {
            devices: id(Source::Camera),
            screen: id(Source::Screen),
        };
        if let Some(local) = &local {
            browser.streams.update(|streams| {
                for (key, source) in [
                    (StreamKey::Local, Source::Camera),
                    (StreamKey::LocalScreen, Source::Screen),
                ] {
                    streams.insert(key, Clone::clone(local.stream(source)));
                }
            });
        }
        let seed = getrandom::u64().unwrap_or_default();
        let environment = support::environment();
        let listeners = PageListeners::start(&inbox, environment.engine);
        let mut call = Call::new(room, local_streams, environment, memory, seed, now());
        call.handle(Input::User(entry()), now());
        for gesture in browser.preferences.get_untracked().gestures() {
            call.handle(Input::User(gesture), now());
        }
        Self {
            call,
            local,
            peers: Peers::new(inbox.clone()),
            files: FileStore::new(inbox.clone()),
            line: Line::new(browser.part, inbox.clone()),
            seat,
            alarm: Alarm::new(inbox.clone()),
            meter: Meter::new(),
            pictures: Pictures::default(),
            pulse: None,
            pace: Pace::default(),
            leaving: Leaving::default(),
            _listeners: (listeners, DeviceChanges::start(&inbox), ears(&inbox)),
            inbox,
            browser,
        }
    }

    pub(crate) fn view(&self) -> CallView {
        self.call.view()
    }

    /// Runs the call: one wait, then everything that follows from what came, without another.
    pub(crate) async fn run(
        mut self,
        mut events: UnboundedReceiver<Event>,
        view: RwSignal<CallView>,
    ) {
        self.obey();
        loop {
            self.alarm.set(self.next_wake());
            let Some(event) = events.next().await else {
                return;
            };
            if let Some(input) = self.take_in(event) {
                self.call.handle(input, now());
            }
            self.obey();
            self.draw(now());
            self.pace.note();
            if self.pace.draws(now()) {
                self.publish(view);
            }
        }
    }

    fn next_wake(&self) -> Option<Timestamp> {
        let pulse = self.pulse.as_ref().map(Pulse::next);
        earliest(&[
            self.call.poll_timeout(),
            pulse,
            self.pace.deadline(),
            self.pictures.next(),
        ])
    }

    fn take_in(&mut self, event: Event) -> Option<Input> {
        match event {
            Event::Input(input) => {
                if let Input::Media(MediaInput::DevicesChanged) = input {
                    device_list::refresh(self.browser.devices);
                }
                if let Input::Recording(RecordingInput::Saved | RecordingInput::Failed(_)) = input {
                    self.pictures.recording_is_over();
                }
                Some(input)
            }
            Event::Captured(request, outcome) => {
                Some(Input::Media(self.captured(request, outcome)))
            }
            Event::ScreenCaptured(request, outcome) => {
                Some(Input::Media(self.screen_captured(request, outcome)))
            }
            Event::Track(peer, source, track) => {
                if !self.peers.contains(peer) {
                    return None;
                }
                remote_streams::add(self.browser.streams, peer, source, &track);
                let input = PeerInput::TrackAdded;
                Some(Input::Peer { peer, input })
            }
            Event::Stats(peer, stats) => {
                self.peers.stats_are_told(peer);
                let stats = stats?;
                let input = PeerInput::Stats(Box::new(stats.link));
                self.call.handle(Input::Peer { peer, input }, now());
                let input = PeerInput::Traffic(stats.traffic);
                Some(Input::Peer { peer, input })
            }
            Event::Loaded(None) => self.start_recorder().map(Input::Recording),
            Event::Loaded(Some(words)) => {
                self.pictures.open_window(words, &self.inbox);
                None
            }
            Event::ToggleWindow(words) => {
                self.pictures.toggle_window(words, &self.inbox);
                None
            }
            Event::Window(news) => self.window_news(news).map(Input::User),
            Event::Share(file) => self.files.share(&file),
            Event::FileChunk(peer, chunk, bytes) => {
                self.files.held = Some(bytes);
                let input = FileInput::Chunk(chunk);
                Some(Input::File { peer, input })
            }
            Event::FileRead(peer, file, offset, bytes) => {
                let length = bytes.as_ref().map(|bytes| u64::from(bytes.length()));
                self.files.held = bytes;
                let input = FileInput::Read {
                    file,
                    offset,
                    length,
                    buffered: u64::from(self.peers.files(peer)?.buffered()),
                };
                Some(Input::File { peer, input })
            }
            Event::Listen => Some(Input::Levels(self.listen())),
            Event::ServerAddress(url) => {
                self.browser.server.set(url.clone());
                self.line.address_is_known(url);
                None
            }
            Event::Socket(number, input) => {
                let input: SocketInput = self.line.heard(number, input)?;
                Some(Input::Socket(input))
            }
            Event::Page(event) => self.page(event),
            Event::Alarm(bell) => {
                self.alarm.heard(bell);
                (bell == Bell::Rang).then(|| self.rang())?.map(Input::Page)
            }
        }
    }

    fn captured(&mut self, request: u32, outcome: Result<Captured, MediaProblem>) -> MediaInput {
        match outcome {
            Ok(captured) => {
                device_list::refresh(self.browser.devices);
                if let Some(local) = &mut self.local {
                    for (source, kind) in [(Source::Microphone, "audio"), (Source::Camera, "video")]
                    {
                        if let Some(track) = captured.take(kind) {
                            local.insert(source, track);
                        }
                    }
                }
                MediaInput::Captured { request }
            }
            Err(problem) => MediaInput::CaptureFailed { request, problem },
        }
    }

    fn screen_captured(
        &mut self,
        request: u32,
        outcome: Result<Captured, MediaProblem>,
    ) -> MediaInput {
        match outcome {
            Ok(captured) => {
                let screen = captured.take("video");
                let sound = captured.take("audio");
                let audio = sound.is_some();
                let Some(local) = &mut self.local else {
                    let problem = MediaProblem::Other;
                    return MediaInput::ScreenFailed { request, problem };
                };
                let tracks = [(Source::Screen, screen), (Source::ScreenAudio, sound)];
                for (source, track) in tracks {
                    if let Some(track) = track {
                        local.insert(source, track);
                    }
                }
                MediaInput::ScreenCaptured { request, audio }
            }
            Err(problem) => MediaInput::ScreenFailed { request, problem },
        }
    }

    fn page(&mut self, event: PageEvent) -> Option<Input> {
        let hiding = PageInput::Hiding {
            reload: self.leaving.reloads,
        };
        let input = match event {
            PageEvent::Input(input) => input,
            PageEvent::Navigates { reload } => {
                self.leaving.reloads = reload;
                return None;
            }
            PageEvent::Departs => {
                self.line.depart();
                hiding
            }
            PageEvent::Stays => return self.line.stay().map(Input::Socket),
            PageEvent::Hides => hiding,
            PageEvent::Restored => {
                let leaving = std::mem::take(&mut self.leaving);
                if leaving.said_goodbye
                    && let Some(window) = web_sys::window()
                {
                    // A page that is on the screen can be loaded again.
                    let _ = window.location().reload();
                }
                PageInput::Shown
            }
        };
        Some(Input::Page(input))
    }

    /// Does what is due by the time alone.
    fn rang(&mut self) -> Option<PageInput> {
        let now = now();
        self.call.handle_timeout(now);
        let beat = self.pulse.as_mut()?.beat(now, time_of_day())?;
        self.peers.ask_for_stats();
        beat.slept.then_some(PageInput::Shown)
    }

    fn obey(&mut self) {
        while let Some(command) = self.call.next_command() {
            match command {
                Command::OpenSocket => self.line.open(),
                Command::Send(frame) => {
                    self.leaving.said_goodbye |=
                        matches!(frame.message, ClientMessage::Leave { .. });
                    self.line.send(&frame);
                }
                Command::CloseSocket => self.line.close(),
                Command::Remember(memory) => self.seat.remember(memory.as_ref()),
                Command::Capture {
                    request,
                    microphone,
                    camera,
                } => self.capture(request, microphone, camera),
                Command::CaptureScreen { request } => self.capture_screen(request),
                Command::Record(on) => self.pictures.record(on, &self.inbox),
                Command::ResizeCamera => self.resize_camera(),
                Command::Play(sound) => self.browser.loudspeaker.play(sounds::notes(sound)),
                Command::HintScreen(hint) => {
                    if let Some(local) = &mut self.local {
                        local.hint_screen(hint);
                    }
                }
                Command::EnableTrack { source, enabled } => {
                    if let Some(local) = &self.local {
                        local.enable(source, enabled);
                    }
                }
                Command::StopTrack { source } => {
                    if let Some(local) = &mut self.local {
                        local.remove(source);
                    }
                }
                Command::Peer { peer, command } => {
                    if let Some(local) = &self.local {
                        self.peers.obey(peer, command, local);
                    }
                }
                Command::File(command) => self.files.obey(command, &self.peers),
            }
        }
    }

    fn listen(&mut self) -> Levels {
        let microphone = self
            .local
            .as_ref()
            .and_then(|local| local.track(Source::Microphone));
        Levels {
            own: self
                .meter
                .as_mut()
                .and_then(|meter| meter.level(microphone)),
            others: self.peers.levels(),
        }
    }

    fn capture(&self, request: u32, microphone: bool, camera: bool) {
        let inbox = self.inbox.clone();
        let preferences = self.browser.preferences.get_untracked();
        crate::task::spawn(async move {
            let outcome = devices::capture(microphone, camera, preferences).await;
            inbox.send(Event::Captured(request, outcome));
        });
    }

    fn resize_camera(&self) {
        let preferences = self.browser.preferences;
        let size = preferences.with_untracked(|preferences| preferences.camera_size);
        let local = self.local.as_ref();
        if let Some(camera) = local.and_then(|local| local.track(Source::Camera)) {
            devices::resize(camera, size);
        }
    }

    fn capture_screen(&self, request: u32) {
        let inbox = self.inbox.clone();
        crate::task::spawn(async move {
            inbox.send(Event::ScreenCaptured(
                request,
                devices::capture_screen().await,
            ));
        });
    }

    fn publish(&mut self, view: RwSignal<CallView>) {
        let next = self.call.view();
        let is_here = |key: StreamKey| match key {
            StreamKey::Local | StreamKey::LocalScreen => true,
            StreamKey::Remote(participant) | StreamKey::RemoteScreen(participant) => next
                .tiles
                .iter()
                .any(|tile| tile.participant == participant),
        };
        remote_streams::retain(self.browser.streams, is_here);
        let in_call = matches!(next.phase, PhaseView::InCall { .. });
        self.alarm.stay_awake(in_call);
        if !in_call {
            self.pictures.close_window();
        }
        self.pulse = in_call.then(|| {
            self.pulse
                .unwrap_or_else(|| Pulse::new(now(), time_of_day()))
        });
        if view.with_untracked(|view| *view != next) {
            view.set(next);
        }
    }
}

/// How often it is looked how loud everyone is, in milliseconds.
const LISTENING: u32 = 150;

fn ears(inbox: &Inbox) -> Interval {
    let inbox = inbox.clone();
    Interval::new(LISTENING, move || inbox.send(Event::Listen))
}

impl Drop for Runner {
    /// Whoever goes to another page of the app has left the call.
    fn drop(&mut self) {
        self.call.handle(Input::User(UserInput::Leave), now());
        self.obey();
    }
}

use std::collections::VecDeque;

use protocol::{Publication, Publications, Source, StreamId};

pub(crate) use self::change::DeviceNews;
pub use self::change::MediaChange;
use self::local::{Local, Reason};
use self::screen::Screen;
pub use self::streams::LocalStreams;
use crate::{Command, MediaInput, MediaProblem, SourceView};

mod change;
mod local;
mod push_to_talk;
mod screen;
mod sharing;
mod streams;

/// What there is of a source, whatever the person wants of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceState {
    /// Nothing is captured.
    Idle,
    /// Part of the capture that is under way.
    Starting,
    /// Captured.
    Captured,
    /// The last capture failed.
    Failed(MediaProblem),
}

/// What the person wants of microphone, camera and screen, and what there is.
///
/// The wish changes by [`LocalMedia::want`] alone, which only a gesture of the person calls, and by
/// [`LocalMedia::recall`], which takes up what it was on an earlier page. [`LocalMedia::hold`] lets the microphone
/// through without a change of the wish, for as long as the gesture lasts.
/// What is not wanted is never captured, whatever happens to the devices.
/// One capture is under way at a time; what was wanted meanwhile is asked for after it.
#[derive(Clone, Debug)]
pub struct LocalMedia {
    /// Between start and stop: outside of it nothing is captured, whatever is wanted.
    running: bool,
    /// Asking for both at once has failed.
    one_by_one: bool,
    microphone: Local,
    camera: Local,
    screen: Screen,
    capture: Option<Capture>,
    next_request: u32,
    commands: VecDeque<Command>,
    changes: VecDeque<MediaChange>,
    news: VecDeque<DeviceNews>,
}

#[derive(Clone, Copy, Debug)]
struct Capture {
    request: u32,
    microphone: bool,
    camera: bool,
}

/// The two sources that a person turns on and off.
const SOURCES: [Source; 2] = [Source::Microphone, Source::Camera];

impl LocalMedia {
    /// The most news that wait to be told; the oldest go first.
    const MAX_NEWS: usize = 8;

    /// Makes local media that wants both sources and captures nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            running: false,
            one_by_one: false,
            microphone: Local::new(),
            camera: Local::new(),
            screen: Screen::Idle,
            capture: None,
            next_request: 0,
            commands: VecDeque::new(),
            changes: VecDeque::new(),
            news: VecDeque::new(),
        }
    }

    /// Starts whatever is wanted and not captured, also where it failed before.
    pub fn start(&mut self) {
        self.running = true;
        self.one_by_one = false;
        for source in SOURCES {
            self.local_mut(source).forget_failure();
        }
        self.reconcile();
    }

    /// Takes up what the person wanted on an earlier page of the same call; nothing is captured yet.
    pub fn recall(&mut self, microphone: bool, camera: bool) {
        self.microphone.wanted = microphone;
        self.camera.wanted = camera;
    }

    /// Tells whether the person wants `source` to be heard or seen.
    #[must_use]
    pub fn is_wanted(&self, source: Source) -> bool {
        SOURCES.contains(&source) && self.local(source).wanted
    }

    /// Changes what the person wants of `source`.
    ///
    /// A muted microphone stays captured, with its track disabled at once; a camera that is turned off is released.
    pub fn want(&mut self, source: Source, wanted: bool) {
        let was_told = self.local(source).is_told_interrupted();
        let local = self.local_mut(source);
        local.wanted = wanted;
        local.held = false;
        local.forget_failure();
        match (source, local.state) {
            (Source::Camera, SourceState::Captured) if !wanted => self.release(Source::Camera),
            (_, SourceState::Captured) => self.commands.push_back(Command::EnableTrack {
                source,
                enabled: wanted,
            }),
            (_, SourceState::Idle | SourceState::Starting | SourceState::Failed(_)) => {}
        }
        self.tell_interruption(source, was_told);
        self.reconcile();
    }

    /// The person has chosen another microphone or camera, or how it is captured: what is on is captured anew.
    ///
    /// Until the new one is there, and if it cannot be had, the old one goes on. A muted microphone is released: the
    /// new one is captured when the person wants to be heard.
    pub fn renew(&mut self, source: Source) {
        if !SOURCES.contains(&source) {
            return;
        }
        let local = self.local_mut(source);
        local.forget_failure();
        match (local.state, local.wanted) {
            (SourceState::Captured, true) => local.renewal.wanted = true,
            (SourceState::Captured, false) => self.release(source),
            (SourceState::Idle | SourceState::Starting | SourceState::Failed(_), _) => {}
        }
        self.reconcile();
    }

    /// The person has chosen another size of the camera's picture: what is captured gets it, and what is being captured
    /// as soon as it is there.
    pub fn resize_camera(&mut self) {
        self.camera.resized = self.capture.is_some_and(|capture| capture.camera);
        if self.camera.state == SourceState::Captured {
            self.commands.push_back(Command::ResizeCamera);
        }
    }

    /// Takes in what the browser said of a device.
    pub fn handle(&mut self, input: MediaInput) {
        match input {
            MediaInput::Captured { request } => self.captured(request),
            MediaInput::CaptureFailed { request, problem } => self.capture_failed(request, problem),
            MediaInput::ScreenCaptured { request, audio } => self.screen_captured(request, audio),
            MediaInput::ScreenFailed { request, problem } => self.screen_failed(request, problem),
            MediaInput::Ended {
                source: source @ (Source::Screen | Source::ScreenAudio),
            } => self.screen_ended(source),
            MediaInput::Ended { source } => self.ended(source),
            MediaInput::Interrupted {
                source,
                interrupted,
            } => self.interrupted(source, interrupted),
            MediaInput::DevicesChanged => {
                self.microphone.devices_changed();
                self.camera.devices_changed();
            }
        }
        self.reconcile();
    }

    /// Releases every device; the wishes stay.
    pub fn stop(&mut self) {
        self.running = false;
        self.microphone.held = false;
        self.stop_sharing();
        for source in SOURCES {
            match self.local(source).state {
                SourceState::Captured => self.release(source),
                SourceState::Starting | SourceState::Failed(_) => {
                    self.local_mut(source).state = SourceState::Idle
                }
                SourceState::Idle => {}
            }
        }
    }

    /// Returns the next thing to do.
    pub fn next_command(&mut self) -> Option<Command> {
        self.commands.pop_front()
    }

    /// Returns the next thing that the rest of the call should know.
    pub fn next_change(&mut self) -> Option<MediaChange> {
        self.changes.pop_front()
    }

    /// Returns the next thing that the person should be told of a device.
    pub fn next_news(&mut self) -> Option<DeviceNews> {
        self.news.pop_front()
    }

    /// Returns what the person should see of `source`.
    #[must_use]
    pub fn view(&self, source: Source) -> SourceView {
        match source {
            Source::Microphone | Source::Camera => self.local(source).view(),
            Source::Screen | Source::ScreenAudio => self.screen.view(),
        }
    }

    /// Returns what the others should know: a captured source is published, muted unless the person lets it through.
    #[must_use]
    pub fn publications(&self, streams: &LocalStreams) -> Publications {
        let captured = SOURCES
            .into_iter()
            .filter(|source| self.local(*source).state == SourceState::Captured);
        let publication = |source, muted, stream: &StreamId| Publication {
            source,
            muted,
            stream: stream.clone(),
        };
        let screen = self.screen.sources().iter();
        let list: Vec<Publication> = captured
            .map(|source| {
                publication(
                    source,
                    !self.local(source).is_let_through(),
                    &streams.devices,
                )
            })
            .chain(screen.map(|source| publication(*source, false, &streams.screen)))
            .collect();
        Publications::try_from(list).unwrap_or_default()
    }

    /// Asks for whatever is wanted and idle, unless a capture is under way.
    fn reconcile(&mut self) {
        if !self.running || self.capture.is_some() {
            return;
        }
        let microphone = self.microphone.is_to_be_captured();
        let camera = self.camera.is_to_be_captured() && !(microphone && self.one_by_one);
        if microphone || camera {
            self.capture(microphone, camera);
        }
    }

    fn capture(&mut self, microphone: bool, camera: bool) {
        let request = self.next_request;
        self.next_request += 1;
        self.capture = Some(Capture {
            request,
            microphone,
            camera,
        });
        for source in SOURCES {
            if asked(source, microphone, camera) {
                self.local_mut(source).asked();
            }
        }
        self.commands.push_back(Command::Capture {
            request,
            microphone,
            camera,
        });
    }

    fn captured(&mut self, request: u32) {
        let Some(capture) = self.take_capture(request) else {
            return;
        };
        for source in SOURCES
            .into_iter()
            .filter(|source| asked(*source, capture.microphone, capture.camera))
        {
            let local = self.local_mut(source);
            // What was stopped meanwhile, and a camera turned off meanwhile, is not kept.
            let renewed = local.take_renewal();
            let resized = std::mem::take(&mut local.resized);
            let keep = (local.state == SourceState::Starting || renewed)
                && (local.is_let_through() || source == Source::Microphone);
            if keep {
                let enabled = local.is_let_through();
                local.state = SourceState::Captured;
                local.interrupted = false;
                let reason = std::mem::replace(&mut local.reason, Reason::Wish);
                self.commands
                    .push_back(Command::EnableTrack { source, enabled });
                if resized {
                    self.commands.push_back(Command::ResizeCamera);
                }
                self.changes.push_back(MediaChange::Track(source));
                match reason {
                    Reason::Wish => {}
                    Reason::Loss => self.tell(DeviceNews::Replaced(source)),
                    Reason::Devices => self.tell(DeviceNews::Back(source)),
                }
            } else {
                local.state = SourceState::Idle;
                local.reason = Reason::Wish;
                self.commands.push_back(Command::StopTrack { source });
            }
        }
    }

    /// A failure of both does not tell which one is missing: each is asked for alone, first the microphone.
    fn capture_failed(&mut self, request: u32, problem: MediaProblem) {
        let Some(capture) = self.take_capture(request) else {
            return;
        };
        let starting = |local: &Local| local.state == SourceState::Starting;
        if capture.microphone && capture.camera {
            self.one_by_one = true;
            for local in [&mut self.microphone, &mut self.camera] {
                if starting(local) {
                    local.state = SourceState::Idle;
                }
                local.renew_later();
            }
            return;
        }
        let source = if capture.microphone {
            Source::Microphone
        } else {
            Source::Camera
        };
        if self.local_mut(source).take_renewal() {
            self.changes
                .push_back(MediaChange::NotRenewed(source, problem));
            return;
        }
        if !starting(self.local(source)) {
            return;
        }
        let both =
            source == Source::Camera && self.microphone.state == SourceState::Failed(problem);
        let local = self.local_mut(source);
        local.state = SourceState::Failed(problem);
        match std::mem::replace(&mut local.reason, Reason::Wish) {
            Reason::Wish if both => self.changes.push_back(MediaChange::BothProblem(problem)),
            Reason::Wish => self
                .changes
                .push_back(MediaChange::Problem(source, problem)),
            Reason::Loss => self.changes.push_back(MediaChange::Lost(source)),
            // What the person was told before still holds.
            Reason::Devices => {}
        }
    }

    /// The device of a captured track is gone: what is wanted falls back to another one, once.
    fn ended(&mut self, source: Source) {
        if !SOURCES.contains(&source) {
            return;
        }
        let was_told = self.local(source).is_told_interrupted();
        self.local_mut(source).held = false;
        if self.local(source).state != SourceState::Captured {
            return;
        }
        self.commands.push_back(Command::StopTrack { source });
        let replaces = self.local_mut(source).lose();
        self.changes.push_back(MediaChange::Track(source));
        self.tell_interruption(source, was_told);
        if !replaces {
            self.changes.push_back(MediaChange::Lost(source));
        }
    }

    fn interrupted(&mut self, source: Source, interrupted: bool) {
        if SOURCES.contains(&source) && self.local(source).state == SourceState::Captured {
            let was_told = self.local(source).is_told_interrupted();
            self.local_mut(source).interrupted = interrupted;
            self.tell_interruption(source, was_told);
        }
    }

    fn tell(&mut self, news: DeviceNews) {
        self.news.push_back(news);
        if self.news.len() > Self::MAX_NEWS {
            self.news.pop_front();
        }
    }

    fn tell_interruption(&mut self, source: Source, was_told: bool) {
        let news = match (was_told, self.local(source).is_told_interrupted()) {
            (false, true) => DeviceNews::Interrupted(source),
            (true, false) => DeviceNews::Resumed(source),
            (true, true) | (false, false) => return,
        };
        self.tell(news);
    }

    fn release(&mut self, source: Source) {
        self.commands.push_back(Command::StopTrack { source });
        let local = self.local_mut(source);
        local.state = SourceState::Idle;
        local.interrupted = false;
        self.changes.push_back(MediaChange::Track(source));
    }

    fn take_capture(&mut self, request: u32) -> Option<Capture> {
        self.capture.take_if(|capture| capture.request == request)
    }

    fn local(&self, source: Source) -> &Local {
        if source == Source::Microphone {
            &self.microphone
        } else {
            &self.camera
        }
    }

    fn local_mut(&mut self, source: Source) -> &mut Local {
        if source == Source::Microphone {
            &mut self.microphone
        } else {
            &mut self.camera
        }
    }
}

impl Default for LocalMedia {
    fn default() -> Self {
        Self::new()
    }
}

fn asked(source: Source, microphone: bool, camera: bool) -> bool {
    if source == Source::Microphone {
        microphone
    } else {
        camera
    }
}

#[cfg(test)]
mod tests;

use call::{
    CallView, RecordingFormat, RecordingInput, RecordingProblem, RecordingView, SourceView,
    StreamKey, Timestamp, UserInput, earliest, recorded_scene, recorded_sounds, recording_name,
    scene,
};
use gloo_events::EventListener;
use leptos::prelude::*;
use protocol::Source;
use web_sys::{MediaRecorder, MediaStreamTrack};

use crate::rtc::local_tracks::LocalTracks;
use crate::rtc::remote_streams::{Streams, sound_of};
use crate::session::clock::local_time;
use crate::session::event::Inbox;
use crate::session::recorder::{self, Recorder};
use crate::session::runner::Runner;
use crate::session::small_window::{SmallWindow, WindowNews, WindowWords};

/// What the call is drawn for.
#[derive(Default)]
pub(super) struct Pictures {
    recorder: Option<Recorder>,
    window: Option<SmallWindow>,
    /// Listen while what a recording or a small window is made with is loaded.
    loading: [Option<[EventListener; 2]>; 2],
}

impl Pictures {
    /// When the next picture is due.
    pub(super) fn next(&self) -> Option<Timestamp> {
        let recorder = self.recorder.as_ref().and_then(Recorder::next);
        let window = self.window.as_ref().map(SmallWindow::next);
        earliest(&[recorder, window])
    }

    /// Gets ready to record, or ends it.
    pub(super) fn record(&mut self, on: bool, inbox: &Inbox) {
        if on {
            self.loading[0] = recorder::load(None, inbox);
        } else if let Some(recorder) = &self.recorder {
            recorder.stop();
        }
    }

    pub(super) fn recording_is_over(&mut self) {
        self.recorder = None;
    }

    /// Gets ready to open the small window, or closes it.
    pub(super) fn toggle_window(&mut self, words: WindowWords, inbox: &Inbox) {
        if self.window.take().is_none() {
            self.loading[1] = recorder::load(Some(words), inbox);
        }
    }

    pub(super) fn open_window(&mut self, words: WindowWords, inbox: &Inbox) {
        self.window = SmallWindow::open(words, inbox).ok();
    }

    pub(super) fn close_window(&mut self) {
        self.window = None;
    }
}

impl Runner {
    /// Starts to record, if the person has not changed their mind meanwhile.
    pub(super) fn start_recorder(&mut self) -> Option<RecordingInput> {
        let view = self.call.view();
        if !matches!(view.recording, RecordingView::Starting(_)) {
            return Some(RecordingInput::Failed(RecordingProblem::Cancelled));
        }
        self.pictures.recorder = self.meter.as_ref().and_then(|meter| {
            let format = RecordingFormat::first(MediaRecorder::is_type_supported)?;
            let name = recording_name(&view.room, &local_time(), format.extension);
            Recorder::start(meter.context(), format.mime, &name, &self.inbox).ok()
        });
        let problem = RecordingInput::Failed(RecordingProblem::Unsupported);
        self.pictures.recorder.is_none().then_some(problem)
    }

    /// Takes in what the person does in the small window.
    pub(super) fn window_news(&mut self, news: WindowNews) -> Option<UserInput> {
        match news {
            WindowNews::Mute => Some(UserInput::SetMicrophone(is_muted(&self.call.view()))),
            WindowNews::Leave => Some(UserInput::Leave),
            WindowNews::Closed => {
                self.pictures.close_window();
                None
            }
        }
    }

    /// Draws the next picture of a recording and of a small window, if it is time.
    pub(super) fn draw(&mut self, now: Timestamp) {
        self.draw_recording(now);
        if let Some(window) = &mut self.pictures.window
            && window.next() <= now
        {
            let view = self.call.view();
            let scene = scene(&view);
            window.draw(now, &scene, self.browser.streams, is_muted(&view));
        }
    }

    fn draw_recording(&mut self, now: Timestamp) {
        let Some(recorder) = &mut self.pictures.recorder else {
            return;
        };
        let view = self.call.view();
        let RecordingView::Recording(of) = view.recording else {
            return recorder.rest();
        };
        if recorder.is_due(now) {
            let streams = self.browser.streams;
            let sounds = sounds(self.local.as_ref(), streams, &recorded_sounds(&view, of));
            recorder.draw(now, &recorded_scene(&view, of), streams, &sounds);
        }
    }
}

fn is_muted(view: &CallView) -> bool {
    !matches!(view.local.microphone, SourceView::On | SourceView::Starting)
}

/// What is to be heard: one's own microphone and the sound of one's screen, and what comes in `others`.
fn sounds(
    local: Option<&LocalTracks>,
    streams: Streams,
    others: &[StreamKey],
) -> Vec<MediaStreamTrack> {
    let own = [Source::Microphone, Source::ScreenAudio].into_iter();
    let mut sounds: Vec<MediaStreamTrack> = own
        .filter_map(|source| local?.track(source).cloned())
        .collect();
    streams.with_untracked(|streams| {
        for stream in others.iter().filter_map(|key| streams.get(*key)) {
            sounds.extend(sound_of(stream));
        }
    });
    sounds
}

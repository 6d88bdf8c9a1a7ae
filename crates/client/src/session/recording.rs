use call::{
    RecordingFormat, RecordingInput, RecordingOf, RecordingProblem, RecordingView, StreamKey,
    Timestamp, recording_name, scene,
};
use leptos::prelude::*;
use protocol::Source;
use wasm_bindgen::JsCast;
use web_sys::{MediaRecorder, MediaStreamTrack};

use crate::rtc::local_tracks::LocalTracks;
use crate::rtc::remote_streams::Streams;
use crate::session::clock::local_time;
use crate::session::recorder::Recorder;
use crate::session::runner::Runner;

/// The recording of the call.
impl Runner {
    /// Starts to record, if the person has not changed their mind meanwhile.
    pub(super) fn start_recorder(&mut self) -> Option<RecordingInput> {
        let view = self.call.view();
        if !matches!(view.recording, RecordingView::Starting(_)) {
            return Some(RecordingInput::Failed(RecordingProblem::Cancelled));
        }
        self.recorder = self.meter.as_ref().and_then(|meter| {
            let format = RecordingFormat::first(MediaRecorder::is_type_supported)?;
            let name = recording_name(&view.room, &local_time(), format.extension);
            Recorder::start(meter.context(), format.mime, &name, &self.inbox).ok()
        });
        let problem = RecordingInput::Failed(RecordingProblem::Unsupported);
        self.recorder.is_none().then_some(problem)
    }

    /// Draws the next picture of a recording, if it is time.
    pub(super) fn draw(&mut self, now: Timestamp) {
        let Some(recorder) = &mut self.recorder else {
            return;
        };
        let view = self.call.view();
        let RecordingView::Recording(of) = view.recording else {
            return recorder.rest();
        };
        if recorder.is_due(now) {
            let streams = self.browser.streams;
            let sounds = sounds(self.local.as_ref(), streams, of);
            recorder.draw(now, &scene(&view, of), streams, &sounds);
        }
    }
}

/// What is to be heard: one's own microphone and the sound of one's screen, and what comes from the others.
fn sounds(local: Option<&LocalTracks>, streams: Streams, of: RecordingOf) -> Vec<MediaStreamTrack> {
    let own = [Source::Microphone, Source::ScreenAudio].into_iter();
    let mut sounds: Vec<MediaStreamTrack> = own
        .filter_map(|source| local?.track(source).cloned())
        .collect();
    if of == RecordingOf::Call {
        streams.with_untracked(|streams| {
            for (key, stream) in streams.iter() {
                if key != StreamKey::Local {
                    let tracks = stream.get_audio_tracks().into_iter();
                    sounds.extend(tracks.map(JsCast::unchecked_into::<MediaStreamTrack>));
                }
            }
        });
    }
    sounds
}

use std::time::Duration;

use call::{Input, RecordingInput, RecordingProblem, Scene, TileKind, Timestamp, initials};
use gloo_events::EventListener;
use js_sys::{Array, Reflect};
use leptos::prelude::WithUntracked;
use wasm_bindgen::prelude::*;
use web_sys::{AudioContext, EventTarget, MediaStreamTrack};

use crate::rtc::remote_streams::Streams;
use crate::session::event::{Event, Inbox};
use crate::session::script;
use crate::session::small_window::WindowWords;

#[wasm_bindgen]
extern "C" {
    /// A recording of `public/recorder.js`.
    #[wasm_bindgen(extends = EventTarget, js_name = TatapRecording)]
    type Recording;

    #[wasm_bindgen(constructor, js_class = "TatapRecording", catch)]
    fn new(audio: &AudioContext, mime: &str, name: &str) -> Result<Recording, JsValue>;

    #[wasm_bindgen(method)]
    fn draw(this: &Recording, tiles: &Array, sounds: &Array);

    #[wasm_bindgen(method)]
    fn stop(this: &Recording);
}

/// The time from picture to picture.
pub(super) const PERIOD: Duration = Duration::from_millis(66);

/// One recording, until its file is closed; dropping it ends it, and the file is closed after that.
pub(crate) struct Recorder {
    recording: Recording,
    /// When the next picture is due, once there was one.
    next: Option<Timestamp>,
    _news: EventListener,
}

impl Recorder {
    /// Lets the person choose a file called `name`, and records into it.
    pub(crate) fn start(
        audio: &AudioContext,
        mime: &str,
        name: &str,
        inbox: &Inbox,
    ) -> Result<Self, JsValue> {
        let recording = Recording::new(audio, mime, name)?;
        let inbox = inbox.clone();
        let news = EventListener::new(&recording, "news", move |event| {
            if let Some(input) = input(event) {
                inbox.send(Event::Input(Input::Recording(input)));
            }
        });
        Ok(Self {
            recording,
            next: None,
            _news: news,
        })
    }

    pub(crate) fn stop(&self) {
        self.recording.stop();
    }

    /// When the next picture is due, if there is a first one.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.next
    }

    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        self.next.is_none_or(|next| next <= now)
    }

    /// Draws no more.
    pub(crate) fn rest(&mut self) {
        self.next = None;
    }

    /// Draws a picture, and mixes `sounds` from here on.
    pub(crate) fn draw(
        &mut self,
        now: Timestamp,
        scene: &Scene,
        streams: Streams,
        sounds: &[MediaStreamTrack],
    ) {
        self.next = Some(now + PERIOD);
        let sounds: Array = sounds.iter().collect();
        self.recording.draw(&tiles(scene, streams), &sounds);
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Loads what recordings and small windows are made with, once; whether it is there is told as [`Event::Loaded`].
pub(crate) fn load(wanted: Option<WindowWords>, inbox: &Inbox) -> Option<[EventListener; 2]> {
    if Reflect::has(&js_sys::global(), &"TatapRecording".into()).unwrap_or_default() {
        inbox.send(Event::Loaded(wanted));
        return None;
    }
    script::load("/recorder.js", inbox, move || Event::Loaded(wanted))
}

fn input(event: &web_sys::Event) -> Option<RecordingInput> {
    let get = |name: &str| Reflect::get(event, &name.into()).ok();
    let failed = RecordingInput::Failed;
    Some(match get("what")?.as_string()?.as_str() {
        "started" => RecordingInput::Started,
        "holds" => RecordingInput::Holds {
            bytes: get("bytes")?.as_f64()? as u64,
        },
        "silent" => RecordingInput::Silent,
        "saved" => RecordingInput::Saved,
        "cancelled" => failed(RecordingProblem::Cancelled),
        "disk" => failed(RecordingProblem::Disk),
        _ => failed(RecordingProblem::Unsupported),
    })
}

/// The rows that `recorder.js` draws.
pub(super) fn tiles(scene: &Scene, streams: Streams) -> Array {
    let rows = Array::new();
    for (tile, place) in scene {
        let key = tile.stream.filter(|_| tile.expects_picture());
        let stream =
            key.and_then(|key| streams.with_untracked(|streams| streams.get(key).cloned()));
        let name = tile.name.as_str();
        let row = Array::new();
        row.push(&stream.map_or(JsValue::NULL, JsValue::from));
        row.push(&name.into());
        row.push(&initials(name).into());
        row.push(&tile.participant.0.into());
        row.push(&(tile.kind == TileKind::Screen).into());
        for side in [place.left, place.top, place.width, place.height] {
            row.push(&side.into());
        }
        rows.push(&row);
    }
    rows
}

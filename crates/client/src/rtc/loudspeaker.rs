use gloo_events::EventListener;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AudioContext, AudioContextState, GainNode, HtmlAudioElement, MediaStream,
    MediaStreamAudioDestinationNode, MediaStreamAudioSourceNode, MediaStreamTrack,
};

use crate::preferences::{PreferencesSignal, device};
use crate::rtc::device_list::DeviceKind;
use crate::rtc::sounds::Note;
use crate::rtc::speaker;

/// What is heard without an element of the page: tones, and voices that are made louder than they come.
///
/// It costs nothing before its first use, and ends with the owner that it was made under.
#[derive(Clone, Copy)]
pub(crate) struct Loudspeaker {
    output: StoredValue<Option<Output>, LocalStorage>,
    preferences: PreferencesSignal,
    /// The browser lets it be heard.
    runs: RwSignal<bool>,
}

/// Web Audio cannot choose a speaker in every browser, but an element that plays its mix can.
struct Output {
    context: AudioContext,
    mix: MediaStreamAudioDestinationNode,
    element: HtmlAudioElement,
    _state: EventListener,
}

/// Makes a stream louder until it is dropped.
pub(crate) struct Boost {
    /// The id of the track that is made louder.
    of: String,
    source: MediaStreamAudioSourceNode,
    gain: GainNode,
}

impl Loudspeaker {
    pub(crate) fn new(preferences: PreferencesSignal) -> Self {
        Self {
            output: StoredValue::new_local(None),
            preferences,
            runs: RwSignal::new(false),
        }
    }

    /// True while the browser lets it be heard: not before a gesture of the person, nor while the system has the sound.
    pub(crate) fn runs(self) -> bool {
        self.runs.get()
    }

    /// Plays these notes.
    pub(crate) fn play(self, notes: &[Note]) {
        self.with_output(|output| notes.iter().try_for_each(|note| note.play(output.parts())));
    }

    /// Plays `stream` at `percent` of what comes, which takes the place of `boost`; `None` where it cannot.
    ///
    /// The stream has to play in an element too: Chromium decodes nothing else.
    pub(crate) fn boost(
        self,
        boost: Option<Boost>,
        stream: &MediaStream,
        percent: u8,
    ) -> Option<Boost> {
        let track: MediaStreamTrack = stream.get_audio_tracks().get(0).dyn_into().ok()?;
        let boost = match boost.filter(|boost| boost.of == track.id()) {
            Some(boost) => boost,
            None => self.with_output(|output| output.boost(stream, &track))?,
        };
        boost.gain.gain().set_value(f32::from(percent) / 100.0);
        Some(boost)
    }

    /// Is heard through the speaker that the person has chosen.
    pub(crate) fn follow_speaker(self) {
        let chosen = self.preferences.with(|preferences| {
            let speaker = device(preferences, DeviceKind::Speaker);
            speaker.map(str::to_owned)
        });
        self.output.with_value(|output| {
            if let (Some(output), Some(speaker)) = (output, chosen) {
                speaker::play_through(&output.element, &speaker);
            }
        });
    }

    fn with_output<T>(self, act: impl FnOnce(&Output) -> Result<T, JsValue>) -> Option<T> {
        if self.output.with_value(Option::is_none) {
            self.output.set_value(Output::start(self.runs).ok());
            untrack(|| self.follow_speaker());
        }
        self.output.with_value(|output| {
            let output = output.as_ref()?;
            // The browser may have stopped it, or not have let it begin before the person did something.
            let _ = output.context.resume();
            let _ = output.element.play();
            act(output).ok()
        })
    }
}

impl Output {
    fn start(runs: RwSignal<bool>) -> Result<Self, JsValue> {
        let context = AudioContext::new()?;
        let state = EventListener::new(&context, "statechange", {
            let context = context.clone();
            move |_| {
                runs.try_set(context.state() == AudioContextState::Running);
            }
        });
        let mix = context.create_media_stream_destination()?;
        let element = HtmlAudioElement::new()?;
        element.set_src_object(Some(&mix.stream()));
        Ok(Self {
            context,
            mix,
            element,
            _state: state,
        })
    }

    fn parts(&self) -> (&AudioContext, &MediaStreamAudioDestinationNode) {
        (&self.context, &self.mix)
    }

    fn boost(&self, stream: &MediaStream, track: &MediaStreamTrack) -> Result<Boost, JsValue> {
        let source = self.context.create_media_stream_source(stream)?;
        let gain = self.context.create_gain()?;
        source
            .connect_with_audio_node(&gain)?
            .connect_with_audio_node(&self.mix)?;
        Ok(Boost {
            of: track.id(),
            source,
            gain,
        })
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        self.element.set_src_object(None);
        let _ = self.context.close();
    }
}

impl Drop for Boost {
    fn drop(&mut self) {
        // What is not connected cannot be disconnected, which is as well.
        let _ = self.source.disconnect();
        let _ = self.gain.disconnect();
    }
}

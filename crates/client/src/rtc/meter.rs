use call::AudioLevel;
use wasm_bindgen::JsValue;
use web_sys::{AnalyserNode, AudioContext, AudioContextState, MediaStream, MediaStreamTrack};

/// Measures how loud the microphone is, on a copy of its track that is sent to nobody.
pub(crate) struct Meter {
    context: AudioContext,
    listening: Option<Listening>,
    samples: Vec<f32>,
    /// How often the browser was found not to let it run.
    refused: u32,
}

struct Listening {
    /// The id of the track that is copied.
    of: String,
    copy: MediaStreamTrack,
    analyser: AnalyserNode,
}

/// At 48 kHz a tenth of a second is 4,800 samples: half of that is enough to hear a voice.
const SAMPLES: u32 = 2048;

/// How many looks are between two questions to the browser whether the meter may run.
const PATIENCE: u32 = 10;

impl Meter {
    /// Returns nothing in a browser without Web Audio.
    pub(crate) fn new() -> Option<Self> {
        let context = AudioContext::new().ok()?;
        let samples = vec![0.0; SAMPLES as usize];
        Some(Self {
            context,
            listening: None,
            samples,
            refused: 0,
        })
    }

    /// What sound is worked on with in this page.
    pub(crate) fn context(&self) -> &AudioContext {
        &self.context
    }

    /// Measures `microphone` at this moment; `None` without one, and before the browser lets the meter run.
    pub(crate) fn level(&mut self, microphone: Option<&MediaStreamTrack>) -> Option<AudioLevel> {
        self.listen_to(microphone);
        let listening = self.listening.as_ref()?;
        if self.context.state() != AudioContextState::Running {
            // Before the first gesture this does nothing; after it the meter runs.
            if self.refused.is_multiple_of(PATIENCE) {
                let _ = self.context.resume();
            }
            self.refused = self.refused.wrapping_add(1);
            return None;
        }
        listening
            .analyser
            .get_float_time_domain_data(&mut self.samples);
        let loudest = self
            .samples
            .iter()
            .fold(0.0_f32, |loudest, sample| loudest.max(sample.abs()));
        Some(AudioLevel::of_full_scale(f64::from(loudest)))
    }

    fn listen_to(&mut self, microphone: Option<&MediaStreamTrack>) {
        let id = microphone.map(MediaStreamTrack::id);
        if self.listening.as_ref().map(|listening| &listening.of) == id.as_ref() {
            return;
        }
        self.listening = microphone.and_then(|track| listen(&self.context, track).ok());
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        let _ = self.context.close();
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.copy.stop();
    }
}

fn listen(context: &AudioContext, track: &MediaStreamTrack) -> Result<Listening, JsValue> {
    #[expect(
        clippy::disallowed_methods,
        reason = "another track is what is wanted: it hears what the muted one does not let through"
    )]
    let copy = MediaStreamTrack::clone(track);
    copy.set_enabled(true);
    let stream = MediaStream::new()?;
    stream.add_track(&copy);
    let analyser = context.create_analyser()?;
    analyser.set_fft_size(SAMPLES);
    context
        .create_media_stream_source(&stream)?
        .connect_with_audio_node(&analyser)?;
    Ok(Listening {
        of: track.id(),
        copy,
        analyser,
    })
}

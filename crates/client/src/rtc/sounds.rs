use call::Sound;
use wasm_bindgen::JsValue;
use web_sys::{AudioContext, MediaStreamAudioDestinationNode};

/// One tone.
pub(crate) struct Note {
    hertz: f32,
    /// When it begins, in milliseconds.
    at: u16,
}

/// How loud a tone is, of 1; it is not to cover a voice.
const LOUDNESS: f32 = 0.2;

/// How long a tone takes to be as loud as that, and how long it is heard, in seconds.
const ATTACK: f64 = 0.015;
const LENGTH: f64 = 0.3;

/// The speaker takes a moment until it plays, in seconds.
const LEAD: f64 = 0.1;

/// What "Test speakers" plays: a chord, tone by tone.
pub(crate) const TEST: &[Note] = &[
    note(523.25, 0),
    note(659.25, 250),
    note(783.99, 500),
    note(1046.5, 750),
];

/// Returns the notes of a sound.
pub(crate) fn notes(sound: Sound) -> &'static [Note] {
    const JOINED: &[Note] = &[note(523.25, 0), note(783.99, 110)];
    const LEFT: &[Note] = &[note(783.99, 0), note(523.25, 110)];
    const MESSAGE: &[Note] = &[note(880.0, 0)];
    const HAND: &[Note] = &[note(659.25, 0), note(659.25, 160)];
    match sound {
        Sound::Joined => JOINED,
        Sound::Left => LEFT,
        Sound::Message => MESSAGE,
        Sound::Hand => HAND,
    }
}

const fn note(hertz: f32, at: u16) -> Note {
    Note { hertz, at }
}

impl Note {
    /// Plays it, a moment from now.
    pub(super) fn play(
        &self,
        (context, output): (&AudioContext, &MediaStreamAudioDestinationNode),
    ) -> Result<(), JsValue> {
        let tone = context.create_oscillator()?;
        let gain = context.create_gain()?;
        let start = context.current_time() + LEAD + f64::from(self.at) / 1000.0;
        tone.frequency().set_value(self.hertz);
        let level = gain.gain();
        level.set_value_at_time(0.0, start)?;
        level.linear_ramp_to_value_at_time(LOUDNESS, start + ATTACK)?;
        level.linear_ramp_to_value_at_time(0.0, start + LENGTH)?;
        tone.connect_with_audio_node(&gain)?
            .connect_with_audio_node(output)?;
        tone.start_with_when(start)?;
        tone.stop_with_when(start + LENGTH)
    }
}

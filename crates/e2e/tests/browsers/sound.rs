//! What is heard in Firefox, which plays and mixes nothing without a sound card.

use std::rc::Rc;
use std::thread;

use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Browser, Story, eventually, stories};

use crate::devices::chooses;
use crate::person::Person;
use crate::recording::{DOWNLOADS, SOME_SECONDS, records};
use crate::saved_file::{MediaTools, SavedFile};
use crate::settings::SET_VOLUME;
use crate::sound_card::SoundCard;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    firefox_is_heard_through_the_speaker_that_is_chosen,
    firefox_makes_voices_louder_and_records_them,
];

/// A microphone that gives one soft, steady tone, which can be doubled.
pub(crate) const TONE: &str = "
    const get = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
    if (get) navigator.mediaDevices.getUserMedia = async (wish) => {
        const stream = await get(wish);
        const [voice] = stream.getAudioTracks();
        if (!voice) return stream;
        const context = new AudioContext();
        const sound = context.createMediaStreamDestination();
        const wave = new OscillatorNode(context, { frequency: 300 });
        wave.connect(new GainNode(context, { gain: 0.1 })).connect(sound);
        wave.start();
        stream.removeTrack(voice);
        stream.addTrack(sound.stream.getAudioTracks()[0]);
        return stream;
    };
";

/// What is louder is heard.
const SILENCE: f64 = 0.001;

fn firefox_is_heard_through_the_speaker_that_is_chosen(stage: &mut Stage) -> Result<()> {
    let card = SoundCard::start()?;
    let ana = hearing(stage, &card)?;
    let [budi] = stage.people([Chromium])?;
    let [one, two] = SoundCard::SPEAKERS;
    let room = stage.room();
    ana.waits_before(&room)?;
    eventually("the level moves", || {
        let level = "return document.querySelector('meter').value";
        let level = ana.browser.script(level, vec![])?;
        ensure!(level.as_f64() > Some(0.0), "it is {level}");
        Ok(Some(()))
    })?;
    for (chosen, other) in [(one, two), (two, one)] {
        chooses(&ana, "Speaker", chosen)?;
        ana.clicks("Test speakers")?;
        is_heard(&card, chosen)?;
        ana.clicks("Test speakers")?;
        let loudness = card.loudest(other, 2)?;
        ensure!(loudness < SILENCE, "{other} sounds too: {loudness}");
    }

    budi.joins(&room)?;
    ana.enters()?;
    ana.sees_and_hears(1)?;
    is_heard(&card, two)?;
    budi.clicks("Mute microphone")?;
    ana.sees_muted(budi.name, true)?;
    eventually("the voice is gone", || {
        Ok((card.loudest(two, 2)? < SILENCE).then_some(()))
    })?;
    budi.clicks("Raise hand")?;
    is_heard(&card, two)
}

#[expect(clippy::print_stdout, reason = "a measurement is for the reader")]
fn firefox_makes_voices_louder_and_records_them(stage: &mut Stage) -> Result<()> {
    let tools = MediaTools::find()?;
    let card = SoundCard::start()?;
    let ana = hearing(stage, &card)?;
    let [budi] = stage.people([Chromium])?;
    let [one, _] = SoundCard::SPEAKERS;
    let room = stage.room();
    budi.browser.run_before_pages(TONE)?;
    budi.joins(&room)?;
    ana.joins(&room)?;
    ana.sees_and_hears(1)?;
    is_heard(&card, one)?;
    let usual = card.loudest(one, 2)?;
    ana.clicks("Options for Budi")?;
    for (percent, expected) in [(200, 1.7..2.3), (50, 0.4..0.6), (100, 0.85..1.15)] {
        ana.browser.script(SET_VOLUME, vec![percent.into()])?;
        let ratio = card.loudest(one, 2)? / usual;
        println!("measured: a voice at {percent} % is {ratio:.2} times as loud");
        ensure!(expected.contains(&ratio), "at {percent} % {ratio} times");
    }
    ana.clicks("Options for Budi")?;

    records(&ana, DOWNLOADS, "Record the call")?;
    thread::sleep(SOME_SECONDS);
    ana.clicks("Stop recording")?;
    ana.browser.says(&["The recording is saved."])?;
    let loudness = tools.check(&SavedFile::of(&ana)?, SOME_SECONDS)?.loudest;
    println!("measured: a recording of Firefox has up to {loudness} dB");
    ensure!(loudness > -40.0, "{loudness} dB is silence");
    Ok(())
}

/// Someone at a Firefox that has a sound card.
fn hearing(stage: &mut Stage, card: &SoundCard) -> Result<Person> {
    let address = card.address();
    let firefox = Browser::start_with(Firefox, &stage.network, &[("PULSE_SERVER", &address)])?;
    stage.person_at(Rc::new(firefox))
}

fn is_heard(card: &SoundCard, speaker: &str) -> Result<()> {
    eventually(&format!("{speaker} sounds"), || {
        let loudness = card.loudest(speaker, 2)?;
        ensure!(loudness > SILENCE, "its loudness is {loudness}");
        Ok(Some(()))
    })
}

use anyhow::{Context, Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Role, Story, eventually, stories};
use serde_json::Value;

use crate::devices::chooses;
use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    the_microphones_processing_is_switched_and_stays_so,
    the_cameras_picture_is_made_larger_in_the_call,
    ones_own_picture_is_mirrored_or_not,
    someone_who_comes_in_is_heard_unless_sounds_are_off,
    a_quiet_person_is_made_twice_as_loud,
    devices_are_chosen_beside_the_toggle,
    the_browsers_bars_have_the_colours_of_the_page,
];

/// Turns a switch of the settings, by its words.
const SWITCH: &str = "
    const label = [...document.querySelectorAll('label')].find((one) => one.textContent.trim() === arguments[0]);
    label.querySelector('input').click();
    return label.querySelector('input').checked;
";

/// What the browser says of the tracks of a kind that are sent.
const SETTINGS: &str = "
    const tracks = window.__e2e.connections.flatMap((pc) => pc.getSenders().map((sender) => sender.track));
    return tracks.filter((track) => track?.kind === arguments[0] && track.readyState === 'live').map((track) => track.getSettings())[0];
";

fn the_microphones_processing_is_switched_and_stays_so(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Firefox])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    budi.sees_and_hears(1)?;
    sends(&ana, "audio", "noiseSuppression", true)?;

    ana.clicks("Settings")?;
    switches(&ana, "Remove noise", false)?;
    sends(&ana, "audio", "noiseSuppression", false)?;
    sends(&ana, "audio", "echoCancellation", true)?;
    budi.sees_and_hears(1)?;

    // Muted, it stays so whatever is switched.
    ana.clicks("Mute microphone")?;
    budi.sees_muted(ana.name, true)?;
    switches(&ana, "Remove echo", false)?;
    ana.browser.shows(Role::Button, "Unmute microphone")?;
    budi.sees_muted(ana.name, true)?;
    ana.clicks("Unmute microphone")?;
    sends(&ana, "audio", "echoCancellation", false)?;

    ana.clicks("Leave")?;
    let next = stage.room();
    ana.joins(&next)?;
    budi.clicks("Leave")?;
    budi.joins(&next)?;
    sends(&ana, "audio", "noiseSuppression", false)
}

fn the_cameras_picture_is_made_larger_in_the_call(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    budi.sees_video(ana.name, true)?;
    sends(&ana, "video", "height", 360)?;

    ana.clicks("Settings")?;
    chooses(&ana, "Camera picture", "720p")?;
    sends(&ana, "video", "height", 720)?;
    budi.sees_video(ana.name, true)?;
    chooses(&ana, "Camera picture", "360p")?;
    sends(&ana, "video", "height", 360)
}

fn ones_own_picture_is_mirrored_or_not(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([Chromium])?;
    ana.joins(&stage.room())?;
    ana.own_tile_is_silent_and_mirrored()?;
    ana.clicks("Settings")?;
    switches(&ana, "Mirror my own picture", false)?;
    eventually("it is as others see it", || {
        Ok(ana.own_tile_is_silent_and_mirrored().is_err().then_some(()))
    })
}

fn someone_who_comes_in_is_heard_unless_sounds_are_off(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    ana.browser.run_before_pages(
        "window.__tones = 0;
         const start = OscillatorNode.prototype.start;
         OscillatorNode.prototype.start = function (when) { window.__tones++; return start.call(this, when); };",
    )?;
    let tones = || {
        let tones = ana.browser.script("return window.__tones", vec![])?;
        tones.as_u64().context("no number")
    };
    let room = stage.room();
    ana.joins(&room)?;
    ensure!(tones()? == 0, "one's own coming has a sound");
    budi.joins(&room)?;
    eventually("two tones", || Ok((tones()? == 2).then_some(())))?;

    ana.clicks("Settings")?;
    switches(
        &ana,
        "Sounds when people come, go, write or raise a hand",
        false,
    )?;
    budi.clicks("Leave")?;
    ana.browser.says(&["Budi left"])?;
    ensure!(tones()? == 2, "there are {} tones", tones()?);
    Ok(())
}

/// How loud what the tile of Budi plays is, and what of him is made louder: the mean square of a second.
const LOUDNESS: &str = "
    const tile = [...document.querySelectorAll('figure.tile')].find((one) => one.ariaLabel === 'Budi');
    const video = tile.querySelector('video');
    const context = new AudioContext();
    const measure = (stream) => {
      const analyser = context.createAnalyser();
      context.createMediaStreamSource(stream).connect(analyser);
      const samples = new Float32Array(analyser.fftSize);
      let sum = 0;
      return [() => { analyser.getFloatTimeDomainData(samples); for (const one of samples) sum += one * one; }, () => sum];
    };
    const louder = window.__sounds[0];
    const streams = [video.srcObject, ...(louder ? [louder.srcObject] : [])].map(measure);
    for (let i = 0; i < 40; i++) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      for (const [take] of streams) take();
    }
    const [comes, heard] = streams.map(([, sum]) => sum());
    return { comes, heard: heard ?? null, volume: video.volume, plays: louder ? !louder.paused : null };
";

/// Moves the slider of the tile menu that is open; tells how loud the element of the tile is a little later.
pub(crate) const SET_VOLUME: &str = "
    const slider = document.querySelector('input[type=range]');
    slider.value = arguments[0];
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise((resolve) => setTimeout(resolve, 500));
    return slider.closest('figure').querySelector('video').volume;
";

fn a_quiet_person_is_made_twice_as_loud(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Firefox])?;
    ana.browser.run_before_pages(
        "window.__sounds = [];
         const play = HTMLMediaElement.prototype.play;
         HTMLMediaElement.prototype.play = function () {
           if (!this.isConnected && !window.__sounds.includes(this)) window.__sounds.push(this);
           return play.call(this);
         };",
    )?;
    let room = stage.room();
    budi.joins(&room)?;
    ana.joins(&room)?;
    ana.sees_and_hears(1)?;
    ana.clicks("Options for Budi")?;
    let sets = |percent: u8| ana.browser.script(SET_VOLUME, vec![percent.into()]);
    let loudness = || ana.browser.script(LOUDNESS, vec![]);
    let number = |value: &Value| value.as_f64().unwrap_or_default();

    let usual = loudness()?;
    ensure!(usual["volume"] == 1, "{usual}");
    sets(200)?;
    eventually("Budi is twice as loud", || {
        let loud = loudness()?;
        ensure!(loud["volume"] == 0 && loud["plays"] == true, "{loud}");
        // Twice the amplitude is four times the energy.
        let ratio = number(&loud["heard"]) / number(&loud["comes"]);
        ensure!((3.0..5.0).contains(&ratio), "{ratio} times: {loud}");
        Ok(Some(()))
    })?;
    sets(50)?;
    eventually("Budi is half as loud", || {
        let soft = loudness()?;
        ensure!(soft["volume"] == 0.5, "{soft}");
        ensure!(
            number(&soft["heard"]) < number(&soft["comes"]) / 100.0,
            "{soft}"
        );
        Ok(Some(()))
    })?;

    // Where Web Audio does not run, as in Firefox without a sound card, nobody is silenced by it.
    budi.clicks("Options for Ana")?;
    let volume = budi.browser.script(SET_VOLUME, vec![200.into()])?;
    ensure!(volume == 1, "Ana's volume is {volume}");
    Ok(())
}

fn devices_are_chosen_beside_the_toggle(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Firefox])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.clicks("Microphone and speaker options")?;
    ana.browser.shows(Role::Button, "Test speakers")?;
    ana.browser.take_pictures("call-device-menu")?;
    chooses(&ana, "Microphone", "Fake Audio Input 2")?;
    crate::devices::sends(&ana, "Fake Audio Input 2")?;
    budi.sees_and_hears(1)?;
    Ok(())
}

fn the_browsers_bars_have_the_colours_of_the_page(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([Firefox])?;
    ana.opens("/")?;
    ana.browser.shows(Role::Button, "New meeting")?;
    let bars = "return [...document.querySelectorAll('meta[name=theme-color]')].map((meta) => meta.content)";
    let (light, dark) = ("#f6f5f2", "#16181d");
    for (theme, expected) in [
        ("Dark", [dark, dark]),
        ("Light", [light, light]),
        ("Automatic", [light, dark]),
    ] {
        chooses(&ana, "Colours of the page", theme)?;
        eventually(&format!("the bars are {theme}"), || {
            let bars = ana.browser.script(bars, vec![])?;
            ensure!(bars == serde_json::json!(expected), "they are {bars}");
            Ok(Some(()))
        })?;
    }
    Ok(())
}

pub(crate) fn switches(person: &Person, words: &str, on: bool) -> Result<()> {
    let now = person.browser.script(SWITCH, vec![words.into()])?;
    ensure!(now == on, "{words} is {now}");
    Ok(())
}

fn sends(person: &Person, kind: &str, setting: &str, value: impl Into<Value>) -> Result<()> {
    let value = value.into();
    let what = format!("{} sends {kind} with {setting} {value}", person.name);
    eventually(&what, || {
        let settings = person.browser.script(SETTINGS, vec![kind.into()])?;
        ensure!(settings[setting] == value, "it is {settings}");
        Ok(Some(()))
    })
}

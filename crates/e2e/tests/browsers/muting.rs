use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Role, Story, eventually, stories};

use crate::sound::TONE;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    a_muted_microphone_is_silent_and_marked,
    a_camera_turned_off_leaves_a_name_card_and_comes_back,
    one_who_comes_later_sees_who_is_muted,
    who_speaks_while_muted_is_told,
    a_microphone_that_gives_nothing_is_told,
];

fn a_muted_microphone_is_silent_and_marked(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Firefox])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    budi.sees_and_hears(1)?;
    budi.sees_muted(ana.name, false)?;

    ana.clicks("Mute microphone")?;
    ana.browser.shows(Role::Button, "Unmute microphone")?;
    budi.sees_muted(ana.name, true)?;
    ana.sees_muted(budi.name, false)?;
    eventually("Budi hears nothing of Ana", || {
        let before = budi.browser.media()?;
        // A second of sound, in packets of 20 ms.
        let after = budi.browser.receives(1, |before, after| {
            after.packets >= before.packets + 50 && after.frames > before.frames
        })?;
        let heard = after[0].energy - before[0].energy;
        ensure!(heard < 1e-6, "sound of energy {heard}");
        Ok(Some(()))
    })?;

    ana.clicks("Unmute microphone")?;
    budi.sees_muted(ana.name, false)?;
    budi.sees_and_hears(1)?;
    Ok(())
}

fn a_camera_turned_off_leaves_a_name_card_and_comes_back(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    budi.sees_video(ana.name, true)?;

    ana.clicks("Turn camera off")?;
    ana.browser.shows(Role::Button, "Turn camera on")?;
    budi.sees_video(ana.name, false)?;
    ana.sees_video(&ana.own_tile(), false)?;
    let live = "return [...window.__e2e.tracks].filter((t) => t.kind === 'video' && t.readyState === 'live').length";
    eventually("the camera's light is out", || {
        let live = ana.browser.script(live, vec![])?;
        ensure!(live == 0, "{live} camera tracks are live");
        Ok(Some(()))
    })?;

    ana.clicks("Turn camera on")?;
    budi.sees_video(ana.name, true)?;
    ana.sees_video(&ana.own_tile(), true)?;
    budi.sees_and_hears(1)?;
    Ok(())
}

fn one_who_comes_later_sees_who_is_muted(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    let room = stage.room();
    ana.waits_before(&room)?;
    ana.clicks("Mute microphone")?;
    ana.clicks("Turn camera off")?;
    ana.enters()?;
    ana.browser.shows(Role::Button, "Unmute microphone")?;
    ana.browser.shows(Role::Button, "Turn camera on")?;

    budi.joins(&room)?;

    budi.sees_muted(ana.name, true)?;
    budi.sees_video(ana.name, false)?;
    ana.sees_video(budi.name, true)?;
    ana.clicks("Turn camera on")?;
    budi.sees_video(ana.name, true)
}

fn who_speaks_while_muted_is_told(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([Chromium])?;
    ana.browser.run_before_pages(TONE)?;
    ana.joins(&stage.room())?;
    ana.clicks("Mute microphone")?;
    ana.browser
        .says(&["You are muted: the others do not hear you."])
}

/// A microphone that is there and gives zeros, as one does that is switched off at the device.
const SILENCE: &str = "
    const get = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
    if (get) navigator.mediaDevices.getUserMedia = async (wish) => {
        const stream = await get(wish);
        const [voice] = stream.getAudioTracks();
        if (!voice) return stream;
        stream.removeTrack(voice);
        const silence = new AudioContext().createMediaStreamDestination();
        stream.addTrack(silence.stream.getAudioTracks()[0]);
        return stream;
    };
";

fn a_microphone_that_gives_nothing_is_told(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([Chromium])?;
    ana.browser.run_before_pages(SILENCE)?;
    ana.joins(&stage.room())?;
    ana.browser
        .says(&["There is no sound from your microphone."])
}

//! What the browser is asked to share, and what of it is sent: a screen and its sound.

use std::mem;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Role, Story, eventually, stories};
use serde_json::json;

use crate::devices::chooses;
use crate::person::Person;
use crate::settings::SET_VOLUME;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    a_screens_sound_is_heard_beside_the_voice_with_a_volume_of_its_own,
    what_is_shown_is_hinted_at_also_while_it_is_shared,
];

const SCREEN: &str = "Ana’s screen";

/// Keeps what the page asks of the browser to share, and what it gets.
const WATCH_SHARING: &str = "
    window.__shares = [];
    const share = navigator.mediaDevices?.getDisplayMedia.bind(navigator.mediaDevices);
    if (share) navigator.mediaDevices.getDisplayMedia = async (wish) => {
        const asked = structuredClone(wish);
        const stream = await share(wish);
        window.__shares.push({ asked, picture: stream.getVideoTracks()[0], sound: stream.getAudioTracks()[0] });
        return stream;
    };
";

/// What was asked for, and what of it is sent over how many connections.
const SHARED: &str = "
    const { asked, picture, sound } = window.__shares.at(-1);
    const sent = window.__e2e.connections.flatMap((pc) => pc.getSenders().map(({ track }) => track));
    const times = (track) => sent.filter((one) => one && one === track).length;
    return { asked, hint: picture.contentHint, pictures: times(picture), sounds: times(sound) };
";

/// The energy that has come of the sound that a tile plays, and how loud it plays that.
const SOUND: &str = "
    const video = element.querySelector('video');
    const [track] = video.srcObject.getAudioTracks();
    const receivers = window.__e2e.connections.flatMap((pc) => pc.getReceivers());
    const stats = await receivers.find((receiver) => receiver.track === track).getStats();
    const energy = [...stats.values()].find(({ type }) => type === 'inbound-rtp')?.totalAudioEnergy ?? 0;
    return { energy, volume: video.volume, muted: video.muted };
";

fn a_screens_sound_is_heard_beside_the_voice_with_a_volume_of_its_own(
    stage: &mut Stage,
) -> Result<()> {
    let [ana, budi, citra] = stage.people([Chromium, Chromium, Firefox])?;
    let room = stage.room();
    ana.browser.run_before_pages(WATCH_SHARING)?;
    for person in [&ana, &budi, &citra] {
        person.joins(&room)?;
    }
    budi.sees_and_hears(2)?;
    ana.clicks("Share screen")?;
    for person in [&budi, &citra] {
        person.sees_video(SCREEN, true)?;
    }
    let shared = ana.browser.script(SHARED, vec![])?;
    ensure!(
        shared["asked"] == json!({ "video": true, "audio": true }),
        "asked for is {shared}"
    );
    ensure!(
        shared["pictures"] == 2 && shared["sounds"] == 2,
        "sent is {shared}"
    );

    // The screen is heard while its owner is not.
    ana.clicks("Mute microphone")?;
    for person in [&budi, &citra] {
        person.sees_muted(ana.name, true)?;
        hears_only(person, SCREEN, ana.name)?;
    }

    budi.clicks("Options for Ana’s screen")?;
    budi.browser.script(SET_VOLUME, vec![30.into()])?;
    let is_at = |tile: &str, volume: f64| {
        let sound = budi.browser.script_on(Role::Tile, tile, SOUND)?;
        ensure!(
            sound["volume"] == volume && sound["muted"] == false,
            "{tile} is played with {sound}"
        );
        anyhow::Ok(())
    };
    eventually("the screen is softer for Budi", || {
        is_at(SCREEN, 0.3).map(Some)
    })?;
    is_at(ana.name, 1.0)?;
    is_at(citra.name, 1.0)?;
    budi.clicks("Mute for me")?;
    eventually("the screen is silent for Budi", || {
        is_at(SCREEN, 0.0).map(Some)
    })?;
    is_at(ana.name, 1.0)?;
    let there = citra.browser.script_on(Role::Tile, SCREEN, SOUND)?;
    ensure!(there["volume"] == 1, "Citra plays it with {there}");

    ana.clicks("Stop sharing")?;
    ana.clicks("Unmute microphone")?;
    budi.sees_only(&[&ana, &citra])?;
    budi.sees_and_hears(2)?;
    Ok(())
}

/// How long one is listened to: a fake microphone beeps, and is silent between.
const LISTENING: Duration = Duration::from_secs(2);

/// Waits for a time in which one tile sounds and another does not.
fn hears_only(person: &Person, heard: &str, silent: &str) -> Result<()> {
    let energies = || {
        let energy = |tile: &str| {
            let sound = person.browser.script_on(Role::Tile, tile, SOUND)?;
            sound["energy"].as_f64().context("no energy")
        };
        anyhow::Ok((Instant::now(), energy(heard)?, energy(silent)?))
    };
    let mut since = energies()?;
    let what = format!("{} hears {heard} and not {silent}", person.name);
    eventually(&what, || {
        let now = energies()?;
        if now.0 - since.0 < LISTENING {
            return Ok(None);
        }
        let before = mem::replace(&mut since, now);
        let (sound, silence) = (now.1 - before.1, now.2 - before.2);
        ensure!(
            sound > 0.0 && silence < sound / 100.0,
            "{heard} had the energy {sound}, {silent} {silence}"
        );
        Ok(Some(()))
    })
}

fn what_is_shown_is_hinted_at_also_while_it_is_shared(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Firefox])?;
    let room = stage.room();
    ana.browser.run_before_pages(WATCH_SHARING)?;
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.clicks("Share screen")?;
    budi.sees_video(SCREEN, true)?;
    let hints = |hint: &str| {
        eventually(&format!("the screen is sent as {hint}"), || {
            let shared = ana.browser.script(SHARED, vec![])?;
            ensure!(
                shared["hint"] == hint && shared["pictures"] == 1,
                "it is {shared}"
            );
            Ok(Some(()))
        })
    };
    hints("detail")?;
    ana.clicks("Settings")?;
    for (words, hint) in [
        ("Scrolling text", "text"),
        ("Film or game", "motion"),
        ("Slides", "detail"),
        ("Scrolling text", "text"),
    ] {
        chooses(&ana, "Shared screen", words)?;
        hints(hint)?;
    }
    budi.sees_video(SCREEN, true)?;

    ana.clicks("Stop sharing")?;
    budi.sees_only(&[&ana])?;
    ana.clicks("Share screen")?;
    budi.sees_video(SCREEN, true)?;
    hints("text")
}

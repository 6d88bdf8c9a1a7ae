use std::thread;
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Kind, Role, Server, Story, eventually, stories};

use super::{pair, welcomed};
use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    muted_before_a_drop_is_muted_after,
    muted_before_a_reload_is_muted_after,
    muted_before_a_restart_is_muted_after,
    muted_before_a_change_of_devices_is_muted_after,
];

fn muted_before_a_drop_is_muted_after(stage: &mut Stage) -> Result<()> {
    let (proxy, ana, budi) = pair(stage, [Firefox, Chromium])?;
    mutes(&ana, &budi)?;
    proxy.drop_connections()?;
    welcomed(&ana, 2)?;
    welcomed(&budi, 2)?;
    stays_muted(&ana, &budi)
}

fn muted_before_a_reload_is_muted_after(stage: &mut Stage) -> Result<()> {
    for kind in [Chromium, Firefox] {
        let (_proxy, ana, budi) = pair(stage, [kind, Chromium])?;
        mutes(&ana, &budi)?;
        ana.browser
            .run(async |driver| Ok(driver.refresh().await?))?;
        ana.browser.shows(Role::Tile, &ana.own_tile())?;
        ana.browser.record()?;
        ana.sees_only(&[&budi])?;
        budi.sees_video(ana.name, true)?;
        stays_muted(&ana, &budi)?;
        // Nothing was even captured: the microphone's light stays out.
        let live = "return [...window.__e2e.tracks].filter((t) => t.kind === 'audio' && t.readyState === 'live').length";
        let live = ana.browser.script(live, vec![])?;
        ensure!(live == 0, "{live} microphone tracks are live");
    }
    Ok(())
}

fn muted_before_a_restart_is_muted_after(stage: &mut Stage) -> Result<()> {
    let mut server = Server::start(&stage.network, &[])?;
    stage.expects_a_lost_server();
    let [ana, budi] = stage.people_at(&server.origin(), [Chromium, Chromium] as [Kind; 2])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    budi.sees_and_hears(1)?;
    mutes(&ana, &budi)?;
    server.kill()?;
    server.start_again()?;
    welcomed(&ana, 2)?;
    welcomed(&budi, 2)?;
    budi.sees_only(&[&ana])?;
    budi.sees_video(ana.name, true)?;
    stays_muted(&ana, &budi)
}

/// The page hears that a device has come, and that its own has gone, as when a headset is plugged in and out.
fn muted_before_a_change_of_devices_is_muted_after(stage: &mut Stage) -> Result<()> {
    let (_proxy, ana, budi) = pair(stage, [Chromium, Chromium])?;
    mutes(&ana, &budi)?;
    ana.browser.collect_tracks()?;
    ana.browser.script(
        "for (const track of window.__e2e.tracks) if (track.kind === 'audio') {
            track.stop();
            track.dispatchEvent(new Event('ended'));
        }
        navigator.mediaDevices.dispatchEvent(new Event('devicechange'));",
        vec![],
    )?;
    thread::sleep(Duration::from_secs(2));
    let sound = budi.browser.media()?;
    thread::sleep(Duration::from_secs(2));
    let energy = budi.browser.media()?[0].energy - sound[0].energy;
    ensure!(energy < 1e-6, "sound of energy {energy}");
    ana.browser.shows(Role::Button, "Unmute microphone")
}

fn mutes(ana: &Person, budi: &Person) -> Result<()> {
    ana.clicks("Mute microphone")?;
    budi.sees_muted(ana.name, true)
}

/// Checks the button, the mark, and the wire.
fn stays_muted(ana: &Person, budi: &Person) -> Result<()> {
    ana.browser.shows(Role::Button, "Unmute microphone")?;
    budi.sees_muted(ana.name, true)?;
    eventually("Budi sees Ana and hears nothing", || {
        let before = budi.browser.media()?;
        let after = budi
            .browser
            .receives(1, |before, after| after.frames > before.frames + 10)?;
        let heard = after[0].energy - before[0].energy;
        ensure!(heard < 1e-6, "sound of energy {heard}");
        Ok(Some(()))
    })
}

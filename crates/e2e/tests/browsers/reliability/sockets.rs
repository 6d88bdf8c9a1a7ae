use std::thread;
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, ChromiumSmooth, Firefox};
use e2e::{Role, Story, Wire, eventually, stories};

use super::{RECONNECTING, measured, media_went_on, media_went_on_over, pair, rounds, welcomed};
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    a_socket_that_is_cut_for_a_moment_is_not_noticed,
    a_socket_that_is_cut_for_ten_seconds_is_told_and_media_goes_on,
    a_socket_that_is_cut_for_longer_than_a_seat_is_kept_leads_back_anew,
    a_socket_that_is_held_half_open_is_noticed,
    dropped_sockets_are_resumed_at_once,
];

fn a_socket_that_is_cut_for_a_moment_is_not_noticed(stage: &mut Stage) -> Result<()> {
    let (proxy, ana, budi) = pair(stage, [Chromium, Firefox])?;
    for person in [&ana, &budi] {
        person.browser.mark()?;
    }
    proxy.cut()?;
    thread::sleep(Duration::from_millis(600));
    proxy.pass()?;
    for person in [&ana, &budi] {
        welcomed(person, 2)?;
        media_went_on(person, "both sockets cut for 0.6 s")?;
        let text = person.browser.text()?;
        ensure!(!text.contains("Reconnecting"), "{text}");
    }
    Ok(())
}

fn a_socket_that_is_cut_for_ten_seconds_is_told_and_media_goes_on(stage: &mut Stage) -> Result<()> {
    let (proxy, ana, budi) = pair(stage, [ChromiumSmooth, Firefox])?;
    let wire = Wire::listen(&stage.network)?;
    for person in [&ana, &budi] {
        person.browser.mark()?;
    }
    proxy.cut()?;
    ana.browser.says(&[RECONNECTING])?;
    budi.browser.says(&[RECONNECTING])?;
    ana.browser.take_picture("reliability", "banner")?;
    ana.clicks("Mute microphone")?;
    ana.browser.shows(Role::Button, "Unmute microphone")?;
    thread::sleep(Duration::from_secs(8));
    ana.sees_only(&[&budi])?;
    ana.browser.take_picture("reliability", "countdown")?;
    proxy.pass()?;
    for person in [&ana, &budi] {
        welcomed(person, 2)?;
        media_went_on_over(&wire, person, "both sockets cut for 10 s")?;
    }
    budi.sees_muted(ana.name, true)?;
    ana.sees_only(&[&budi])
}

fn a_socket_that_is_cut_for_longer_than_a_seat_is_kept_leads_back_anew(
    stage: &mut Stage,
) -> Result<()> {
    let (proxy, ana, budi) = pair(stage, [Chromium, Chromium])?;
    ana.clicks("Mute microphone")?;
    budi.sees_muted(ana.name, true)?;
    proxy.cut()?;
    thread::sleep(Duration::from_secs(70));
    ana.sees_only(&[&budi])?;
    ana.clicks_soon("Try now")?;
    proxy.pass()?;
    for person in [&ana, &budi] {
        welcomed(person, 2)?;
    }
    ana.sees_only(&[&budi])?;
    budi.sees_only(&[&ana])?;
    budi.sees_muted(ana.name, true)?;
    ana.browser.shows(Role::Button, "Unmute microphone")?;
    ana.sees_and_hears(1)?;
    Ok(())
}

fn a_socket_that_is_held_half_open_is_noticed(stage: &mut Stage) -> Result<()> {
    let (proxy, ana, budi) = pair(stage, [ChromiumSmooth, ChromiumSmooth])?;
    let wire = Wire::listen(&stage.network)?;
    ana.browser.mark()?;
    proxy.hold()?;
    ana.browser.says(&[RECONNECTING])?;
    proxy.drop_connections()?;
    proxy.pass()?;
    welcomed(&ana, 2)?;
    welcomed(&budi, 2)?;
    media_went_on_over(&wire, &ana, "sockets held half-open")?;
    Ok(())
}

/// Measures and prints: the time holds for a machine that does nothing else.
fn dropped_sockets_are_resumed_at_once(stage: &mut Stage) -> Result<()> {
    let (proxy, ana, budi) = pair(stage, [Chromium, Firefox])?;
    let rounds = rounds(4);
    budi.browser.mark()?;
    for round in 1..=rounds {
        proxy.drop_connections()?;
        welcomed(&ana, round + 1)?;
        welcomed(&budi, round + 1)?;
        // A connection that has not held for ten seconds is not tried again at once: that is for broken servers.
        thread::sleep(Duration::from_millis(10_100));
    }
    for person in [&ana, &budi] {
        let mut times = e2e::sockets::absences(&person.browser.sockets()?);
        ensure!(times.len() >= rounds, "{times:?}");
        let kind = person.browser.kind();
        measured(&format!("dropped socket to resumed, {kind:?}"), &mut times);
    }
    media_went_on(&budi, &format!("{rounds} dropped sockets"))?;
    eventually("nobody was taken for gone", || {
        ana.sees_only(&[&budi])?;
        Ok(Some(()))
    })
}

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, ChromiumRefusing, Firefox};
use e2e::{Kind, Role, Server, Skipped, Story, eventually, stories};

use super::{is_online, pair};
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    a_page_that_is_loaded_again_is_back_in_its_seat_in_chromium,
    a_page_that_is_loaded_again_is_back_in_its_seat_in_firefox,
    a_duplicated_tab_comes_in_as_someone_new_in_chromium,
    a_duplicated_tab_comes_in_as_someone_new_in_firefox,
    one_who_closes_the_page_is_gone_at_once,
    a_page_that_is_left_and_gone_back_to_is_in_the_call_again,
    a_page_that_the_browser_has_kept_is_in_the_call_again,
    a_page_behind_another_tab_keeps_its_connection,
];

fn a_page_that_is_loaded_again_is_back_in_its_seat_in_chromium(stage: &mut Stage) -> Result<()> {
    a_page_that_is_loaded_again_is_back_in_its_seat(stage, Chromium)
}

fn a_page_that_is_loaded_again_is_back_in_its_seat_in_firefox(stage: &mut Stage) -> Result<()> {
    a_page_that_is_loaded_again_is_back_in_its_seat(stage, Firefox)
}

fn a_page_that_is_loaded_again_is_back_in_its_seat(stage: &mut Stage, kind: Kind) -> Result<()> {
    let (_proxy, ana, budi) = pair(stage, [kind, Chromium])?;
    ana.says_in_chat("before the reload")?;
    ana.clicks("Mute microphone")?;
    budi.sees_muted(ana.name, true)?;

    ana.browser
        .run(async |driver| Ok(driver.refresh().await?))?;

    ana.browser.shows(Role::Tile, &ana.own_tile())?;
    ana.browser.record()?;
    ana.sees_only(&[&budi])?;
    budi.sees_only(&[&ana])?;
    ana.browser.shows(Role::Button, "Unmute microphone")?;
    budi.sees_muted(ana.name, true)?;
    budi.sees_video(ana.name, true)?;
    ana.sees_video(budi.name, true)?;
    ana.reads_in_chat(&["before the reload"])?;
    let sockets = ana.browser.sockets()?;
    let resumed = sockets
        .iter()
        .any(|one| one.received.contains_key("resumed"));
    ensure!(resumed, "it is not a resume: {sockets:?}");
    Ok(())
}

fn a_duplicated_tab_comes_in_as_someone_new_in_chromium(stage: &mut Stage) -> Result<()> {
    a_duplicated_tab_comes_in_as_someone_new(stage, Chromium)
}

fn a_duplicated_tab_comes_in_as_someone_new_in_firefox(stage: &mut Stage) -> Result<()> {
    a_duplicated_tab_comes_in_as_someone_new(stage, Firefox)
}

fn a_duplicated_tab_comes_in_as_someone_new(stage: &mut Stage, kind: Kind) -> Result<()> {
    let (_proxy, ana, budi) = pair(stage, [kind, Chromium])?;
    let first = ana.browser.tab()?;
    ana.browser.duplicate_tab()?;
    ana.is_in_the_green_room()?;
    ana.enters()?;
    eventually("Budi sees Ana twice", || {
        let names = budi.browser.names(Role::Tile)?;
        let anas = names.iter().filter(|name| *name == ana.name).count();
        ensure!(anas == 2, "{names:?}");
        Ok(Some(()))
    })?;
    ana.browser.go_to_tab(&first)?;
    ana.browser.shows(Role::Tile, &ana.own_tile())?;
    let text = ana.browser.text()?;
    ensure!(
        !text.contains("another window"),
        "the first tab is out: {text}"
    );
    Ok(())
}

fn one_who_closes_the_page_is_gone_at_once(stage: &mut Stage) -> Result<()> {
    for kind in [Chromium, Firefox] {
        let (_proxy, ana, budi) = pair(stage, [Chromium, kind])?;
        budi.browser.renew_window()?;
        let closed = Instant::now();
        ana.sees_only(&[])?;
        ensure!(
            closed.elapsed() < Duration::from_secs(20),
            "gone only after {:?}",
            closed.elapsed()
        );
    }
    Ok(())
}

/// Whether the browser has kept the page or loads it again.
fn a_page_that_is_left_and_gone_back_to_is_in_the_call_again(stage: &mut Stage) -> Result<()> {
    let (_proxy, ana, budi) = pair(stage, [Chromium, Firefox])?;
    for (one, other) in [(&ana, &budi), (&budi, &ana)] {
        one.clicks("Mute microphone")?;
        other.sees_muted(one.name, true)?;

        one.opens("/config.json")?;
        other.sees_only(&[])?;
        one.browser.run(async |driver| Ok(driver.back().await?))?;

        one.browser.shows(Role::Tile, &one.own_tile())?;
        one.browser.record()?;
        one.sees_only(&[other])?;
        other.sees_only(&[one])?;
        one.browser.shows(Role::Button, "Unmute microphone")?;
        other.sees_muted(one.name, true)?;
        other.sees_video(one.name, true)?;
        one.sees_video(other.name, true)?;
    }
    Ok(())
}

/// Alone, without camera and microphone, a page has nothing for which Chromium does not keep it.
fn a_page_that_the_browser_has_kept_is_in_the_call_again(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([ChromiumRefusing])?;
    // Its socket was closed with the goodbye, and it speaks once more before it is loaded again.
    stage.expected_errors.push("already in CLOSING or CLOSED");
    ana.joins(&stage.room())?;

    ana.opens("/config.json")?;
    ana.browser.run(async |driver| Ok(driver.back().await?))?;

    ana.browser.shows(Role::Tile, &ana.own_tile())?;
    ana.browser.shows(Role::Button, "Unmute microphone")?;
    is_online(&ana)?;
    // The app itself loads a page again that was kept.
    let navigation = "return performance.getEntriesByType('navigation')[0].type";
    if ana.browser.script(navigation, vec![])? == "back_forward" {
        return Err(Skipped::new("Chromium has not kept the page").into());
    }
    Ok(())
}

fn a_page_behind_another_tab_keeps_its_connection(stage: &mut Stage) -> Result<()> {
    let server = Server::start(&stage.network, &[("TATAP_SILENCE_TIMEOUT", "6")])?;
    stage.expects_a_lost_server();
    let people = stage.people_at(&server.origin(), [Chromium, Firefox])?;
    let mut tabs = Vec::new();
    for person in &people {
        // Alone: browsers spare a page that has a peer connection.
        person.joins(&stage.room())?;
        person.browser.script(
            "document.addEventListener('visibilitychange', () => { window.hidden ||= document.hidden })",
            vec![],
        )?;
        tabs.push(person.browser.tab()?);
        person.browser.open_tab_in_front()?;
    }
    // One heartbeat that does not come, and the server has closed the connection.
    thread::sleep(Duration::from_secs(9));
    for (person, tab) in people.iter().zip(&tabs) {
        person.browser.go_to_tab(tab)?;
        let hidden = person.browser.script("return window.hidden", vec![])?;
        ensure!(hidden == true, "{}'s page was not hidden", person.name);
        let sockets = person.browser.sockets()?;
        ensure!(
            sockets.len() == 1 && sockets[0].lost().is_none(),
            "{}: {sockets:?}",
            person.name
        );
    }
    Ok(())
}

use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Kind, Role, Story, eventually, stories};

use super::pair;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    a_page_that_is_loaded_again_is_back_in_its_seat_in_chromium,
    a_page_that_is_loaded_again_is_back_in_its_seat_in_firefox,
    a_duplicated_tab_comes_in_as_someone_new_in_chromium,
    a_duplicated_tab_comes_in_as_someone_new_in_firefox,
    one_who_closes_the_page_is_gone_at_once,
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
        let closed = std::time::Instant::now();
        ana.sees_only(&[])?;
        ensure!(
            closed.elapsed() < std::time::Duration::from_secs(20),
            "gone only after {:?}",
            closed.elapsed()
        );
    }
    Ok(())
}

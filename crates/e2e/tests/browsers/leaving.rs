use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Role, Story, eventually, stories};

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    the_tile_of_one_who_leaves_goes,
    the_tile_of_one_whose_window_is_closed_goes,
    nothing_is_left_running_after_leaving_in_chromium,
    nothing_is_left_running_after_leaving_in_firefox,
    nothing_is_left_running_after_going_back,
    one_who_left_comes_back_by_rejoin,
];

fn the_tile_of_one_who_leaves_goes(stage: &mut Stage) -> Result<()> {
    let [ana, budi, citra] = stage.people([Chromium, Chromium, Chromium])?;
    let room = stage.room();
    for person in [&ana, &budi, &citra] {
        person.joins(&room)?;
    }
    ana.sees_and_hears(2)?;

    citra.clicks("Leave")?;

    citra.browser.shows(Role::Button, "Rejoin")?;
    ana.sees_only(&[&budi])?;
    budi.sees_only(&[&ana])?;
    ana.sees_and_hears(1)?;
    Ok(())
}

fn the_tile_of_one_whose_window_is_closed_goes(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_and_hears(1)?;

    budi.browser.renew_window()?;

    ana.sees_only(&[])
}

fn nothing_is_left_running_after_leaving_in_chromium(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    nothing_is_left_running(stage, &ana, &budi, |ana| ana.clicks("Leave"))
}

fn nothing_is_left_running_after_leaving_in_firefox(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Firefox, Chromium])?;
    nothing_is_left_running(stage, &ana, &budi, |ana| ana.clicks("Leave"))
}

/// From home the app goes to the room without a load, so that "back" stays in the same document.
fn nothing_is_left_running_after_going_back(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    let room = stage.room();
    ana.opens("/")?;
    ana.browser.fill("Room name", &room)?;
    ana.clicks("Join")?;
    ana.is_in_the_green_room()?;
    ana.enters()?;
    budi.joins(&room)?;
    ana.sees_and_hears(1)?;
    ana.browser.collect_tracks()?;

    ana.browser.run(async |driver| Ok(driver.back().await?))?;

    ana.browser.shows(Role::Button, "New meeting")?;
    no_leftovers(&ana)?;
    budi.sees_only(&[])
}

fn nothing_is_left_running(
    stage: &mut Stage,
    ana: &Person,
    budi: &Person,
    leave: fn(&Person) -> Result<()>,
) -> Result<()> {
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_and_hears(1)?;
    let tracks = ana.browser.collect_tracks()?;
    ensure!(tracks >= 2, "only {tracks} local tracks are recorded");
    let running = ana.browser.leftovers()?;
    ensure!(
        running.len() >= 3,
        "in the call only {running:?} are running"
    );

    leave(ana)?;

    ana.browser.shows(Role::Button, "Rejoin")?;
    no_leftovers(ana)
}

fn no_leftovers(person: &Person) -> Result<()> {
    eventually("every connection is closed, every track ended", || {
        let leftovers = person.browser.leftovers()?;
        ensure!(leftovers.is_empty(), "left running: {leftovers:?}");
        Ok(Some(()))
    })
}

fn one_who_left_comes_back_by_rejoin(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_and_hears(1)?;
    budi.clicks("Leave")?;
    ana.sees_only(&[])?;

    budi.clicks("Rejoin")?;

    budi.sees_only(&[&ana])?;
    ana.sees_only(&[&budi])?;
    ana.sees_and_hears(1)?;
    budi.sees_and_hears(1)?;
    Ok(())
}

use anyhow::Result;
use e2e::Kind::{Chromium, Firefox};
use e2e::{Role, Server, Story, stories};

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    a_room_is_found_from_the_home_page,
    the_room_of_the_last_call_is_on_the_home_page_until_it_is_forgotten,
    two_who_join_in_the_same_instant_see_each_other,
    two_in_different_browsers_who_join_in_the_same_instant_see_each_other,
    one_who_comes_late_sees_a_call_that_goes_on,
    one_too_many_is_told_that_the_room_is_full,
];

fn a_room_is_found_from_the_home_page(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    let room = stage.room();

    ana.opens("/")?;
    ana.browser.shows(Role::Button, "New meeting")?;
    ana.browser.fill("Room name", &room)?;
    ana.clicks("Join")?;
    ana.is_in_the_green_room()?;
    ana.enters()?;
    budi.joins(&room)?;

    ana.sees_only(&[&budi])
}

fn the_room_of_the_last_call_is_on_the_home_page_until_it_is_forgotten(
    stage: &mut Stage,
) -> Result<()> {
    let [ana] = stage.people([Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    ana.clicks("Leave")?;
    ana.opens("/")?;
    ana.browser.says(&["Where you were last"])?;
    ana.browser.click(Role::Link, &room)?;
    ana.is_in_the_green_room()?;
    ana.opens("/")?;
    ana.clicks("Forget these rooms")?;
    ana.browser.hides(Role::Link, &room)?;
    ana.opens("/")?;
    ana.browser.shows(Role::Button, "New meeting")?;
    ana.browser.hides(Role::Link, &room)
}

fn two_who_join_in_the_same_instant_see_each_other(stage: &mut Stage) -> Result<()> {
    let people = stage.people([Chromium, Chromium])?;
    join_in_the_same_instant(stage, &people)
}

fn two_in_different_browsers_who_join_in_the_same_instant_see_each_other(
    stage: &mut Stage,
) -> Result<()> {
    let people = stage.people([Chromium, Firefox])?;
    join_in_the_same_instant(stage, &people)
}

fn join_in_the_same_instant(stage: &mut Stage, people: &[Person; 2]) -> Result<()> {
    let room = stage.room();
    for person in people {
        person.waits_before(&room)?;
    }

    Person::all_enter(people)?;

    let [ana, budi] = people;
    ana.sees_only(&[budi])?;
    budi.sees_only(&[ana])?;
    ana.sees_and_hears(1)?;
    budi.sees_and_hears(1)?;
    Ok(())
}

fn one_who_comes_late_sees_a_call_that_goes_on(stage: &mut Stage) -> Result<()> {
    let [ana, budi, citra] = stage.people([Chromium, Chromium, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_and_hears(1)?;

    citra.joins(&room)?;

    citra.sees_only(&[&ana, &budi])?;
    citra.sees_and_hears(2)?;
    ana.sees_only(&[&budi, &citra])?;
    ana.sees_and_hears(2)?;
    budi.sees_and_hears(2)?;
    Ok(())
}

fn one_too_many_is_told_that_the_room_is_full(stage: &mut Stage) -> Result<()> {
    stage.expects_a_lost_server();
    let small = Server::start(&stage.network, &[("TATAP_ROOM_CAPACITY", "2")])?;
    let [ana, budi, citra] = stage.people_at(&small.origin(), [Chromium, Chromium, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;

    citra.waits_before(&room)?;
    citra.clicks("Join now")?;

    citra.browser.says(&["full"])?;
    citra.browser.take_pictures("room-full")?;
    ana.sees_only(&[&budi])?;
    ana.sees_and_hears(1)?;
    budi.clicks("Leave")?;
    ana.sees_only(&[])
}

//! Each door: a locked room, a password, being removed, hosts who act and hosts who leave.

use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{FaultProxy, Role, Story, eventually, stories};

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    whoever_comes_to_a_locked_room_is_let_in_or_turned_away,
    a_room_that_is_locked_while_someone_reconnects_keeps_the_seat,
    whoever_waits_keeps_waiting_through_a_lost_connection,
    a_room_with_a_password_lets_in_whoever_knows_it,
    whoever_was_removed_comes_back_only_when_a_host_lets_them,
    a_host_mutes_and_asks_and_only_the_person_unmutes,
    a_viewer_sees_and_hears_and_is_neither_seen_nor_heard,
    someone_else_is_host_when_the_host_leaves,
    a_call_ends_for_everyone,
];

/// Turns a switch, by the beginning of its words.
const SWITCH: &str = "
    const label = [...document.querySelectorAll('label')].find((one) => one.textContent.trim().startsWith(arguments[0]));
    label.querySelector('input').click();
    return label.querySelector('input').checked;
";

fn whoever_comes_to_a_locked_room_is_let_in_or_turned_away(stage: &mut Stage) -> Result<()> {
    for kinds in [[Chromium, Firefox, Chromium], [Firefox, Chromium, Firefox]] {
        let [ana, budi, citra] = stage.people(kinds)?;
        let room = stage.room();
        ana.joins(&room)?;
        locks(&ana)?;

        asks_to_join(&budi, &room)?;
        ana.browser
            .says(&[&format!("{} wants to come in", budi.name)])?;
        ana.browser.take_picture("doors", "knock")?;
        budi.browser.take_picture("doors", "waiting")?;
        ana.clicks("Let in")?;
        budi.browser.shows(Role::Tile, &budi.own_tile())?;
        ana.sees_only(&[&budi])?;
        ana.sees_and_hears(1)?;
        budi.sees_and_hears(1)?;

        asks_to_join(&citra, &room)?;
        ana.browser
            .says(&[&format!("{} wants to come in", citra.name)])?;
        ana.clicks("Turn away")?;
        citra.browser.says(&["You were not let in"])?;
        budi.sees_only(&[&ana])?;
        for person in [&ana, &budi, &citra] {
            person.opens("/")?;
        }
    }
    Ok(())
}

fn a_room_that_is_locked_while_someone_reconnects_keeps_the_seat(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Firefox])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    budi.sees_and_hears(1)?;
    locks(&ana)?;
    budi.browser.script("window.location.reload()", vec![])?;
    budi.browser.shows(Role::Tile, &budi.own_tile())?;
    ana.sees_only(&[&budi])?;
    budi.sees_and_hears(1)?;
    Ok(())
}

fn whoever_waits_keeps_waiting_through_a_lost_connection(stage: &mut Stage) -> Result<()> {
    stage.expects_a_lost_server();
    let port = stage.server()?.port();
    let proxy = FaultProxy::start(&stage.network, port)?;
    let [ana, budi] = stage.people_at(&proxy.origin(), [Chromium, Firefox])?;
    let room = stage.room();
    ana.joins(&room)?;
    locks(&ana)?;
    asks_to_join(&budi, &room)?;
    ana.browser.says(&["Budi wants to come in"])?;
    // Of both: a host who comes back sees who waits.
    proxy.drop_connections()?;
    eventually("Budi waits by another connection", || {
        let sockets = budi.browser.sockets()?;
        let waits = sockets
            .iter()
            .filter(|one| one.received.contains_key("waiting"));
        Ok((waits.count() > 1).then_some(()))
    })?;
    ana.browser.says(&["Budi wants to come in"])?;
    ana.clicks_soon("Let in")?;
    budi.browser.shows(Role::Tile, &budi.own_tile())?;
    ana.sees_and_hears(1)?;
    Ok(())
}

fn a_room_with_a_password_lets_in_whoever_knows_it(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Firefox, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    opens_doors(&ana)?;
    ana.browser.fill("Password of the room", "kata sandi")?;
    ana.clicks("Set password")?;
    ana.browser.shows(Role::Button, "Remove password")?;

    budi.waits_before(&room)?;
    budi.clicks("Join now")?;
    budi.browser
        .says(&["This room asks for a password, or nobody has opened it yet."])?;
    budi.browser.take_picture("doors", "password")?;
    budi.browser.fill("Password of the room", "kata")?;
    budi.clicks("Join now")?;
    budi.browser
        .says(&["That is not the password. Type it again."])?;
    budi.browser.fill("Password of the room", "kata sandi")?;
    budi.enters()?;
    ana.sees_and_hears(1)?;

    // What was typed holds for a seat that is lost, but not for a page that is left.
    ana.clicks("Remove password")?;
    budi.clicks("Leave")?;
    budi.joins(&room)?;
    Ok(())
}

fn whoever_was_removed_comes_back_only_when_a_host_lets_them(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Firefox])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_and_hears(1)?;
    manages(&ana, &budi, "Remove from the room")?;
    budi.browser.says(&["You were removed from this room"])?;
    ana.sees_only(&[])?;

    budi.waits_before(&room)?;
    budi.clicks("Join now")?;
    budi.browser.says(&["You were removed from this room"])?;

    ana.clicks("Close")?;
    opens_doors(&ana)?;
    ana.clicks("Let back in: Budi")?;
    budi.joins(&room)?;
    ana.sees_and_hears(1)?;
    Ok(())
}

fn a_host_mutes_and_asks_and_only_the_person_unmutes(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Firefox])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_and_hears(1)?;
    manages(&ana, &budi, "Mute")?;
    budi.browser
        .says(&["Ana muted your microphone. Unmute it when you want to speak."])?;
    budi.browser.shows(Role::Button, "Unmute microphone")?;
    ana.sees_muted(budi.name, true)?;

    manages(&ana, &budi, "Ask to unmute")?;
    budi.browser
        .says(&["Ana asks you to unmute your microphone."])?;
    ana.sees_muted(budi.name, true)?;
    first(&budi, "Unmute microphone")?;
    ana.sees_muted(budi.name, false)?;
    ana.sees_and_hears(1)?;
    Ok(())
}

fn a_viewer_sees_and_hears_and_is_neither_seen_nor_heard(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Firefox])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    budi.sees_and_hears(1)?;
    manages(&ana, &budi, "Make a viewer")?;
    budi.browser.says(&["Ana made you a viewer"])?;
    ana.sees_video(budi.name, false)?;
    ana.sees_muted(budi.name, true)?;
    budi.sees_video(ana.name, true)?;
    let live = "return [...window.__e2e.tracks].filter((t) => t.kind === 'video' && t.readyState === 'live').length";
    eventually("Budi's camera is off", || {
        let live = budi.browser.script(live, vec![])?;
        ensure!(live == 0, "{live} camera tracks are live");
        Ok(Some(()))
    })?;
    manages(&ana, &budi, "Allow to speak")?;
    budi.browser.says(&["Ana made you a participant"])?;
    budi.clicks("Unmute microphone")?;
    ana.sees_muted(budi.name, false)?;
    Ok(())
}

fn someone_else_is_host_when_the_host_leaves(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Firefox, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    budi.sees_and_hears(1)?;
    ana.clicks("Leave")?;
    budi.browser.says(&["You are a host now"])?;
    locks(&budi)?;
    asks_to_join(&ana, &room)?;
    budi.clicks_soon("Let in")?;
    ana.browser.shows(Role::Tile, &ana.own_tile())?;
    Ok(())
}

fn a_call_ends_for_everyone(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Firefox])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    budi.sees_and_hears(1)?;
    opens_doors(&ana)?;
    ana.clicks("End the call for everyone")?;
    ana.browser.take_picture("doors", "panel")?;
    budi.sees_only(&[&ana])?;
    ana.clicks("End the call for everyone: Press again to confirm")?;
    ana.browser.says(&["The call has ended"])?;
    budi.browser.says(&["The call has ended"])?;
    Ok(())
}

/// Opens the panel of the room, and locks it.
pub(crate) fn locks(host: &Person) -> Result<()> {
    opens_doors(host)?;
    let locked = host.browser.script(SWITCH, vec!["Lock the room".into()])?;
    ensure!(locked == true, "the switch is {locked}");
    host.clicks("Close")
}

pub(crate) fn opens_doors(host: &Person) -> Result<()> {
    host.clicks("More")?;
    host.clicks("Room and hosts")
}

/// Asks to come in, and is told to wait.
pub(crate) fn asks_to_join(person: &Person, room: &str) -> Result<()> {
    person.opens(&format!("/r/{room}"))?;
    person.browser.fill("Your name", person.name)?;
    person.clicks_soon("Ask to join")?;
    person.browser.says(&["Waiting to be let in…"])
}

/// Chooses what to do to `other` in the list of people.
pub(crate) fn manages(host: &Person, other: &Person, act: &str) -> Result<()> {
    let menu = format!("Manage {}", other.name);
    eventually(&format!("{} opens {menu:?}", host.name), || {
        let buttons = host.browser.names(Role::Button)?;
        if buttons.contains(&menu) {
            return Ok(Some(()));
        }
        if let Some(people) = buttons.iter().find(|name| name.starts_with("People")) {
            host.browser.begin_click(Role::Button, people).wait()?;
        }
        Ok(None)
    })?;
    host.clicks(&menu)?;
    host.browser.take_picture("doors", "manage")?;
    host.clicks(act)
}

/// Clicks the first button of this name: a notice and the bar may have the same.
fn first(person: &Person, button: &str) -> Result<()> {
    let click = "
        const all = [...document.querySelectorAll('button')];
        all.find((one) => (one.getAttribute('aria-label') ?? one.textContent).trim() === arguments[0]).click();
    ";
    person.browser.script(click, vec![button.into()])?;
    Ok(())
}

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{MisbehavingServer, Mode, Role, Socket, Story, eventually, stories};

use super::{RECONNECTING, call_at, is_online, media_went_on, welcomed, welcomes};
use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    whoever_gets_no_answer_or_garbage_is_told_so_and_comes_in_later,
    whoever_is_turned_away_comes_in_later_through_a_flood,
    media_goes_on_whatever_the_server_does,
];

const UNREACHABLE: &str = "The server cannot be reached";

fn whoever_gets_no_answer_or_garbage_is_told_so_and_comes_in_later(
    stage: &mut Stage,
) -> Result<()> {
    let port = stage.server()?.port();
    let silent = MisbehavingServer::start(&stage.network, port)?;
    let garbled = MisbehavingServer::start(&stage.network, port)?;
    let [ana] = stage.people_at(&silent.origin(), [Chromium])?;
    let [budi] = stage.people_at(&garbled.origin(), [Firefox])?;
    let people = [ana, budi];
    silent.becomes(Mode::Silent);
    garbled.becomes(Mode::Garbage);
    try_to_enter(stage, &people)?;
    let entered = Instant::now();
    are_told(&people)?;
    say_told(entered.elapsed());
    people[0]
        .browser
        .take_picture("reliability", "unreachable")?;

    silent.becomes(Mode::Proper);
    garbled.becomes(Mode::Proper);
    come_in(&people)
}

fn whoever_is_turned_away_comes_in_later_through_a_flood(stage: &mut Stage) -> Result<()> {
    let port = stage.server()?.port();
    let server = MisbehavingServer::start(&stage.network, port)?;
    let people = stage.people_at(&server.origin(), [Chromium, Firefox])?;
    server.becomes(Mode::ClosesBeforeJoin);
    try_to_enter(stage, &people)?;
    are_told(&people)?;

    server.becomes(Mode::Flood);
    come_in(&people)?;
    for person in &people {
        person.reads_in_chat(&[])?;
        let text = person.browser.text()?;
        ensure!(!text.to_lowercase().contains("spam"), "{text}");
    }
    Ok(())
}

fn media_goes_on_whatever_the_server_does(stage: &mut Stage) -> Result<()> {
    let port = stage.server()?.port();
    let server = MisbehavingServer::start(&stage.network, port)?;
    let people = call_at(stage, &server.origin(), [Chromium, Firefox])?;
    let [ana, budi] = &people;
    ana.clicks("Mute microphone")?;
    budi.sees_muted(ana.name, true)?;

    // Whoever comes to be in doubt asks for a seat again, and is back before it is worth a word.
    for (mode, times) in [
        (Mode::NeverPongs, 1),
        (Mode::WrongNumbers, 2),
        (Mode::ClosesWhenConnected, 2),
    ] {
        media_goes_on(&server, &people, mode, |people| {
            let before = [welcomes(&people[0])?, welcomes(&people[1])?];
            for (person, before) in people.iter().zip(before) {
                welcomed(person, before + times)?;
            }
            Ok(())
        })?;
    }
    media_goes_on(&server, &people, Mode::Flood, |people| {
        for person in people {
            person.reads_in_chat(&["spam 249"])?;
        }
        Ok(())
    })?;
    // What the flood has said of the roster is wrong until the next resume.
    media_goes_on(&server, &people, Mode::DropsWhenConnected, are_reconnecting)?;
    everyone_is_as_before(&people)?;
    media_goes_on(&server, &people, Mode::Garbage, |people| {
        for person in people {
            // It asks for a sign of life at once then, and is done with waiting sooner.
            let shown = "document.dispatchEvent(new Event('visibilitychange'))";
            person.browser.script(shown, vec![])?;
        }
        are_reconnecting(people)?;
        server.becomes(Mode::Silent);
        people.iter().try_for_each(gives_up_a_try)
    })?;
    everyone_is_as_before(&people)?;

    server.becomes(Mode::DropsOnClose);
    ana.clicks("Leave")?;
    ana.browser.shows(Role::Button, "Rejoin")?;
    budi.sees_only(&[])?;
    is_online(budi)
}

fn everyone_is_as_before([ana, budi]: &[Person; 2]) -> Result<()> {
    ana.sees_only(&[budi])?;
    budi.sees_only(&[ana])?;
    ana.browser.shows(Role::Button, "Unmute microphone")?;
    budi.sees_muted(ana.name, true)?;
    budi.sees_video(ana.name, true)
}

fn are_reconnecting(people: &[Person; 2]) -> Result<()> {
    for person in people {
        person.browser.says(&[RECONNECTING])?;
    }
    Ok(())
}

/// Waits until `person` has asked for the seat on an open socket, and has closed it without an answer.
fn gives_up_a_try(person: &Person) -> Result<()> {
    eventually("a try without an answer is given up", || {
        let sockets = person.browser.sockets()?;
        let is_vain = |one: &Socket| {
            one.sent.contains_key("resume") && one.closing.is_some() && one.welcomed().is_none()
        };
        Ok(sockets.iter().any(is_vain).then_some(()))
    })
}

/// Checks that media went on while the server behaved like this, for as long as `happens` takes, and until it behaved.
fn media_goes_on(
    server: &MisbehavingServer,
    people: &[Person; 2],
    mode: Mode,
    happens: impl Fn(&[Person; 2]) -> Result<()>,
) -> Result<()> {
    for person in people {
        person.browser.mark()?;
    }
    server.becomes(mode);
    happens(people)?;
    server.becomes(Mode::Proper);
    for person in people {
        is_online(person)?;
        let gaps = media_went_on(person, &format!("a server in mode {mode:?}"))?;
        // While a page is too busy to look, only what has come in shows that media flowed: 50 packets a second.
        let least = 25.0 * gaps.pause.as_secs_f64();
        ensure!(gaps.all.packets as f64 > least, "{mode:?}: {gaps:?}");
    }
    Ok(())
}

fn try_to_enter(stage: &mut Stage, people: &[Person; 2]) -> Result<()> {
    stage.expects_a_lost_server();
    let room = stage.room();
    for person in people {
        person.waits_before(&room)?;
    }
    Person::all_enter(people)
}

fn are_told(people: &[Person; 2]) -> Result<()> {
    for person in people {
        person.browser.says(&[UNREACHABLE])?;
        person.browser.shows(Role::Button, "Try again")?;
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a measurement is for the reader")]
fn say_told(after: Duration) {
    let millis = after.as_millis();
    println!("measured: who gets no answer to the join is told so after {millis} ms");
}

fn come_in(people: &[Person; 2]) -> Result<()> {
    let [ana, budi] = people;
    for person in people {
        person.clicks("Try again")?;
        person.browser.shows(Role::Tile, &person.own_tile())?;
    }
    ana.sees_only(&[budi])?;
    budi.sees_only(&[ana])?;
    ana.sees_and_hears(1)?;
    budi.sees_and_hears(1)?;
    Ok(())
}

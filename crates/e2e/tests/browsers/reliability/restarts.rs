use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, ChromiumSmooth, Firefox};
use e2e::{Role, Server, Story, Wire, stories};

use super::{RECONNECTING, call_at, media_went_on_over, welcomed};
use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    a_server_that_is_restarted_finds_everyone_in_their_seats,
    a_server_that_is_killed_finds_everyone_in_their_seats,
    a_server_without_a_store_finds_everyone_again_all_the_same,
];

fn a_server_that_is_restarted_finds_everyone_in_their_seats(stage: &mut Stage) -> Result<()> {
    everyone_keeps_the_seat(stage, "server restarted by SIGTERM", |server| {
        let exit = server.stop_gracefully()?;
        ensure!(exit.status.success(), "{}", exit.status);
        ensure!(
            exit.took < Duration::from_secs(10),
            "it took {:?}",
            exit.took
        );
        Ok(())
    })
}

fn a_server_that_is_killed_finds_everyone_in_their_seats(stage: &mut Stage) -> Result<()> {
    everyone_keeps_the_seat(stage, "server killed by SIGKILL", Server::kill)
}

fn everyone_keeps_the_seat(
    stage: &mut Stage,
    what: &str,
    end: fn(&mut Server) -> Result<()>,
) -> Result<()> {
    let directory = tempfile::tempdir()?;
    let data = directory.path().to_string_lossy().into_owned();
    let mut server = Server::start(&stage.network, &[("TATAP_DATA_DIR", data.as_str())])?;
    let [ana, budi] = call_at(stage, &server.origin(), [ChromiumSmooth, Firefox])?;
    ana.clicks("Mute microphone")?;
    ana.says_in_chat("before the restart")?;
    budi.reads_in_chat(&["before the restart"])?;
    let wire = Wire::listen(&stage.network)?;
    for person in [&ana, &budi] {
        person.browser.mark()?;
    }
    thread::sleep(Duration::from_secs(4));
    for person in [&ana, &budi] {
        media_went_on_over(&wire, person, "nothing happens")?;
        person.browser.mark()?;
    }
    wire.begin_anew();

    end(&mut server)?;
    ana.browser.says(&[RECONNECTING])?;
    ana.says_in_chat("while it was away")?;
    thread::sleep(Duration::from_secs(2));
    server.start_again()?;
    let listening = Instant::now();

    for person in [&ana, &budi] {
        welcomed(person, 2)?;
        say_back(person, what, listening.elapsed());
        media_went_on_over(&wire, person, what)?;
    }
    ensure!(
        listening.elapsed() < Duration::from_secs(5),
        "everyone is back only after {:?}",
        listening.elapsed()
    );
    budi.reads_in_chat(&["before the restart", "while it was away"])?;
    budi.sees_muted(ana.name, true)?;
    ana.browser.shows(Role::Button, "Unmute microphone")?;
    ana.sees_only(&[&budi])?;
    budi.sees_only(&[&ana])
}

fn a_server_without_a_store_finds_everyone_again_all_the_same(stage: &mut Stage) -> Result<()> {
    let mut server = Server::start(&stage.network, &[])?;
    let [ana, budi] = call_at(stage, &server.origin(), [Chromium, Chromium])?;
    ana.clicks("Mute microphone")?;
    budi.sees_muted(ana.name, true)?;
    server.kill()?;
    ana.says_in_chat("while it was away")?;
    server.start_again()?;
    for person in [&ana, &budi] {
        welcomed(person, 2)?;
    }
    ana.sees_only(&[&budi])?;
    budi.sees_only(&[&ana])?;
    budi.sees_muted(ana.name, true)?;
    ana.browser.shows(Role::Button, "Unmute microphone")?;
    budi.reads_in_chat(&["while it was away"])?;
    ana.sees_and_hears(1)?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a measurement is for the reader")]
fn say_back(person: &Person, what: &str, after: Duration) {
    println!(
        "measured: {what}: {} ({:?}) is back {} ms after the server listens",
        person.name,
        person.browser.kind(),
        after.as_millis()
    );
}

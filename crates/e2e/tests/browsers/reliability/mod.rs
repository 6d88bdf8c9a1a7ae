//! What a call outlives. `TATAP_RELIABILITY_ROUNDS` says how often what is measured is repeated; few by default.

pub(crate) mod arrangements;
pub(crate) mod chat;
pub(crate) mod full_server;
pub(crate) mod misbehaving;
pub(crate) mod networks;
pub(crate) mod pages;
pub(crate) mod privacy;
pub(crate) mod restarts;
pub(crate) mod sockets;
pub(crate) mod stopped;

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::wire::{Stream, Wire};
use e2e::{FaultProxy, Gaps, Kind, eventually};

use crate::person::Person;
use crate::stage::Stage;

/// What a person is told while the server is away.
const RECONNECTING: &str = "Reconnecting… the call continues";

/// How often to repeat what is measured.
fn rounds(few: usize) -> usize {
    let wanted = std::env::var("TATAP_RELIABILITY_ROUNDS");
    wanted.map_or(few, |rounds| rounds.parse().unwrap_or(few))
}

/// Says what was measured, sorted.
#[expect(clippy::print_stdout, reason = "a measurement is for the reader")]
fn measured(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |percent: usize| {
        let index = (times.len() * percent).div_ceil(100).max(1) - 1;
        times.get(index).map_or(0, Duration::as_millis)
    };
    println!(
        "measured: {what}: median {} ms, p95 {} ms, most {} ms of {}",
        at(50),
        at(95),
        at(100),
        times.len()
    );
}

/// Ana and Budi in a call, by way of a proxy; both see and hear each other.
fn pair(stage: &mut Stage, kinds: [Kind; 2]) -> Result<(FaultProxy, Person, Person)> {
    let port = stage.server()?.port();
    let proxy = FaultProxy::start(&stage.network, port)?;
    let [ana, budi] = call_at(stage, &proxy.origin(), kinds)?;
    Ok((proxy, ana, budi))
}

/// Two people in a call, by way of a server or a proxy that the story disturbs; both see and hear each other.
fn call_at(stage: &mut Stage, origin: &str, kinds: [Kind; 2]) -> Result<[Person; 2]> {
    stage.expects_a_lost_server();
    let people = stage.people_at(origin, kinds)?;
    let room = stage.room();
    for person in &people {
        person.joins(&room)?;
    }
    for person in &people {
        person.sees_and_hears(1)?;
    }
    Ok(people)
}

/// Waits until the server has let `person` back in, `times` times in all since the page was opened.
fn welcomed(person: &Person, times: usize) -> Result<()> {
    let what = format!("{} is let in {times} times", person.name);
    eventually(&what, || Ok((welcomes(person)? >= times).then_some(())))
}

/// How often the server has let `person` in since the page was opened.
fn welcomes(person: &Person) -> Result<usize> {
    let sockets = person.browser.sockets()?;
    let welcome = sockets.iter().filter(|one| one.welcomed().is_some());
    Ok(welcome.count())
}

/// Waits until the server has let `person` in on the socket that there is, and nothing else is said.
fn is_online(person: &Person) -> Result<()> {
    let what = format!("{} is back by themselves", person.name);
    eventually(&what, || {
        let sockets = person.browser.sockets()?;
        let is_in = sockets
            .last()
            .is_some_and(|one| one.welcomed().is_some() && one.lost().is_none());
        let text = person.browser.text()?;
        ensure!(is_in && !text.contains(RECONNECTING), "{sockets:?} {text}");
        Ok(Some(()))
    })
}

/// Checks that media flowed on all the time on the one connection that there was, and says what was the longest gap.
fn media_went_on(person: &Person, during: &str) -> Result<Gaps> {
    let gaps = person.browser.gaps()?;
    person.browser.end_mark()?;
    ensure!(
        gaps.connections.len() == 1,
        "{} has {} connections: media was touched",
        person.name,
        gaps.connections.len()
    );
    // Frames come every 67 ms, and a look at the statistics may be 70 ms old; a new connection takes longer than this.
    let limit = Duration::from_millis(500) + gaps.pause;
    ensure!(
        gaps.all.video < limit && gaps.all.audio < limit,
        "{} was without media: {gaps:?}",
        person.name
    );
    say_gaps(person, during, &gaps);
    Ok(gaps)
}

/// Like [`media_went_on`], and says how long no packet of sound or picture came, as the kernel saw it.
fn media_went_on_over(wire: &Wire, person: &Person, during: &str) -> Result<()> {
    let incoming = person.browser.incoming()?;
    for (kind, ssrc) in &incoming {
        let stream = wire.stream(*ssrc)?;
        ensure!(
            stream.longest < Duration::from_millis(500),
            "{} had no {kind}: {stream:?}",
            person.name
        );
        say_stream(person, during, kind, stream);
    }
    let kinds: Vec<&str> = incoming.iter().map(|(kind, _)| kind.as_str()).collect();
    ensure!(
        kinds.contains(&"audio") && kinds.contains(&"video"),
        "{} receives {kinds:?}",
        person.name
    );
    media_went_on(person, during)?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a measurement is for the reader")]
fn say_stream(person: &Person, during: &str, kind: &str, stream: Stream) {
    println!(
        "measured: {during}, to {} ({:?}): longest time without a packet of {kind} {} ms, of {}",
        person.name,
        person.browser.kind(),
        stream.longest.as_millis(),
        stream.packets
    );
}

#[expect(clippy::print_stdout, reason = "a measurement is for the reader")]
fn say_gaps(person: &Person, during: &str, gaps: &Gaps) {
    let arrival = gaps.arrival.map_or_else(
        || "not told".to_owned(),
        |gap| format!("{} ms", gap.as_millis()),
    );
    println!(
        "measured: {during}, at {} ({:?}): longest gap audio {} ms, video {} ms, between frames' arrivals {arrival}, longest pause of the measuring {} ms",
        person.name,
        person.browser.kind(),
        gaps.all.audio.as_millis(),
        gaps.all.video.as_millis(),
        gaps.pause.as_millis()
    );
}

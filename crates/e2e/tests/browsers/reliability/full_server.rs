use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{FaultProxy, Network, Server, Story, eventually, stories};

use super::{call_at, welcomed};
use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] =
    stories![a_full_server_is_left_alone_for_as_long_as_it_asks];

/// How long a full server asks to be left alone, in its `Retry-After`.
const RETRY_AFTER: Duration = Duration::from_secs(10);

/// The longest that a page waits unasked in the first half minute.
const LONGEST_OF_ITSELF: Duration = Duration::from_secs(4);

const MAX_CONNECTIONS: usize = 24;

fn a_full_server_is_left_alone_for_as_long_as_it_asks(stage: &mut Stage) -> Result<()> {
    let most = MAX_CONNECTIONS.to_string();
    let server = Server::start(&stage.network, &[("TATAP_MAX_CONNECTIONS", most.as_str())])?;
    let proxy = FaultProxy::start(&stage.network, server.port())?;
    let people = call_at(stage, &proxy.origin(), [Chromium, Firefox])?;

    proxy.cut()?;
    let others = fill(&stage.network, server.port())?;
    proxy.pass()?;
    let mut refused = Vec::new();
    for person in &people {
        refused.push(is_asked_to_wait(person)?);
    }
    people[0].browser.take_picture("reliability", "full")?;
    drop(others);

    for (person, index) in people.iter().zip(refused) {
        welcomed(person, 2)?;
        let sockets = person.browser.sockets()?;
        let refused = sockets[index].closed.context("it was refused")?;
        let next = sockets.get(index + 1).context("it tries again")?;
        let waited = next.created.saturating_sub(refused);
        // Timers of browsers may ring a little early.
        ensure!(
            waited + Duration::from_millis(100) > RETRY_AFTER,
            "{} waited for {waited:?} only: {sockets:?}",
            person.name
        );
        ensure!(next.welcomed().is_some(), "{sockets:?}");
        person.sees_and_hears(1)?;
    }
    Ok(())
}

/// Takes every connection of the server at `port`, as soon as nobody else has any.
fn fill(network: &Network, port: u16) -> Result<Vec<TcpStream>> {
    let connect = || network.run(|| Ok(TcpStream::connect((Ipv4Addr::LOCALHOST, port))?));
    eventually("the server is full", || {
        let taken = (0..MAX_CONNECTIONS)
            .map(|_| connect())
            .collect::<Result<Vec<_>>>()?;
        ensure!(answer(connect()?)?.starts_with("HTTP/1.1 503 "));
        for stream in &taken {
            stream.set_nonblocking(true)?;
            let waits = stream.peek(&mut [0]).map_err(|error| error.kind());
            ensure!(waits == Err(ErrorKind::WouldBlock), "one was refused");
        }
        Ok(Some(taken))
    })
}

fn answer(mut stream: TcpStream) -> Result<String> {
    // A server that is full says so before it is asked.
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// Waits for a countdown that only the server can have asked for; returns which of the sockets it has refused.
fn is_asked_to_wait(person: &Person) -> Result<usize> {
    let what = format!("{} is asked to wait", person.name);
    eventually(&what, || {
        let text = person.browser.text()?;
        let seconds = seconds_left(&text).with_context(|| text.clone())?;
        ensure!(Duration::from_secs(seconds) > LONGEST_OF_ITSELF, "{text}");
        let sockets = person.browser.sockets()?;
        let last = sockets.len() - 1;
        let is_refused = sockets[last].closed.is_some() && sockets[last].opened.is_none();
        Ok(is_refused.then_some(last))
    })
}

/// Reads the countdown to the next try.
fn seconds_left(text: &str) -> Option<u64> {
    let (_, rest) = text.split_once("Next try in ")?;
    rest.split_whitespace().next()?.parse().ok()
}

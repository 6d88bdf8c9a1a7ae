//! A server that is stopped in good order and started again goes on where it was.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::client::Client;
use crate::support::http;
use crate::support::program::Program;
use crate::support::scratch::Scratch;

#[tokio::test]
async fn after_a_restart_everyone_has_the_seat_and_the_chat_again() {
    let scratch = Scratch::new("restart");
    let settings = [("TATAP_DATA_DIR", scratch.text())];
    let program = Program::start(&settings).await;
    let mut ann = program.join("Ann").await;
    let mut bob = program.join("Bob").await;
    let publications = json!([{ "source": "camera", "muted": true, "stream": "s1" }]);
    bob.send(&json!({ "type": "set_publications", "publications": publications }))
        .await;
    ann.next_of("publications_changed").await;
    for (number, text) in ["Halo", "Apa kabar?"].into_iter().enumerate() {
        ann.chat(&format!("a-{number}"), text).await;
        assert_eq!(ann.next().await["text"], text);
        assert_eq!(bob.next().await["text"], text);
    }

    program.signal(Signal::SIGTERM);
    let mut waits = Vec::new();
    for client in [&mut ann, &mut bob] {
        let error = client.next().await;
        assert_eq!(error["code"], "going_away");
        waits.push(error["retry_after"].as_u64().unwrap());
        assert_eq!(client.closed().await.0, 1001);
    }
    assert!(
        waits[0] != waits[1] && waits.iter().all(|wait| *wait <= 2_000),
        "{waits:?}"
    );
    let (ann, bob) = (ann.lose(), bob.lose());
    assert_eq!(program.output().await.status.code(), Some(0));

    let program = Program::start(&settings).await;
    let (mut ann, resumed) = Client::resume(program.address, ann).await;
    assert_eq!(
        (&resumed["you"], &resumed["continues"]),
        (&json!(1), &json!(false))
    );
    let other = &resumed["participants"][0];
    assert_eq!(
        (&other["id"], &other["name"], &other["publications"]),
        (&json!(2), &json!("Bob"), &publications)
    );
    ann.chat("a-2", "Here again").await;
    let said = ann.next_of("chat").await;
    assert_eq!(said["number"], 3, "the numbers go on");
    let (bob, _) = Client::resume(program.address, bob).await;
    assert_eq!(bob.id, 2);
    let mut cem = Client::connect(program.address).await;
    let joined = cem.join("kitchen", "Cem").await;
    assert_eq!(joined["you"], 3, "no id is given twice");
    let history = cem.next().await;
    let texts: Vec<&Value> = history["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| &message["text"])
        .collect();
    assert_eq!(texts, ["Halo", "Apa kabar?", "Here again"]);
}

#[tokio::test]
async fn a_room_that_everyone_has_left_is_forgotten() {
    let scratch = Scratch::new("forgotten");
    let settings = [("TATAP_DATA_DIR", scratch.text())];
    let program = Program::start(&settings).await;
    let mut ann = program.join("Ann").await;
    ann.chat("a-1", "Nobody hears me").await;
    ann.next().await;
    ann.send(&json!({ "type": "leave" })).await;
    ann.closed().await;
    program.signal(Signal::SIGTERM);
    program.output().await;

    let program = Program::start(&settings).await;
    let mut bob = Client::connect(program.address).await;
    let joined = bob.join("kitchen", "Bob").await;
    assert_eq!(joined["you"], 1);
    bob.ping().await;
}

#[tokio::test]
async fn a_client_that_does_not_read_holds_no_stop_up() {
    let scratch = Scratch::new("not_reading");
    let settings = [
        ("TATAP_DATA_DIR", scratch.text()),
        ("TATAP_MESSAGES_PER_SECOND", "1000000"),
    ];
    let program = Program::start(&settings).await;
    let mut ann = program.join("Ann").await;
    let deaf = program.join("Bob").await;
    for _ in 0..10 {
        ann.signal(deaf.id, &"x".repeat(60_000)).await;
    }
    ann.next_of("participant_joined").await;
    ann.ping().await;
    let started = Instant::now();
    program.signal(Signal::SIGTERM);
    assert_eq!(program.output().await.status.code(), Some(0));
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn what_was_said_long_before_a_restart_is_not_taken_in_again() {
    let scratch = Scratch::new("long_before");
    let settings = [("TATAP_DATA_DIR", scratch.text())];
    let program = Program::start(&settings).await;
    let mut ann = program.join("Ann").await;
    let mut bob = program.join("Bob").await;
    ann.next().await;
    // More than is kept of the chat: 256 KiB.
    let text = "é".repeat(4_000);
    for number in 0..20 {
        ann.chat(&format!("a-{number}"), &text).await;
        bob.chat(&format!("b-{number}"), &text).await;
        for client in [&mut ann, &mut bob] {
            client.next_of("chat").await;
            client.next_of("chat").await;
        }
    }
    program.signal(Signal::SIGTERM);
    let bob = bob.lose();
    assert_eq!(program.output().await.status.code(), Some(0));

    let program = Program::start(&settings).await;
    let mut cem = program.join("Cem").await;
    assert_eq!(cem.next().await["messages"][0]["number"], 10);
    let (mut bob, _) = Client::resume(program.address, bob).await;
    bob.chat("a-0", &text).await;
    bob.chat("new", "Hi").await;
    let said = bob.next_of("chat").await;
    assert_eq!((&said["number"], &said["id"]), (&json!(41), &json!("new")));
}

#[tokio::test]
async fn when_the_disk_is_full_calls_and_chats_go_on() {
    let scratch = Scratch::new("full");
    let settings = [
        ("TATAP_DATA_DIR", scratch.text()),
        ("TATAP_LOG_FORMAT", "json"),
    ];
    let program = Program::start_on_a_small_disk(&settings, 512).await;
    let mut ann = program.join("Ann").await;
    let mut bob = program.join("Bob").await;
    ann.next().await;
    let text = "é".repeat(4_000);
    for number in 0..20 {
        for (speaker, listener) in [(0, 1), (1, 0)] {
            let both = [&mut ann, &mut bob];
            both[speaker]
                .chat(&format!("{speaker}-{number}"), &text)
                .await;
            both[listener].next_of("chat").await;
            both[speaker].next_of("chat").await;
        }
    }
    ann.signal(bob.id, "v=0").await;
    assert_eq!(bob.next().await["type"], "signal");
    let (bob, resumed) = Client::resume(program.address, bob.lose()).await;
    assert_eq!(resumed["continues"], true);
    drop(bob);
    let ann = ann.lose();
    let last = ann.chat;
    program.signal(Signal::SIGTERM);
    let output = program.output().await;
    assert_eq!(output.status.code(), Some(0));
    let log = String::from_utf8(output.stderr).unwrap();
    let errors: Vec<&str> = log.lines().filter(|line| line.contains("ERROR")).collect();
    assert_eq!(errors.len(), 1, "{log}");
    assert!(errors[0].contains("can no longer be stored"), "{log}");

    let program = Program::start(&settings).await;
    let mut cem = program.join("Cem").await;
    assert_eq!(
        cem.next().await["messages"][0]["number"],
        1,
        "what was stored before is there"
    );
    let (mut ann, _) = Client::resume(program.address, ann).await;
    ann.chat("still-here", "Hello?").await;
    let number = ann.next_of("chat").await["number"].as_u64().unwrap();
    assert!(number > last, "{number} is for Ann one that she has");

    ann.ping().await;
    drop((ann, cem));
    program.kill().await;
    let program = Program::start(&settings).await;
    let mut dan = program.join("Dan").await;
    dan.chat("and-i", "Hello!").await;
    let next = dan.next_of("chat").await["number"].as_u64().unwrap();
    assert_eq!(
        next,
        number + 1,
        "nothing is passed over where all was stored"
    );
}

#[tokio::test]
async fn a_server_that_stops_says_so_to_whoever_asks() {
    let server = TestServer::start();
    let address = server.address;
    // Does not answer the close, so the server waits for a while.
    let silent = server.join("kitchen", "Ann").await;
    let stopped = server.stop();
    let reply = http::get_until_refused(address, "/healthz").await;
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    assert_eq!(reply.header("access-control-expose-headers"), "Retry-After");
    stopped.await.unwrap();
    drop(silent);
}

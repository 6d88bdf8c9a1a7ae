//! Who has lost the connection comes back to the same seat, and misses nothing.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::TestServer;
use crate::support::client::{Client, join};

#[tokio::test]
async fn what_was_missed_comes_once() {
    let server = TestServer::start();
    let (mut ann, bob) = server.pair("kitchen").await;
    let id = bob.id;
    ann.signal(id, "before").await;
    let mut bob = bob;
    assert_eq!(sdp(&bob.next().await), "before");
    let memory = bob.lose();
    for word in ["one", "two"] {
        ann.signal(id, word).await;
    }
    ann.chat("c-1", "Are you there?").await;
    ann.send(&json!({ "type": "set_publications", "publications": [] }))
        .await;
    assert_eq!(ann.next().await["type"], "chat");
    ann.ping().await;

    let (mut bob, resumed) = server.resume(memory).await;

    assert_eq!((bob.id, &resumed["continues"]), (id, &json!(true)));
    assert_eq!(resumed["generation"], 0);
    assert_eq!(bob.next().await["messages"][0]["text"], "Are you there?");
    for word in ["one", "two"] {
        assert_eq!(sdp(&bob.next().await), word);
    }
    assert_eq!(bob.next().await["type"], "publications_changed");
    bob.ping().await;
    let (mut bob, _) = server.resume(bob.lose()).await;
    bob.ping().await;
}

#[tokio::test]
async fn the_others_hear_of_a_loss_that_lasts_and_of_its_end() {
    let server = TestServer::start();
    let (mut ann, bob) = server.pair("kitchen").await;
    let (id, lost) = (bob.id, Instant::now());
    let memory = bob.lose();
    let told = ann.next().await;
    assert!(lost.elapsed() >= Duration::from_millis(1_400));
    let expected = |roster: u64, connected: bool| {
        json!({
            "type": "participant_connection", "roster": roster, "participant": id, "connected": connected,
        })
    };
    assert_eq!(told, expected(3, false));
    let mut cem = server.connect().await;
    let joined = cem.join("kitchen", "Cem").await;
    let connected = |index: usize| joined["participants"][index]["connected"].clone();
    assert_eq!((connected(0), connected(1)), (json!(true), json!(false)));
    ann.next().await;

    let (_bob, _) = server.resume(memory).await;

    assert_eq!(ann.next().await, expected(5, true));
    assert_eq!(cem.next().await, expected(5, true));
}

#[tokio::test]
async fn after_the_grace_the_seat_is_gone() {
    let server = TestServer::with(|config| config.rooms.seat_grace = Duration::from_secs(2));
    let (mut ann, bob) = server.pair("kitchen").await;
    let mut memory = bob.lose();
    assert_eq!(ann.next().await["type"], "participant_connection");
    assert_eq!(ann.next().await["type"], "participant_left");
    let mut bob = server.connect().await;
    bob.send(&memory.resume()).await;
    bob.expect_error("cannot_resume").await;
}

#[tokio::test]
async fn without_a_grace_nobody_comes_back() {
    let server = TestServer::with(|config| config.rooms.seat_grace = Duration::ZERO);
    let (mut ann, bob) = server.pair("kitchen").await;
    let mut memory = bob.lose();
    assert_eq!(ann.next().await["type"], "participant_left");
    let mut bob = server.connect().await;
    bob.send(&memory.resume()).await;
    bob.expect_error("cannot_resume").await;
    bob.join("kitchen", "Bob").await;
}

#[tokio::test]
async fn a_later_connection_takes_the_place_of_one_that_is_still_there() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    let (mut ann, bob) = server.pair("kitchen").await;
    let (mut new, _) = server.resume(bob.memory.clone()).await;
    bob.expect_end("replaced", 4000).await;
    ann.signal(new.id, "v=0").await;
    assert_eq!(sdp(&new.next().await), "v=0");
    new.signal(ann.id, "v=1").await;
    assert_eq!(sdp(&ann.next().await), "v=1", "and nothing before it");
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_page_that_is_loaded_again_gets_its_seat_back() {
    let server = TestServer::start();
    let (mut ann, mut bob) = server.pair("kitchen").await;
    bob.chat("c-1", "I reload.").await;
    assert_eq!(ann.next().await["type"], "chat");
    bob.send(&json!({ "type": "leave", "may_return": true }))
        .await;
    assert_eq!(ann.next().await["type"], "participant_left");

    let mut memory = bob.memory;
    (memory.received, memory.chat) = (0, 0);
    let mut resume = memory.resume();
    resume.as_object_mut().unwrap().remove("received");
    let mut bob = server.connect().await;
    bob.send(&resume).await;

    let resumed = bob.next().await;
    assert_eq!(
        (&resumed["you"], &resumed["name"]),
        (&json!(2), &json!("Bob"))
    );
    assert_eq!(
        (&resumed["continues"], &resumed["generation"]),
        (&json!(false), &json!(1024))
    );
    assert_eq!(bob.next().await["messages"][0]["text"], "I reload.");
    let came = ann.next().await;
    assert_eq!(
        (&came["type"], &came["peer"]["id"]),
        (&json!("participant_joined"), &json!(2))
    );
}

#[tokio::test]
async fn more_than_the_server_keeps_is_no_resume_of_the_numbers() {
    let server = TestServer::with(|config| config.messages_per_second = 1_000_000);
    let (mut ann, bob) = server.pair("kitchen").await;
    let id = bob.id;
    let memory = bob.lose();
    for _ in 0..600 {
        ann.signal(id, "v=0").await;
    }
    ann.ping().await;
    let (mut bob, resumed) = server.resume(memory).await;
    assert_eq!(resumed["continues"], false);
    ann.signal(id, "v=1").await;
    assert_eq!(sdp(&bob.next().await), "v=1", "number 1 again, see Memory");
}

#[tokio::test]
async fn a_whole_ring_and_a_whole_history_arrive_at_once() {
    let server = TestServer::with(|config| {
        config.messages_per_second = 1_000_000;
        config.rooms.room_capacity = 50;
    });
    let (mut ann, bob) = server.pair("kitchen").await;
    let id = bob.id;
    // Text that takes twice its size as JSON.
    let text = "\"".repeat(4_000);
    let mut talkers = Vec::new();
    for name in ["Cem", "Dan", "Eve"] {
        talkers.push(server.join("kitchen", name).await);
    }
    let mut memory = bob.lose();
    memory.received += 3;
    for number in 0..60 {
        let talker = &mut talkers[number % 3];
        talker.chat(&format!("c-{number}"), &text).await;
        // Everyone reads, or would soon be too slow.
        for listener in talkers.iter_mut().chain([&mut ann]) {
            listener.next_of("chat").await;
        }
    }
    for _ in 0..4 {
        ann.signal(id, &"x".repeat(60_000)).await;
    }
    ann.ping().await;

    let (mut bob, resumed) = server.resume(memory).await;

    assert_eq!(resumed["continues"], true);
    let mut signals = 0;
    while signals < 4 {
        signals += usize::from(bob.next().await["type"] == "signal");
    }
    assert_eq!(bob.memory.chat, 60);
    bob.ping().await;
}

#[tokio::test]
async fn resuming_in_a_full_room_of_seats_is_no_problem_but_joining_is() {
    let server = TestServer::with(|config| config.rooms.room_capacity = 2);
    let (_ann, bob) = server.pair("kitchen").await;
    let memory = bob.lose();
    let mut cem = server.connect().await;
    cem.send(&join("kitchen", "Cem")).await;
    cem.expect_end("room_full", 4000).await;
    let (_bob, resumed): (Client, _) = server.resume(memory).await;
    assert_eq!(resumed["you"], 2);
}

fn sdp(signal: &serde_json::Value) -> &str {
    signal["signal"]["description"]["sdp"]
        .as_str()
        .unwrap_or_else(|| panic!("no description: {signal}"))
}

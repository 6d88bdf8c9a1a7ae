//! Numbers of events and commands that cannot be end the connection, not the seat, and disturb nobody else.

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::client::{Client, chat, ping, signal};

#[tokio::test]
async fn acknowledgements_of_what_was_never_sent() {
    for received in [json!(2), json!(u64::MAX)] {
        ends(
            &[json!({ "type": "ping", "received": received })],
            "bad_sequence",
        )
        .await;
    }
}

#[tokio::test]
async fn acknowledgements_that_are_no_numbers() {
    for received in [json!(-1), json!(0.5), json!("1"), json!([])] {
        ends(
            &[json!({ "type": "ping", "received": received })],
            "bad_message",
        )
        .await;
    }
}

#[tokio::test]
async fn acknowledgements_that_go_back_are_ignored() {
    let server = TestServer::start();
    let (mut ann, mut bob) = server.pair("kitchen").await;
    for received in [1, 0, 1] {
        ann.send(&ping(received)).await;
        assert_eq!(ann.next().await["type"], "pong");
    }
    bob.ping().await;
}

#[tokio::test]
async fn commands_with_a_gap_before_them() {
    ends(&[counted(2)], "bad_sequence").await;
    ends(&[counted(1), counted(3)], "bad_sequence").await;
    ends(&[counted(u64::MAX)], "bad_sequence").await;
}

#[tokio::test]
async fn counters_that_are_no_numbers() {
    for counter in [
        json!(-1),
        json!(1.5),
        json!("1"),
        json!(18_446_744_073_709_551_616.0),
    ] {
        let mut message = chat("c-1", "Hello");
        message["counter"] = counter;
        ends(&[message], "bad_message").await;
    }
}

#[tokio::test]
async fn a_command_that_is_repeated_acts_once() {
    let server = TestServer::start();
    let (mut ann, mut bob) = server.pair("kitchen").await;
    for counter in [1, 1, 2, 1, 2, 0] {
        let mut message = signal(bob.id, &format!("v={counter}"));
        message["counter"] = json!(counter);
        ann.send(&message).await;
    }
    assert_eq!(ann.ping().await, 2);
    for word in ["v=1", "v=2"] {
        assert_eq!(
            bob.next().await["signal"]["description"]["sdp"],
            json!(word)
        );
    }
    bob.ping().await;
}

#[tokio::test]
async fn after_a_bad_number_the_seat_is_still_there() {
    let server = TestServer::start();
    let (mut ann, mut bob) = server.pair("kitchen").await;
    let memory = bob.memory.clone();
    bob.send(&counted(7)).await;
    bob.expect_end("bad_sequence", 4000).await;
    let (mut bob, resumed) = server.resume(memory).await;
    assert_eq!(
        (&resumed["continues"], &resumed["counter"]),
        (&json!(true), &json!(0))
    );
    bob.ping().await;
    ann.ping().await;
}

fn counted(counter: u64) -> Value {
    json!({ "type": "set_publications", "publications": [], "counter": counter })
}

/// Ann, who has heard of one event, sends this, which ends her connection; the others talk on.
async fn ends(messages: &[Value], code: &str) {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    let (mut ann, mut bob) = server.pair("kitchen").await;
    let (last, first): (&Value, &[Value]) = messages.split_last().unwrap();
    for message in first {
        ann.send(message).await;
    }
    ann.ping().await;
    ann.send(last).await;
    let ann: Client = ann;
    ann.expect_end(code, 4000).await;
    for _ in first {
        assert_eq!(bob.next().await["type"], "publications_changed");
    }
    bob.ping().await;
    bystanders.are_undisturbed().await;
}

//! Each bad message gets its error, and two people in another room talk on undisturbed.

use futures_util::SinkExt;
use serde_json::json;
use tokio_tungstenite::tungstenite::{Bytes, Message};

use crate::support::TestServer;
use crate::support::client::{chat, join, ping, signal};

#[tokio::test]
async fn malformed_json() {
    let server = TestServer::with(|config| config.rooms.room_capacity = 50);
    let bystanders = server.bystanders().await;
    for text in [
        "",
        "hello",
        "{",
        "[]",
        "null",
        "{}",
        r#"{"type":1}"#,
        r#"{"type":"signal"}"#,
        "{\"type\":\"leave\"}x",
    ] {
        let mut ann = server.join("kitchen", "Ann").await;
        ann.send_text(text).await;
        ann.expect_end("bad_message", 4000).await;
    }
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn deeply_nested_json() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    let mut ann = server.join("kitchen", "Ann").await;
    ann.send_text(&"[".repeat(60_000)).await;
    ann.expect_end("bad_message", 4000).await;
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_frame_above_the_limit() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    for size in [protocol::MAX_FRAME_BYTES + 1, 10 * 1024 * 1024] {
        let mut ann = server.join("kitchen", "Ann").await;
        ann.send_text(&"x".repeat(size)).await;
        ann.expect_end("message_too_large", 1009).await;
    }
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_frame_at_the_limit_passes() {
    let server = TestServer::start();
    let mut ann = server.join("kitchen", "Ann").await;
    let mut bob = server.join("kitchen", "Bob").await;
    ann.next().await;
    let envelope = signal(bob.id, "").to_string().len();
    ann.signal(bob.id, &"x".repeat(protocol::MAX_FRAME_BYTES - envelope))
        .await;
    assert_eq!(bob.next().await["type"], "signal");
}

#[tokio::test]
async fn a_binary_frame() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    let mut ann = server.join("kitchen", "Ann").await;
    ann.socket
        .send(Message::Binary(Bytes::from_static(b"\x00\xff")))
        .await
        .unwrap();
    ann.expect_end("binary_frame", 1003).await;
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn an_unknown_type() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    let mut ann = server.join("kitchen", "Ann").await;
    ann.send(&json!({ "type": "dance", "steps": 3 })).await;
    ann.expect_error("unsupported").await;
    server.join("kitchen", "Bob").await;
    assert_eq!(
        ann.next().await["type"],
        "participant_joined",
        "the connection goes on"
    );
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_second_join() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    let mut ann = server.join("kitchen", "Ann").await;
    ann.send(&join("bystanders", "Ann")).await;
    ann.expect_error("already_joined").await;
    server.join("kitchen", "Bob").await;
    assert_eq!(
        ann.next().await["type"],
        "participant_joined",
        "the connection goes on"
    );
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_message_before_the_join() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    for message in [
        signal(1, "v=0"),
        json!({ "type": "set_publications", "publications": [] }),
        json!({ "type": "leave" }),
        json!({ "type": "set_hand", "raised": true }),
        json!({ "type": "react", "reaction": "sad" }),
        chat("c-1", "Hello?"),
        ping(0),
    ] {
        let mut ann = server.connect().await;
        ann.send(&message).await;
        ann.expect_end("not_joined", 4000).await;
    }
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_wrong_version() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    for versions in [json!([]), json!([0]), json!([2, 3]), json!([65_535])] {
        let mut ann = server.connect().await;
        ann.send(
            &json!({ "type": "join", "versions": versions, "room": "kitchen", "name": "Ann" }),
        )
        .await;
        ann.expect_end("unsupported_version", 4000).await;
    }
    for versions in [json!(vec![1; 17]), json!("1"), json!([-1]), json!(null)] {
        let mut ann = server.connect().await;
        ann.send(
            &json!({ "type": "join", "versions": versions, "room": "kitchen", "name": "Ann" }),
        )
        .await;
        ann.expect_end("bad_message", 4000).await;
    }
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_relay_to_another_room_to_oneself_or_to_nobody() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    let mut ann = server.join("kitchen", "Ann").await;
    // The bystanders have the ids 1 and 2; in the kitchen, 1 is Ann and nobody ever was 2.
    for to in [ann.id, 2, 0, u64::from(u32::MAX)] {
        ann.signal(to, "v=0").await;
        ann.expect_error("bad_target").await;
    }
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_relay_to_somebody_who_has_left() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    let mut ann = server.join("kitchen", "Ann").await;
    let mut bob = server.join("kitchen", "Bob").await;
    ann.next().await;
    bob.send(&json!({ "type": "leave" })).await;
    assert_eq!(ann.next().await["type"], "participant_left");
    ann.signal(bob.id, "v=0").await;
    ann.signal(99, "v=0").await;
    ann.expect_error("bad_target").await;
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_claimed_sender() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    let mut ann = server.join("kitchen", "Ann").await;
    let mut bob = server.join("kitchen", "Bob").await;
    ann.next().await;
    let mut message = signal(bob.id, "v=0");
    message["from"] = json!(bob.id);
    message["participant"] = json!(bob.id);
    ann.send(&message).await;
    assert_eq!(bob.next().await["from"], json!(ann.id));
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_thousand_messages_a_second() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    let mut ann = server.join("kitchen", "Ann").await;
    let mut bob = server.join("kitchen", "Bob").await;
    ann.next().await;
    for _ in 0..1000 {
        ann.socket
            .feed(Message::text(signal(bob.id, "v=0").to_string()))
            .await
            .unwrap();
    }
    ann.socket.flush().await.unwrap();
    ann.expect_end("rate_limited", 4000).await;
    let mut heard = 0;
    while bob.next().await["type"] == "signal" {
        heard += 1;
    }
    assert!((450..700).contains(&heard), "{heard}");
    bystanders.are_undisturbed().await;
}

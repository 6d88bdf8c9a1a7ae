//! Locks, waiting and passwords, over real sockets.

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::client::{Client, join};

#[tokio::test]
async fn whoever_comes_to_a_locked_room_waits_through_a_lost_connection_and_is_let_in() {
    let server = TestServer::start();
    let mut ann = server.join("kitchen", "Ann").await;
    act(&mut ann, json!({ "act": "lock" })).await;
    assert_eq!(ann.next_of("room_rules").await["locked"], true);

    let mut bob = server.connect().await;
    bob.send(&join("kitchen", "Bob")).await;
    let waiting = bob.next().await;
    assert_eq!(waiting["type"], "waiting");
    let knocks = ann.next_of("knocks").await;
    let knock = knocks["knocks"][0].clone();
    assert_eq!(knock["name"], "Bob");
    drop(bob);

    let mut bob = server.connect().await;
    bob.send(&json!({
        "type": "resume", "versions": [1], "room": "kitchen", "token": waiting["token"], "attempt": 1, "chat": 0,
    }))
    .await;
    assert_eq!(bob.next().await["type"], "waiting");
    act(&mut ann, json!({ "act": "admit", "knock": knock["id"] })).await;
    let joined = bob.next().await;
    assert_eq!(
        (&joined["type"], &joined["you"]),
        (&json!("joined"), &json!(2))
    );
}

#[tokio::test]
async fn a_password_opens_its_room_and_no_other() {
    let server = TestServer::start();
    let mut ann = server.join("kitchen", "Ann").await;
    act(
        &mut ann,
        json!({ "act": "set_password", "password": "kata sandi" }),
    )
    .await;
    assert_eq!(ann.next_of("room_rules").await["has_password"], true);

    server
        .connect()
        .await
        .asking(join("kitchen", "Bob"))
        .await
        .expect_end("password_needed", 4000)
        .await;
    for room in ["kitchen", "attic"] {
        server
            .connect()
            .await
            .asking(with_password(room, "kata"))
            .await
            .expect_end("wrong_password", 4000)
            .await;
    }
    let mut bob = server.connect().await;
    bob.send(&with_password("kitchen", "kata sandi")).await;
    assert_eq!(bob.next().await["type"], "joined");
}

#[tokio::test]
async fn whoever_is_removed_is_out_for_good() {
    let server = TestServer::start();
    let mut ann = server.join("kitchen", "Ann").await;
    let mut mallory = server.connect().await;
    mallory.send(&marked("Mallory")).await;
    let joined = mallory.next().await;
    act(
        &mut ann,
        json!({ "act": "remove", "participant": joined["you"] }),
    )
    .await;
    assert_eq!(mallory.next_of("acted").await["act"], "remove");
    mallory.expect_end("removed", 4000).await;
    assert_eq!(ann.next_of("participant_left").await["participant"], 2);

    server
        .connect()
        .await
        .asking(marked("Someone else"))
        .await
        .expect_end("removed", 4000)
        .await;
}

async fn act(client: &mut Client, fields: Value) {
    let mut message = fields;
    message["type"] = json!("act");
    client.send(&message).await;
}

fn with_password(room: &str, password: &str) -> Value {
    let mut join = join(room, "Bob");
    join["password"] = json!(password);
    join
}

fn marked(name: &str) -> Value {
    let mut join = join("kitchen", name);
    join["device"] = json!("AZaz09-_AZaz09-_AZaz09");
    join
}

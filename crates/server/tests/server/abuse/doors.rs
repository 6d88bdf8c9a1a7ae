//! Ways around the doors of a room, and what hosts do by those who are none.

use futures_util::{SinkExt, StreamExt};
use protocol::{ParticipantAct, RoomAct};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::siege::Siege;
use crate::support::client::{Client, join};
use crate::support::soon;

const ROOM: &str = "kitchen";

/// Everything that a host can do, to the first who came where it is to someone.
fn acts() -> Vec<Value> {
    let to_someone = ParticipantAct::ALL.map(|act| json!({ "act": act, "participant": 1 }));
    let to_the_room = RoomAct::ALL.map(|act| json!({ "act": act }));
    let others = [
        json!({ "act": "admit", "knock": 1 }),
        json!({ "act": "deny", "knock": 1 }),
        json!({ "act": "let_back_in", "ban": 1 }),
        json!({ "act": "set_password", "password": "mine" }),
        json!({ "act": "set_host_rule", "host_rule": "nobody" }),
    ];
    let all = to_someone.into_iter().chain(to_the_room).chain(others);
    all.map(|mut act| {
        act["type"] = json!("act");
        act
    })
    .collect()
}

/// What someone who is in a room may say there.
fn words() -> Vec<Value> {
    vec![
        json!({ "type": "signal", "to": 1, "signal": { "generation": 0 } }),
        json!({ "type": "chat", "id": "a", "text": "let me in" }),
        json!({ "type": "set_hand", "raised": true }),
        json!({ "type": "set_recording", "on": true }),
        json!({ "type": "set_publications", "publications": [] }),
        json!({ "type": "react", "reaction": "heart" }),
        json!({ "type": "renew_ice_servers" }),
        json!({ "type": "ask_host_pass" }),
        join(ROOM, "Someone else"),
        json!({
            "type": "resume", "versions": [1], "room": ROOM, "token": "0".repeat(64), "attempt": 1, "received": 0,
            "chat": 0,
        }),
    ]
}

#[tokio::test]
async fn whoever_waits_is_told_nothing_and_does_nothing() {
    let siege = Siege::lay(&[]).await;
    let mut ann = siege.join(1, ROOM).await;
    ann.chat("secret", "secret").await;
    ann.next_of("chat").await;
    ann.send(&json!({ "type": "act", "act": "lock" })).await;
    ann.next_of("room_rules").await;
    for (who, message) in (2..).zip(acts().into_iter().chain(words())) {
        let mut mallory = siege.open(who, &[]).await.unwrap();
        mallory.send(&join(ROOM, "Mallory")).await;
        assert_eq!(mallory.next().await["type"], "waiting", "{message}");
        mallory.send(&message).await;
        for heard in all_of(&mut mallory).await {
            let kind = heard["type"].as_str().unwrap();
            assert!(
                ["error", "pong", "waiting"].contains(&kind),
                "{message}: {heard}"
            );
        }
        drop(mallory);
        for heard in all_of(&mut ann).await {
            assert!(
                ["knocks", "pong"].contains(&heard["type"].as_str().unwrap()),
                "{message}: {heard}"
            );
        }
    }
    drop(ann);
    siege.lift().await;
}

#[tokio::test]
async fn there_is_no_way_around_a_password() {
    let siege = Siege::lay(&[]).await;
    let mut ann = siege.join(1, ROOM).await;
    let password = json!({ "type": "act", "act": "set_password", "password": "kata sandi" });
    ann.send(&password).await;
    ann.next_of("room_rules").await;
    let tries = [
        json!({}),
        json!({ "password": "" }),
        json!({ "password": "kata" }),
        json!({ "password": "kata sandi " }),
        json!({ "password": "Kata Sandi" }),
        json!({ "password": "kata sandi\u{0}" }),
        json!({ "password": null }),
        json!({ "password": true }),
        json!({ "password": ["kata sandi"] }),
        json!({ "password": { "$ne": "" } }),
        json!({ "password": "x".repeat(129) }),
        json!({ "has_password": false, "role": "host" }),
        json!({ "token": "h.host" }),
        json!({ "creates": true, "passes_password": true }),
    ];
    for (who, fields) in (2..).zip(tries) {
        let mut mallory = siege.open(who, &[]).await.unwrap();
        let mut join = join(ROOM, "Mallory");
        let fields = fields.as_object().unwrap().clone();
        join.as_object_mut().unwrap().extend(fields);
        mallory.send(&join).await;
        let heard = heard(&mut mallory).await;
        assert!(!heard.is_empty(), "{join}");
        assert!(
            heard.iter().all(|heard| heard["type"] == "error"),
            "{join}: {heard:?}"
        );
    }
    let resume = words().pop().unwrap();
    let mut mallory = siege.open(99, &[]).await.unwrap();
    mallory.send(&resume).await;
    mallory.expect_error("cannot_resume").await;
    mallory.send(&join(ROOM, "Mallory")).await;
    mallory.expect_end("password_needed", 4000).await;
    assert_eq!(all_of(&mut ann).await.len(), 1);
    drop(ann);
    siege.lift().await;
}

#[tokio::test]
async fn only_hosts_do_what_hosts_do() {
    let siege = Siege::lay(&[]).await;
    let mut ann = siege.join(1, ROOM).await;
    let mut member = siege.join(2, ROOM).await;
    let mut viewer = siege.join(3, ROOM).await;
    let make_viewer = json!({ "type": "act", "act": "make_viewer", "participant": 3 });
    ann.send(&make_viewer).await;
    viewer.next_of("participant_role").await;
    for client in [&mut ann, &mut member, &mut viewer] {
        all_of(client).await;
    }
    for act in acts() {
        for (role, client) in [("member", &mut member), ("viewer", &mut viewer)] {
            client.send(&act).await;
            let heard = all_of(client).await;
            assert_eq!(heard.len(), 2, "{role} {act}: {heard:?}");
            assert_eq!(heard[0]["code"], "not_allowed", "{role} {act}: {heard:?}");
        }
        let mut stranger = siege.open(4, &[]).await.unwrap();
        stranger.send(&act).await;
        stranger.expect_end("not_joined", 4000).await;
        assert_eq!(all_of(&mut ann).await.len(), 1, "{act}");
    }
    drop((ann, member, viewer));
    siege.lift().await;
}

/// All that comes up to the answer to a ping, that included, or to the end.
async fn all_of(client: &mut Client) -> Vec<Value> {
    let ping = json!({ "type": "ping", "received": 0 });
    // The server may have had enough.
    let _ = client.socket.send(Message::text(ping.to_string())).await;
    heard(client).await
}

/// All that comes up to a pong, or to the end.
async fn heard(client: &mut Client) -> Vec<Value> {
    let mut heard = Vec::new();
    while let Some(Ok(frame)) = soon("a message", client.socket.next()).await {
        let Message::Text(text) = frame else { continue };
        let message: Value = serde_json::from_str(&text).unwrap();
        let is_pong = message["type"] == "pong";
        heard.push(message);
        if is_pong {
            break;
        }
    }
    heard
}

//! More, larger or stranger messages than anyone sends.

use futures_util::SinkExt;
use futures_util::future::join_all;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio_tungstenite::tungstenite::Message;

use super::siege::Siege;
use crate::support::client::chat;

#[tokio::test]
async fn frames_above_the_limit() {
    let siege = Siege::lay(&[("TATAP_ROOM_CAPACITY", "50")]).await;
    let large = "x".repeat(4 * 1024 * 1024);
    let floods = (0..20).map(async |who| {
        let mut mallory = siege.join(who, "flood").await;
        // It may be closed before all of it has gone.
        let _ = mallory.socket.send(Message::text(large.as_str())).await;
        mallory.ends().await;
    });
    join_all(floods).await;
    siege.lift().await;
}

#[tokio::test]
async fn messages_in_endless_pieces() {
    let siege = Siege::lay(&[("TATAP_ROOM_CAPACITY", "50")]).await;
    endless_pieces(&siege).await;
    siege.lift().await;
}

#[tokio::test]
async fn deep_json() {
    let siege = Siege::lay(&[]).await;
    let openings = ["[", "{\"a\":", "{\"type\":\"signal\",\"to\":1,\"signal\":["];
    for (n, opening) in openings.into_iter().enumerate() {
        for who in 0..20 {
            // Alone there: the one before is told to have left when it likes.
            let mut mallory = siege.join(who, &format!("flood-{n}-{who}")).await;
            let deep = opening.repeat(60_000 / opening.len());
            mallory.send_text(&deep).await;
            mallory.expect_end("bad_message", 4000).await;
        }
    }
    siege.lift().await;
}

#[tokio::test]
async fn a_flood_of_chat() {
    let siege = Siege::lay(&[]).await;
    let mut listener = siege.join(1, "flood").await;
    let mut mallory = siege.join(2, "flood").await;
    let text = "x".repeat(3_000);
    for n in 0..2_000 {
        let message = chat(&format!("c-{n}"), &text).to_string();
        if mallory.socket.send(Message::text(message)).await.is_err() {
            break;
        }
    }
    mallory.ends().await;
    // Twenty at once and ten a second, however many come.
    listener
        .send(&json!({ "type": "ping", "received": 0 }))
        .await;
    let mut heard = 0;
    loop {
        let message = listener.next().await;
        if message["type"] == "pong" {
            break;
        }
        heard += usize::from(message["type"] == "chat");
    }
    assert!((20..200).contains(&heard), "{heard}");
    drop(listener);
    siege.lift().await;
}

#[tokio::test]
async fn a_flood_of_joins() {
    let siege = Siege::lay(&[
        ("TATAP_ROOM_CAPACITY", "2"),
        ("TATAP_JOINS_PER_MINUTE", "50"),
    ])
    .await;
    let mut refused = 0;
    for _ in 0..200 {
        let mut mallory = siege.open(1, &[]).await.unwrap();
        mallory
            .send(&json!({ "type": "join", "versions": [1], "room": "flood", "name": "M" }))
            .await;
        let answer = mallory.next().await;
        if answer["code"] == "rate_limited" {
            assert!(answer["retry_after"].as_u64().unwrap() > 0);
            refused += 1;
        } else {
            mallory.send(&json!({ "type": "leave" })).await;
            mallory.ends().await;
        }
    }
    assert!((100..=150).contains(&refused), "{refused}");
    siege.lift().await;
}

async fn endless_pieces(siege: &Siege) {
    let floods = (0..30).map(async |who| {
        let size = [0_u8, 1, 100][usize::from(who % 3)];
        let mut mallory = siege.join(who, "flood").await;
        let stream = mallory.socket.get_mut();
        let mut piece = vec![0x01, 0x80 | size, 0, 0, 0, 0];
        piece.extend(vec![b'x'; usize::from(size)]);
        for _ in 0..20_000 {
            if stream.write_all(&piece).await.is_err() {
                break;
            }
            // A continuation from here on.
            piece[0] = 0x00;
        }
    });
    join_all(floods).await;
}

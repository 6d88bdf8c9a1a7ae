//! Coming and going on and on, in good order and not.

use std::ops::Range;

use futures_util::future::join_all;

use super::siege::Siege;

const FAST: [(&str, &str); 4] = [
    ("TATAP_SEAT_GRACE", "0"),
    ("TATAP_JOINS_PER_MINUTE", "100000"),
    ("TATAP_NEW_ROOMS_PER_MINUTE", "100000"),
    ("TATAP_CONNECTIONS_PER_MINUTE", "100000"),
];

#[tokio::test]
async fn two_thousand_joins_that_end_in_resets() {
    let siege = Siege::lay(&FAST).await;
    for n in 0..2_000 {
        let mallory = siege.join(1, &format!("churn-{}", n % 50)).await;
        mallory.socket.get_ref().set_zero_linger().unwrap();
    }
    siege.lift().await;
}

#[tokio::test]
async fn connections_that_are_reset_at_every_point() {
    let siege = Siege::lay(&FAST).await;
    let upgrade = format!(
        "GET /ws HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGF0YXAgdGF0YXAgdGF0YQ==\r\n\r\n",
        siege.address()
    );
    for length in (0..upgrade.len()).chain([upgrade.len(); 200]) {
        let mut stream = siege.connect(1).await;
        let part = &upgrade.as_bytes()[..length];
        tokio::io::AsyncWriteExt::write_all(&mut stream, part)
            .await
            .unwrap();
        stream.set_zero_linger().unwrap();
    }
    siege.lift().await;
}

#[tokio::test]
async fn ten_thousand_strangers_each_from_an_address_of_their_own() {
    let siege = Siege::lay(&[]).await;
    strangers(&siege, 0..100).await;
    siege.lift().await;
}

#[tokio::test]
async fn seats_that_are_left_behind() {
    let siege = Siege::lay(&[
        ("TATAP_SEAT_GRACE", "2"),
        ("TATAP_JOINS_PER_MINUTE", "100000"),
        ("TATAP_NEW_ROOMS_PER_MINUTE", "100000"),
        ("TATAP_MAX_PARTICIPANTS", "300"),
    ])
    .await;
    let mut refused = 0;
    for n in 0..600 {
        let mut mallory = siege.open(1, &[]).await.unwrap();
        let join = crate::support::client::join(&format!("left-{n}"), "Mallory");
        mallory.send(&join).await;
        let answer = mallory.next().await;
        refused += usize::from(answer["code"] == "server_full");
        mallory.socket.get_ref().set_zero_linger().unwrap();
    }
    assert!(refused > 0, "so many seats are kept at most");
    siege.lift().await;
}

/// Hundreds who ask once, a hundred at a time.
async fn strangers(siege: &Siege, hundreds: Range<u16>) {
    for hundred in hundreds {
        let asking = (0..100).map(async |n| {
            let reply = siege.get(hundred * 100 + n, "/api/check", &[]).await;
            assert_eq!(reply.status, 200);
        });
        join_all(asking).await;
    }
}

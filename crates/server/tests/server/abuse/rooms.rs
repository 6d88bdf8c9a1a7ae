//! Rooms that are guessed, and rooms without number.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::json;

use super::siege::Siege;
use crate::support::client::Client;

#[tokio::test]
async fn no_answer_tells_whether_there_is_a_room() {
    let siege = Siege::lay(&[]).await;
    // A room of which everyone has left, one of which everyone is away, and one that never was.
    let mut left = siege.join(1, "left").await;
    left.send(&json!({ "type": "leave" })).await;
    left.ends().await;
    let ask = async |room: &str| siege.get(2, &format!("/api/rooms/{room}"), &[]).await;
    let never = ask("never").await;
    assert_eq!(ask("left").await.body, never.body);
    let room = |text: &str| text.replace("never", "").replace("left", "");
    assert_eq!(room(ask("left").await.text()), room(never.text()));
    siege.lift().await;
}

#[tokio::test]
async fn no_time_tells_whether_there_is_a_room() {
    let siege = Siege::lay(&[("TATAP_QUESTIONS_PER_MINUTE", "100000")]).await;
    let mut left = siege.join(1, "left").await;
    left.send(&json!({ "type": "leave" })).await;
    left.ends().await;
    // In turn, so that what else the machine does concerns both alike.
    let mut times = [Vec::new(), Vec::new()];
    for n in 0..600_u32 {
        let which = usize::from(n % 2 == 1);
        let path = ["/api/rooms/left", "/api/rooms/nope"][which];
        let start = Instant::now();
        assert_eq!(siege.get(2, path, &[]).await.status, 200);
        times[which].push(start.elapsed());
    }
    let [left, never] = times.map(|mut times| {
        times.sort();
        times[times.len() / 2]
    });
    let apart = left.abs_diff(never);
    assert!(
        apart < left / 4 + Duration::from_micros(50),
        "{left:?} {never:?}"
    );
    siege.lift().await;
}

#[tokio::test]
async fn whoever_guesses_on_and_on_gets_no_answers() {
    let siege = Siege::lay(&[("TATAP_QUESTIONS_PER_MINUTE", "100")]).await;
    let mut answered = 0;
    for n in 0..500 {
        let reply = siege.get(1, &format!("/api/rooms/guess-{n}"), &[]).await;
        assert!([200, 429].contains(&reply.status), "{}", reply.status);
        answered += usize::from(reply.status == 200);
    }
    assert!((100..200).contains(&answered), "{answered}");
    siege.lift().await;
}

#[tokio::test]
async fn ten_thousand_rooms() {
    raise_descriptor_limit();
    let siege = Siege::lay(&[
        ("TATAP_LOG", "warn"),
        ("TATAP_MAX_CONNECTIONS", "12000"),
        ("TATAP_MAX_ROOMS", "10001"),
        // Two hundred addresses that use up what they may would now and then use up that of another.
        ("TATAP_NEW_ROOMS_PER_MINUTE", "1000"),
        ("TATAP_SILENCE_TIMEOUT", "3600"),
    ])
    .await;
    fill(&siege).await;
    siege.lift().await;
}

/// Makes rooms until the server takes no more, and leaves them.
async fn fill(siege: &Siege) {
    let mut rooms = Vec::new();
    for address in 0..200 {
        let join = async |n| {
            let room = format!("room-{address}-{n}");
            siege.join(address, &room).await
        };
        rooms.extend(join_all((0..50).map(join)).await);
    }
    let mut refused = siege.open(1_000, &[]).await.unwrap();
    refused
        .send(&json!({ "type": "join", "versions": [1], "room": "too-many", "name": "M" }))
        .await;
    refused.expect_end("server_full", 4000).await;
    let each = siege.resident_kib() / 10_000;
    assert!(
        each < 30,
        "{each} KiB for each room, even without optimization"
    );
    let leave = async |mut room: Client| {
        room.send(&json!({ "type": "leave" })).await;
        room.ends().await;
    };
    join_all(rooms.into_iter().map(leave)).await;
}

fn raise_descriptor_limit() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    assert!(
        most > 11_000,
        "ten thousand sockets take a higher limit of open files than {most}"
    );
    setrlimit(Resource::RLIMIT_NOFILE, most, most).unwrap();
}

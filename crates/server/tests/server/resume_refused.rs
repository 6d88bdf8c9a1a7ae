//! Whoever has no right to a seat does not get it, is told nothing more, and disturbs nobody.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::client::{Client, Memory};

#[tokio::test]
async fn a_token_that_was_exchanged() {
    let scene = Scene::start().await;
    let old = scene.bob.memory.clone();
    let (mut bob, _) = scene.server.resume(old.clone()).await;
    // The first frame shows that the new token has arrived.
    bob.ping().await;
    let mut stolen = Memory {
        attempt: bob.memory.attempt,
        ..old
    };
    scene.with(bob).refuses(stolen.resume()).await;
}

#[tokio::test]
async fn a_token_that_is_used_twice() {
    let scene = Scene::start().await;
    let mut memory = scene.bob.memory.clone();
    let (bob, _) = scene.server.resume(memory.clone()).await;
    // The same frame again, as whoever has recorded it would send it.
    scene.with(bob).refuses(memory.resume()).await;
}

#[tokio::test]
async fn a_token_from_two_sockets_at_once() {
    let scene = Scene::start().await;
    let resume = scene.bob.memory.clone().resume();
    let (mut one, mut two) = (scene.server.connect().await, scene.server.connect().await);
    tokio::join!(one.send(&resume), two.send(&resume));
    let (first, second) = tokio::join!(one.next(), two.next());
    let (winner, mut loser, answer) = if first["type"] == "resumed" {
        (one, two, second)
    } else {
        (two, one, first)
    };
    assert_eq!(answer["code"], "cannot_resume");
    loser.join("hall", "Mallory").await;
    let mut bob = winner;
    bob.id = scene.bob.id;
    scene.with(bob).leaves_undisturbed().await;
}

#[tokio::test]
async fn a_token_whose_owner_has_left() {
    let scene = Scene::start().await;
    let mut eve = scene.server.join("kitchen", "Eve").await;
    let mut scene = scene;
    scene.ann.next().await;
    scene.bob.next().await;
    eve.send(&json!({ "type": "leave" })).await;
    assert_eq!(scene.ann.next().await["type"], "participant_left");
    assert_eq!(scene.bob.next().await["type"], "participant_left");
    scene.refuses(eve.memory.resume()).await;
}

#[tokio::test]
async fn a_token_of_another_room() {
    let scene = Scene::start().await;
    let mut memory = scene.bob.memory.clone();
    memory.room = "bystanders".to_owned();
    let resume = memory.resume();
    memory.room = "nowhere".to_owned();
    let nowhere = memory.resume();
    scene.refuses(resume).await.refuses(nowhere).await;
}

#[tokio::test]
async fn a_token_that_is_cut_short_or_made_up() {
    let mut scene = Scene::start().await;
    let memory = scene.bob.memory.clone();
    let real = memory.token.as_str();
    for token in [
        json!(""),
        json!(real[..63]),
        json!(format!("{real}0")),
        json!(real.to_uppercase().replace(char::is_numeric, "A")),
        json!("0".repeat(64)),
        json!("x".repeat(64)),
        json!("é".repeat(32)),
        json!(7),
        json!(null),
        json!([real]),
    ] {
        let mut resume = memory.clone().resume();
        resume["token"] = token;
        scene = scene.refuses(resume).await;
    }
}

#[tokio::test]
async fn numbers_that_cannot_be() {
    let mut scene = Scene::start().await;
    let resume = |key: &str, value: Value| {
        let mut resume = scene.bob.memory.clone().resume();
        resume[key] = value;
        resume
    };
    let from_the_future = [
        resume("received", json!(1)),
        resume("received", json!(u64::MAX)),
        resume("attempt", json!(0)),
    ];
    let no_numbers = [
        resume("received", json!(-1)),
        resume("attempt", json!("1")),
        resume("attempt", json!(null)),
        resume("chat", json!(0.5)),
    ];
    for resume in from_the_future {
        scene = scene.refuses(resume).await;
    }
    for resume in no_numbers {
        let mut mallory = scene.server.connect().await;
        mallory.send(&resume).await;
        mallory.expect_end("bad_message", 4000).await;
    }
    scene.leaves_undisturbed().await;
}

#[tokio::test]
async fn a_resume_after_the_join() {
    let mut scene = Scene::start().await;
    let resume = scene.bob.memory.clone().resume();
    scene.ann.send(&resume).await;
    scene.ann.expect_error("already_joined").await;
    scene.leaves_undisturbed().await;
}

#[tokio::test]
async fn refusals_do_not_prolong_the_time_to_join() {
    let server = TestServer::with(|config| config.join_timeout = Duration::from_secs(3));
    let started = Instant::now();
    let mut ann = server.connect().await;
    let mut memory = Memory {
        room: "kitchen".to_owned(),
        token: "0".repeat(64),
        ..Memory::default()
    };
    let mut malformed = memory.resume();
    malformed["token"] = json!("0");
    let mut pace = tokio::time::interval(Duration::from_secs(1));
    for resume in [memory.resume(), malformed, memory.resume()] {
        pace.tick().await;
        ann.send(&resume).await;
        ann.expect_error("cannot_resume").await;
    }
    ann.expect_end("join_timeout", 4000).await;
    let took = started.elapsed().as_secs_f64();
    assert!((2.9..4.8).contains(&took), "{took}");
}

/// Ann and Bob in the kitchen, and two in another room.
struct Scene {
    server: TestServer,
    bystanders: crate::support::bystanders::Bystanders,
    ann: Client,
    bob: Client,
}

impl Scene {
    async fn start() -> Self {
        let server = TestServer::start();
        let bystanders = server.bystanders().await;
        let (ann, bob) = server.pair("kitchen").await;
        Self {
            server,
            bystanders,
            ann,
            bob,
        }
    }

    fn with(self, bob: Client) -> Self {
        Self { bob, ..self }
    }

    /// Someone who asks for a seat so is refused, and may join then on the same connection.
    async fn refuses(mut self, resume: Value) -> Self {
        let mut mallory = self.server.connect().await;
        mallory.send(&resume).await;
        mallory.expect_error("cannot_resume").await;
        mallory.join("hall", "Mallory").await;
        mallory.send(&json!({ "type": "leave" })).await;
        assert_eq!(mallory.closed().await.0, 1000);
        self.talk().await;
        self
    }

    async fn leaves_undisturbed(mut self) {
        self.talk().await;
        self.bystanders.are_undisturbed().await;
    }

    async fn talk(&mut self) {
        let (ann, bob) = (&mut self.ann, &mut self.bob);
        ann.signal(bob.id, "v=0").await;
        assert_eq!(bob.next().await["type"], "signal");
        bob.signal(ann.id, "v=0").await;
        assert_eq!(ann.next().await["type"], "signal");
        bob.ping().await;
        ann.ping().await;
    }
}

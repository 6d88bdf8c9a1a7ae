//! Hands, recordings and reactions over real sockets.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::client::Client;
use crate::support::program::Program;
use crate::support::scratch::Scratch;

#[tokio::test]
async fn hands_are_told_to_everyone_in_their_order_and_to_who_comes_later() {
    let server = TestServer::start();
    let (mut ann, mut bob) = server.pair("kitchen").await;
    bob.send(&set_hand(true)).await;
    let raised = json!({ "type": "participant_hand", "roster": 3, "participant": 2, "hand": 1 });
    assert_eq!(ann.next().await, raised);
    assert_eq!(bob.next().await, raised, "who learns the own number");
    ann.send(&set_hand(true)).await;
    assert_eq!(bob.next().await["hand"], 2);
    ann.send(&json!({ "type": "set_recording", "on": true }))
        .await;
    let records = json!({
        "type": "participant_recording", "roster": 5, "participant": 1, "recording": true,
    });
    assert_eq!(bob.next().await, records);

    let mut cem = server.connect().await;
    let joined = cem.join("kitchen", "Cem").await;
    let [first, second] = [0, 1].map(|index| &joined["participants"][index]);
    assert_eq!(
        (&first["hand"], &first["recording"]),
        (&json!(2), &json!(true))
    );
    assert_eq!(
        (&second["hand"], second.get("recording")),
        (&json!(1), None)
    );

    bob.send(&set_hand(false)).await;
    let lowered = json!({ "type": "participant_hand", "roster": 7, "participant": 2 });
    assert_eq!(cem.next().await, lowered);
}

#[tokio::test]
async fn ones_own_hand_outlives_the_connection() {
    let server = TestServer::start();
    let (mut ann, mut bob) = server.pair("kitchen").await;
    bob.send(&set_hand(true)).await;
    ann.next().await;
    bob.next().await;
    let (mut bob, resumed) = server.resume(bob.lose()).await;
    assert_eq!(
        (&resumed["hand"], resumed.get("recording")),
        (&json!(1), None)
    );
    bob.send(&json!({ "type": "leave", "may_return": true }))
        .await;
    bob.closed().await;
    assert_eq!(ann.next().await["type"], "participant_left");
    let (_bob, resumed) = server.resume(bob.lose()).await;
    assert_eq!(resumed["hand"], 1);
    let came = ann.next().await;
    assert_eq!(came["peer"]["hand"], 1, "{came}");
}

#[tokio::test]
async fn a_reaction_is_shown_to_the_others_without_a_number() {
    let server = TestServer::start();
    let (mut ann, mut bob) = server.pair("kitchen").await;
    ann.send(&react("celebrate")).await;
    let shown = bob.next_text().await;
    assert_eq!(
        shown,
        r#"{"type":"reaction","from":1,"reaction":"celebrate"}"#
    );
    ann.ping().await;
}

#[tokio::test]
async fn a_reaction_that_the_server_does_not_know_is_refused_and_the_connection_goes_on() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    let (mut ann, mut bob) = server.pair("kitchen").await;
    for message in [react("levitating"), json!({ "type": "react" })] {
        ann.send(&message).await;
        ann.expect_error("bad_reaction").await;
    }
    ann.send(&react("sad")).await;
    assert_eq!(
        bob.next().await["reaction"],
        "sad",
        "the first that they see"
    );
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_flood_is_refused_and_nobody_else_notices() {
    let server = TestServer::with(|config| config.messages_per_second = 1_000_000);
    let bystanders = server.bystanders().await;
    let (mut ann, mut bob) = server.pair("kitchen").await;
    for number in 0..1_000 {
        ann.send(&set_hand(number % 2 == 0)).await;
        // The answers are read, so that they find a place.
        if number % 100 == 99 {
            let refused = drain(&mut ann).await;
            assert_eq!(refused, BTreeSet::from(["hand_too_fast".to_owned()]));
        }
    }
    for number in 0..30 {
        ann.send(&react("heart")).await;
        let on = number % 2 == 0;
        ann.send(&json!({ "type": "set_recording", "on": on }))
            .await;
    }
    let refused = drain(&mut ann).await;
    for code in ["reaction_too_fast", "recording_too_fast"] {
        assert!(refused.contains(code), "{refused:?}");
    }
    bob.send(&set_hand(true)).await;
    let mut told = Vec::new();
    loop {
        let message = bob.next().await;
        if message["participant"] == bob.id {
            break;
        }
        if message["type"] == "participant_hand" {
            told.push(message.get("hand").is_some());
        }
    }
    assert!((10..500).contains(&told.len()), "{}", told.len());
    let mut turns = told.iter().enumerate();
    assert!(turns.all(|(index, up)| *up == (index % 2 == 0)));
    let mut cem = server.connect().await;
    let joined = cem.join("kitchen", "Cem").await;
    let anns = joined["participants"][0].get("hand").is_some();
    assert_eq!(Some(&anns), told.last(), "the room is as it was told");
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn hands_and_their_order_outlive_a_program_that_is_killed() {
    let scratch = Scratch::new("hands");
    let settings = [("TATAP_DATA_DIR", scratch.text())];
    let program = Program::start(&settings).await;
    let mut ann = program.join("Ann").await;
    let mut bob = program.join("Bob").await;
    bob.send(&set_hand(true)).await;
    assert_eq!(ann.next_of("participant_hand").await["hand"], 1);
    ann.send(&set_hand(true)).await;
    assert_eq!(ann.next().await["hand"], 2);
    ann.send(&json!({ "type": "set_recording", "on": true }))
        .await;
    ann.next_of("participant_recording").await;
    program.kill().await;

    let program = Program::start(&settings).await;
    let (mut ann, resumed) = Client::resume(program.address, ann.lose()).await;
    assert_eq!(
        (&resumed["hand"], &resumed["recording"]),
        (&json!(2), &json!(true))
    );
    assert_eq!(resumed["participants"][0]["hand"], 1);
    ann.send(&set_hand(false)).await;
    ann.send(&set_hand(true)).await;
    ann.next().await;
    assert_eq!(ann.next().await["hand"], 3, "the numbers go on");
}

/// Reads all that the server has to say up to here; returns the codes of what it has refused.
async fn drain(client: &mut Client) -> BTreeSet<String> {
    client
        .send(&json!({ "type": "ping", "received": client.memory.received }))
        .await;
    let mut refused = BTreeSet::new();
    loop {
        let message = client.next().await;
        match message["type"].as_str() {
            Some("pong") => return refused,
            Some("error") => {
                refused.insert(message["code"].as_str().unwrap().to_owned());
            }
            _ => {}
        }
    }
}

fn set_hand(raised: bool) -> Value {
    json!({ "type": "set_hand", "raised": raised })
}

fn react(reaction: &str) -> Value {
    json!({ "type": "react", "reaction": reaction })
}

//! What was acknowledged outlives the program, however it ends.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use futures_util::future::join_all;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::Message;

use crate::support::client::{Client, Memory, chat};
use crate::support::program::Program;
use crate::support::scratch::Scratch;
use crate::support::soon;

const ROUNDS: usize = 10;
const CLIENTS: usize = 4;

/// What the server takes from one seat at once.
const BURST: usize = 20;

/// The messages that were heard: their numbers and ids.
type Heard = BTreeMap<u64, String>;

#[tokio::test]
async fn killed_in_the_middle_of_a_chat_nothing_that_was_heard_is_lost_or_there_twice() {
    let scratch = Scratch::new("crash");
    let settings = [
        ("TATAP_DATA_DIR", scratch.text()),
        ("TATAP_SEAT_GRACE", "3600"),
    ];
    let mut memories = Vec::new();
    let mut heard = Heard::new();
    for round in 0..ROUNDS {
        let program = Program::start(&settings).await;
        let clients = enter(program.address, memories, &heard).await;
        // Another moment in each round.
        let enough = 1 + round * 7;
        let (count, mut counted) = watch::channel(0);
        let talks = clients.into_iter().enumerate().map(|(index, client)| {
            tokio::spawn(talk(client, format!("{round}-{index}"), count.clone()))
        });
        let talks: Vec<_> = talks.collect();
        soon("enough echoes", counted.wait_for(|count| *count >= enough))
            .await
            .unwrap();
        program.kill().await;
        memories = Vec::new();
        for talk in join_all(talks).await {
            let (memory, heard_there) = talk.unwrap();
            for (number, id) in heard_there {
                let before = heard.insert(number, id.clone());
                assert!(
                    before.is_none_or(|before| before == id),
                    "two messages {number}"
                );
            }
            memories.push(memory);
        }
    }
    let program = Program::start(&settings).await;
    enter(program.address, memories, &heard).await;
    assert!(heard.len() > ROUNDS * CLIENTS, "{}", heard.len());
}

/// Everyone comes in, or has the seat again; the history has all that was heard and is still kept.
async fn enter(address: SocketAddr, memories: Vec<Memory>, heard: &Heard) -> Vec<Client> {
    if memories.is_empty() {
        let mut clients = Vec::new();
        for name in ["Ann", "Bob", "Cem", "Dan"] {
            let mut client = Client::connect(address).await;
            client.join("kitchen", name).await;
            clients.push(client);
        }
        return clients;
    }
    let mut clients = Vec::new();
    for mut memory in memories {
        memory.chat = 0;
        let (mut client, _) = Client::resume(address, memory).await;
        let history = history(&mut client).await;
        let first = history.keys().next().expect("something was heard");
        for (number, id) in heard.range(first..) {
            assert_eq!(history.get(number), Some(id), "message {number}");
        }
        let ids: std::collections::BTreeSet<&String> = history.values().collect();
        assert_eq!(ids.len(), history.len(), "an id is there twice");
        assert_eq!(
            history.len(),
            usize::try_from(client.memory.chat + 1 - first).unwrap()
        );
        clients.push(client);
    }
    clients
}

/// Reads all that the server has kept of the chat.
async fn history(client: &mut Client) -> Heard {
    client.send(&json!({ "type": "ping" })).await;
    let mut history = Heard::new();
    loop {
        let message = client.next().await;
        if message["type"] == "pong" {
            return history;
        }
        for message in message["messages"].as_array().into_iter().flatten() {
            note(&mut history, message);
        }
    }
}

/// Says as much as may be said at once, and listens until the connection is gone.
async fn talk(mut client: Client, name: String, count: watch::Sender<usize>) -> (Memory, Heard) {
    for number in 0..BURST {
        let message = chat(&format!("{name}-{number}"), "Is anybody there?").to_string();
        // The server may be gone already.
        let _ = client.socket.feed(Message::text(message)).await;
    }
    let _ = client.socket.flush().await;
    let mut heard = Heard::new();
    while let Some(Ok(Message::Text(text))) = client.socket.next().await {
        let message: Value = serde_json::from_str(&text).unwrap();
        if message["type"] == "chat" {
            note(&mut heard, &message);
            count.send_modify(|count| *count += 1);
        }
    }
    (client.memory, heard)
}

fn note(heard: &mut Heard, message: &Value) {
    let id = message["id"].as_str().unwrap().to_owned();
    let before = heard.insert(message["number"].as_u64().unwrap(), id);
    assert_eq!(before, None);
}

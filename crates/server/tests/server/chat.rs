use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::client::{Client, chat};

#[tokio::test]
async fn everyone_hears_what_is_said_and_who_comes_later_reads_it() {
    let server = TestServer::start();
    let (mut ann, mut bob) = server.pair("kitchen").await;
    ann.chat("a-1", "  Hello\u{0} Bob\n").await;
    let said = ann.next().await;
    let sent_at = said["sent_at"].as_u64().unwrap();
    assert!(sent_at > 1_700_000_000_000, "{sent_at}");
    let expected = json!({
        "type": "chat", "number": 1, "id": "a-1", "from": ann.id, "name": "Ann", "text": "Hello Bob",
        "sent_at": sent_at,
    });
    assert_eq!(said, expected);
    assert_eq!(bob.next().await, expected);
    bob.chat("b-1", "Hello Ann").await;
    assert_eq!(ann.next().await["number"], 2);

    let mut cem = server.join("kitchen", "Cem").await;
    let history = cem.next().await;
    assert_eq!(history["type"], "chat_history");
    assert_eq!(texts(&history), ["Hello Bob", "Hello Ann"]);
}

#[tokio::test]
async fn what_is_said_twice_is_taken_in_once() {
    let server = TestServer::start();
    let (mut ann, mut bob) = server.pair("kitchen").await;
    ann.chat("a-1", "Hello").await;
    let first = ann.next().await;
    let (mut ann, _) = server.resume(ann.lose()).await;
    ann.chat("a-1", "Hello").await;
    assert_eq!(ann.next().await, first);
    ann.chat("a-2", "Bye").await;
    assert_eq!(texts_of_two(&mut bob).await, ["Hello", "Bye"]);
}

#[tokio::test]
async fn who_talks_too_fast_is_told_and_stays() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    let (mut ann, mut bob) = server.pair("kitchen").await;
    for number in 0..40 {
        ann.chat(&format!("a-{number}"), "Hello").await;
    }
    let mut refused = 0;
    let mut taken = 0;
    for _ in 0..40 {
        let answer = ann.next().await;
        if answer["type"] == "chat_refused" {
            assert_eq!(answer["code"], "chat_too_fast");
            refused += 1;
        } else {
            taken += 1;
        }
    }
    assert!((20..30).contains(&taken) && refused > 0, "{taken}");
    for _ in 0..taken {
        assert_eq!(bob.next().await["type"], "chat");
    }
    bob.ping().await;
    ann.ping().await;
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn messages_outside_the_rule() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    for message in [
        chat("", "Hello"),
        chat("A", "Hello"),
        chat(&"a".repeat(65), "Hello"),
        chat("a-1", " \n "),
        chat("a-1", &"é".repeat(4_001)),
        json!({ "type": "chat", "id": "a-1" }),
        json!({ "type": "chat", "id": 1, "text": "Hello" }),
    ] {
        let mut ann = server.join("kitchen", "Ann").await;
        ann.send(&message).await;
        ann.expect_error("bad_chat").await;
        assert_eq!(ann.closed().await, (4000, "bad_chat".to_owned()));
        let (mut ann, _) = server.resume(ann.lose()).await;
        ann.send(&json!({ "type": "leave" })).await;
        ann.closed().await;
    }
    bystanders.are_undisturbed().await;
}

fn texts(history: &Value) -> Vec<&str> {
    let messages = history["messages"].as_array().unwrap().iter();
    messages
        .map(|message| message["text"].as_str().unwrap())
        .collect()
}

async fn texts_of_two(client: &mut Client) -> [String; 2] {
    let mut text = async || client.next().await["text"].as_str().unwrap().to_owned();
    [text().await, text().await]
}

use std::time::Duration;

use serde_json::json;
use tokio::net::TcpStream;

use crate::support::TestServer;
use crate::support::client::Client;

#[tokio::test]
async fn the_first_finds_an_empty_room() {
    let server = TestServer::start();
    let mut ann = server.connect().await;
    let mut joined = ann.join("kitchen", "  Ann   Lee ").await;
    let token = joined.as_object_mut().unwrap().remove("token").unwrap();
    assert_eq!(token.as_str().unwrap().len(), 64);
    let expected = json!({
        "type": "joined", "version": 1, "room": "kitchen", "you": 1, "topology": "mesh", "capacity": 6,
        "ice_servers": [], "role": "host", "roster": 1, "participants": [],
    });
    assert_eq!(joined, expected);
}

#[tokio::test]
async fn each_socket_may_have_an_address_of_its_own() {
    let server = TestServer::start();
    for path in ["/ws/1", "/ws/4294967295", "/ws/7?x"] {
        let stream = TcpStream::connect(server.address).await.unwrap();
        let mut client = Client::at(path, stream, server.address).await;
        client.join("kitchen", "Ann").await;
    }
}

#[tokio::test]
async fn both_hear_of_each_other() {
    let server = TestServer::start();
    let mut ann = server.join("kitchen", "Ann").await;
    let mut bob = server.connect().await;
    let publications = json!([{ "source": "camera", "muted": false, "stream": "s1" }]);
    bob.send(&json!({
        "type": "join", "versions": [7, 1], "room": "kitchen", "name": "Bob", "publications": publications,
        "engine": "firefox",
    }))
    .await;

    let joined = bob.next().await;
    let ann_to_bob = json!({
        "id": 1, "name": "Ann", "publications": [], "polite": true, "engine": "other", "connected": true,
        "role": "host",
    });
    assert_eq!(joined["participants"], json!([ann_to_bob]));
    let bob_to_ann = json!({
        "id": 2, "name": "Bob", "publications": publications, "polite": false, "engine": "firefox", "connected": true,
    });
    let expected =
        json!({ "type": "participant_joined", "roster": joined["roster"], "peer": bob_to_ann });
    assert_eq!(ann.next().await, expected);
}

#[tokio::test]
async fn signals_arrive_as_they_were_sent() {
    let server = TestServer::start();
    let mut ann = server.join("kitchen", "Ann").await;
    let bob = server.join("kitchen", "Bob").await;
    ann.next().await;
    // Nobody's idea of a signal: the server must not have one of its own.
    let signal = r#"{"generation":3,"future":[1.50,"\u00e9"]}"#;
    ann.send_text(&format!(
        r#"{{"signal":{signal},"to":{},"type":"signal"}}"#,
        bob.id
    ))
    .await;

    let mut bob = bob;
    let text = bob.next_text().await;
    assert_eq!(
        text,
        format!(
            r#"{{"seq":1,"type":"signal","from":{},"signal":{signal}}}"#,
            ann.id
        )
    );
}

#[tokio::test]
async fn everyone_else_sees_what_one_publishes() {
    let server = TestServer::start();
    let mut ann = server.join("kitchen", "Ann").await;
    let mut bob = server.join("kitchen", "Bob").await;
    let mut cem = server.join("kitchen", "Cem").await;
    for _ in 0..2 {
        ann.next().await;
    }
    bob.next().await;

    let publications = json!([{ "source": "microphone", "muted": true, "stream": "s" }]);
    ann.send(&json!({ "type": "set_publications", "publications": publications }))
        .await;

    let expected = json!({
        "type": "publications_changed", "roster": 4, "participant": ann.id, "publications": publications,
    });
    assert_eq!(bob.next().await, expected);
    assert_eq!(cem.next().await, expected);
}

#[tokio::test]
async fn leaving_is_told_and_answered_with_a_normal_close() {
    let server = TestServer::start();
    let mut ann = server.join("kitchen", "Ann").await;
    let mut bob = server.join("kitchen", "Bob").await;
    bob.send(&json!({ "type": "leave" })).await;
    assert_eq!(bob.closed().await, (1000, String::new()));
    ann.next().await;
    assert_eq!(
        ann.next().await,
        json!({ "type": "participant_left", "roster": 3, "participant": bob.id })
    );
}

#[tokio::test]
async fn without_a_grace_a_lost_connection_is_a_leave() {
    let server = TestServer::with(|config| config.rooms.seat_grace = Duration::ZERO);
    let mut ann = server.join("kitchen", "Ann").await;
    let bob = server.join("kitchen", "Bob").await;
    ann.next().await;
    drop(bob);
    assert_eq!(
        ann.next().await,
        json!({ "type": "participant_left", "roster": 3, "participant": 2 })
    );
}

#[tokio::test]
async fn a_close_by_the_peer_is_answered() {
    let server = TestServer::with(|config| config.rooms.seat_grace = Duration::ZERO);
    let mut ann = server.join("kitchen", "Ann").await;
    let mut bob = server.join("kitchen", "Bob").await;
    ann.next().await;
    bob.socket.close(None).await.unwrap();
    assert_eq!(ann.next().await["type"], "participant_left");
    assert!(bob.ends().await);
}

//! Who is in a room, as a page asks before one joins.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::{Value, json};
use server::Origin;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

use crate::support::http::{Reply, get, get_until_refused, get_with, parse, request};
use crate::support::{TestServer, soon};

const KITCHEN: &str = "/api/rooms/kitchen";

#[tokio::test]
async fn names_are_told_in_the_order_of_joining_until_their_people_leave() {
    let server = TestServer::with(|config| config.rooms.room_capacity = 4);
    let empty = get(server.address, KITCHEN).await;
    assert_eq!(
        (empty.status, empty.header("cache-control")),
        (200, "no-store")
    );
    assert_eq!(empty.header("content-type"), "application/json");
    assert_eq!(body(&empty), json!({ "participants": [], "capacity": 4 }));

    let mut budi = server.join("kitchen", "Budi").await;
    let ana = server.join("kitchen", "Ana \"A\"").await;
    let _elsewhere = server.join("garden", "Dewi").await;
    let both = json!({ "participants": ["Budi", "Ana \"A\""], "capacity": 4 });
    assert_eq!(body(&get(server.address, KITCHEN).await), both);

    budi.send(&json!({ "type": "leave" })).await;
    budi.next_of("participant_joined").await;
    budi.closed().await;
    let one = json!({ "participants": ["Ana \"A\""], "capacity": 4 });
    assert_eq!(body(&get(server.address, KITCHEN).await), one);
    drop(ana);
}

#[tokio::test]
async fn a_bad_room_name_is_told_as_such() {
    let server = TestServer::start();
    let long = "x".repeat(65);
    for name in ["Kitchen", "a%20b", "%ff", "a.b", "caf%C3%A9", &long] {
        let reply = get(server.address, &format!("/api/rooms/{name}")).await;
        assert_eq!(
            (reply.status, reply.text()),
            (400, r#"{"error":"bad_room"}"#),
            "{name}"
        );
        assert_eq!(reply.header("content-type"), "application/json");
        assert_eq!(reply.header("cache-control"), "no-store");
    }
    for path in ["/api/rooms", "/api/rooms/", "/api/rooms/a/b"] {
        let reply = get(server.address, path).await;
        assert_eq!(
            (reply.status, reply.text()),
            (404, r#"{"error":"not_found"}"#),
            "{path}"
        );
    }
    assert_eq!(
        request(server.address, "POST", KITCHEN, &[]).await.status,
        405
    );
}

#[tokio::test]
async fn pages_that_may_join_may_read_it_and_others_are_refused() {
    let server = TestServer::with(|config| {
        config.frontends = vec![Origin::parse("https://app.example.org").unwrap()];
        config.rates.questions = 6;
    });
    let ask = async |origin| get_with(server.address, KITCHEN, &[("Origin", origin)]).await;
    let same = format!("http://{}", server.address);
    for origin in ["https://app.example.org", "http://localhost:8080", &same] {
        let reply = ask(origin).await;
        assert_eq!(
            (reply.status, reply.header("access-control-allow-origin")),
            (200, origin)
        );
        assert_eq!(reply.header("vary"), "Origin");
    }
    for origin in ["https://evil.example", "null", "http://192.0.2.1:8080"] {
        let reply = ask(origin).await;
        assert_eq!(
            (reply.status, reply.text()),
            (403, r#"{"error":"bad_origin"}"#),
            "{origin}"
        );
        assert_eq!(reply.header("access-control-allow-origin"), "");
    }
    for _ in 0..3 {
        assert_eq!(get(server.address, KITCHEN).await.status, 200);
    }
    let too_many = ask("https://app.example.org").await;
    assert_eq!(
        too_many.header("access-control-allow-origin"),
        "https://app.example.org",
        "the page can read this too"
    );
    assert_eq!(
        too_many.header("access-control-expose-headers"),
        "Retry-After"
    );
    assert_eq!(too_many.status, 429);
}

#[tokio::test]
async fn one_address_may_not_ask_on_and_on() {
    let server = TestServer::with(|config| {
        config.bind = Some(Ipv4Addr::UNSPECIFIED.into());
        config.rates.questions = 5;
    });
    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, server.address.port()));
    let ann = server.join("kitchen", "Ann").await;
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(get(here, KITCHEN).await.status);
    }
    assert_eq!(statuses, [200; 5]);
    let reply = get(here, "/api/rooms/Bad%20Name").await;
    assert_eq!(
        (reply.status, reply.text()),
        (429, r#"{"error":"rate_limited"}"#),
        "whatever is asked for"
    );
    let seconds: u64 = reply.header("retry-after").parse().unwrap();
    assert!((1..=12).contains(&seconds), "{seconds}");
    assert_eq!(get(here, "/healthz").await.status, 200);
    let elsewhere = get_from(Ipv4Addr::new(127, 0, 0, 2), here).await;
    assert_eq!(elsewhere.status, 200);
    drop(ann);
}

#[tokio::test]
async fn asking_disturbs_nobody() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    for _ in 0..200 {
        let reply = get(server.address, "/api/rooms/bystanders").await;
        assert_eq!(
            body(&reply),
            json!({ "participants": ["Cara", "Dan"], "capacity": 6 })
        );
    }
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_server_that_stops_tells_nobody_who_is_in() {
    let server = TestServer::start();
    let address = server.address;
    // Does not answer the close, so the server waits for a while.
    let silent = server.join("kitchen", "Ann").await;
    let stopped = server.stop();
    get_until_refused(address, KITCHEN).await;
    stopped.await.unwrap();
    drop(silent);
}

fn body(reply: &Reply) -> Value {
    assert_eq!(reply.status, 200, "{}", reply.text());
    serde_json::from_slice(&reply.body).unwrap()
}

/// Asks from another address of this machine.
async fn get_from(source: Ipv4Addr, server: SocketAddr) -> Reply {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((source, 0).into()).unwrap();
    let mut stream = socket.connect(server).await.unwrap();
    let head = format!("GET {KITCHEN} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    soon("an answer", stream.read_to_end(&mut bytes))
        .await
        .unwrap();
    parse(&bytes)
}

//! What one address may do in a minute, and that nobody else waits for it.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpSocket, TcpStream};

use crate::support::client::{Client, join};
use crate::support::{TestServer, http, soon};

/// Expects to be told when to come back, and the close.
async fn expect_to_come_back(mut client: Client, code: &str) {
    let error = client.next().await;
    assert_eq!(
        (&error["type"], &error["code"]),
        (&json!("error"), &json!(code)),
        "{error}"
    );
    let wait = error["retry_after"].as_u64().unwrap();
    assert!((1..=60_000).contains(&wait), "{wait}");
    assert_eq!(client.closed().await, (4000, code.to_owned()));
}

/// Connects from another address of this machine.
async fn from_elsewhere(server: &TestServer) -> Client {
    let socket = TcpSocket::new_v4().unwrap();
    let elsewhere = Ipv4Addr::new(127, 0, 0, 2);
    socket.bind((elsewhere, 0).into()).unwrap();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, server.address.port()));
    let stream = socket.connect(address).await.unwrap();
    Client::over(stream, address).await
}

#[tokio::test]
async fn whoever_connects_too_often_is_told_when_to_come_back() {
    let server = TestServer::with(|config| {
        config.bind = Some(Ipv4Addr::UNSPECIFIED.into());
        config.rates.connections = 3;
    });
    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, server.address.port()));
    for _ in 0..3 {
        assert_eq!(http::get(here, "/healthz").await.status, 200);
    }
    let mut refused = TcpStream::connect(here).await.unwrap();
    let mut answer = Vec::new();
    soon("the answer", refused.read_to_end(&mut answer))
        .await
        .unwrap();
    let reply = http::parse(&answer);
    assert_eq!((reply.status, reply.header("retry-after")), (429, "20"));
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    from_elsewhere(&server).await.join("kitchen", "Bob").await;
}

#[tokio::test]
async fn whoever_joins_too_often_is_told_when_to_come_back() {
    let server = TestServer::with(|config| {
        config.bind = Some(Ipv4Addr::UNSPECIFIED.into());
        config.rates.joins = 4;
    });
    // They are two of the four.
    let bystanders = server.bystanders().await;
    let ann = server.join("kitchen", "Ann").await;
    server.join("kitchen", "Bob").await;
    let mut cem = server.connect().await;
    cem.send(&join("kitchen", "Cem")).await;
    expect_to_come_back(cem, "rate_limited").await;
    let (_ann, resumed) = server.resume(ann.lose()).await;
    assert_eq!(resumed["continues"], true, "to come back is free");
    from_elsewhere(&server).await.join("kitchen", "Dan").await;
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn whoever_makes_too_many_rooms_may_still_come_into_others() {
    let server = TestServer::with(|config| {
        config.bind = Some(Ipv4Addr::UNSPECIFIED.into());
        config.rates.new_rooms = 2;
    });
    let bystanders = server.bystanders().await;
    let _ann = server.join("kitchen", "Ann").await;
    let mut bob = server.connect().await;
    bob.send(&join("garden", "Bob")).await;
    expect_to_come_back(bob, "rate_limited").await;
    server.join("kitchen", "Bob").await;
    from_elsewhere(&server).await.join("garden", "Cem").await;
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_password_may_be_tried_so_often_whether_there_is_a_room_or_not() {
    let server = TestServer::with(|config| {
        config.bind = Some(Ipv4Addr::UNSPECIFIED.into());
        config.rates.password_tries = 4;
        config.rates.new_rooms = 2;
    });
    let bystanders = server.bystanders().await;
    let mut ann = server.join("kitchen", "Ann").await;
    ann.send(&json!({ "type": "act", "act": "set_password", "password": "a secret" }))
        .await;
    let told = ann.next().await;
    assert_eq!(told["has_password"], true, "{told}");
    let try_one = async |room: &str| {
        let mut bob = server.connect().await;
        let mut join = join(room, "Bob");
        join["password"] = json!("a guess");
        bob.send(&join).await;
        bob
    };
    for room in ["kitchen", "nowhere", "kitchen", "nowhere"] {
        let answer = try_one(room).await.next().await;
        assert_eq!(answer["code"], "wrong_password", "{answer}");
    }
    for room in ["kitchen", "nowhere"] {
        expect_to_come_back(try_one(room).await, "too_many_tries").await;
    }
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn whoever_asks_for_too_much_is_told_when_to_come_back() {
    let server = TestServer::with(|config| config.rates.requests = 3);
    for path in ["/", "/healthz", "/api/rooms/kitchen"] {
        assert_ne!(http::get(server.address, path).await.status, 429);
    }
    for path in ["/", "/healthz", "/api/rooms/kitchen", "/ws", "/nowhere"] {
        let reply = http::get(server.address, path).await;
        assert_eq!(reply.status, 429, "{path}");
        let seconds: u64 = reply.header("retry-after").parse().unwrap();
        assert!((1..=20).contains(&seconds), "{seconds}");
        assert_eq!(reply.header("access-control-expose-headers"), "Retry-After");
        assert_ne!(reply.header("content-security-policy"), "");
    }
}

#[tokio::test]
async fn those_behind_a_proxy_wait_each_for_themselves() {
    let server = TestServer::with(|config| {
        config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
        config.rates.connections = 2;
        config.rates.checks = 1;
    });
    let come = async |address: &str| {
        Client::connect_with(server.address, &[("X-Forwarded-For", address)]).await
    };
    assert!(come("192.0.2.7").await.is_ok());
    assert!(come("192.0.2.7").await.is_ok());
    assert_eq!(come("192.0.2.7").await.err(), Some(429));
    assert!(come("192.0.2.8").await.is_ok());
    let check = async |address: &str| {
        let headers = [("X-Forwarded-For", address)];
        let reply = http::get_with(server.address, "/api/check", &headers).await;
        (
            reply.status,
            serde_json::from_str::<Value>(reply.text()).unwrap(),
        )
    };
    assert_eq!(check("192.0.2.7").await.1["address"], "192.0.2.7");
    assert_eq!(
        check("192.0.2.7").await,
        (429, json!({ "error": "rate_limited" }))
    );
    assert_eq!(check("192.0.2.8").await.0, 200);
}

#[tokio::test]
async fn a_house_behind_one_address_notices_nothing() {
    let server = TestServer::start();
    let mut family = Vec::new();
    for n in 0..6 {
        // Each opens the page, looks who is in, and asks the network check.
        for path in [
            "/",
            "/a.js",
            "/a.css",
            "/a.wasm",
            "/config.json",
            "/api/check",
        ] {
            assert_ne!(http::get(server.address, path).await.status, 429);
        }
        for _ in 0..10 {
            let preview = http::get(server.address, "/api/rooms/kitchen").await;
            assert_eq!(preview.status, 200);
        }
        family.push(server.join("kitchen", &format!("Ann {n}")).await);
    }
    // The router restarts: all come back at once, twice.
    for _ in 0..2 {
        let memories: Vec<_> = family.drain(..).map(Client::lose).collect();
        for memory in memories {
            family.push(server.resume(memory).await.0);
        }
    }
}

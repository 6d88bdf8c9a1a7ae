use std::net::Ipv4Addr;

use serde_json::json;
use server::Origin;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpSocket, TcpStream};

use crate::support::client::{Client, join};
use crate::support::{TestServer, http, soon};

#[tokio::test]
async fn a_full_room_takes_nobody_until_someone_leaves() {
    let server = TestServer::with(|config| config.rooms.room_capacity = 2);
    let bystanders = server.bystanders().await;
    let mut ann = server.join("kitchen", "Ann").await;
    let mut bob = server.join("kitchen", "Bob").await;
    let mut cem = server.connect().await;
    cem.send(&join("kitchen", "Cem")).await;
    cem.expect_end("room_full", 4000).await;
    bob.send(&json!({ "type": "leave" })).await;
    assert_eq!(ann.next().await["type"], "participant_joined");
    assert_eq!(ann.next().await["type"], "participant_left");
    server.join("kitchen", "Cem").await;
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_full_server_takes_no_new_room() {
    let server = TestServer::with(|config| config.rooms.rooms = 2);
    let bystanders = server.bystanders().await;
    let _ann = server.join("kitchen", "Ann").await;
    let mut bob = server.connect().await;
    bob.send(&join("garden", "Bob")).await;
    bob.expect_end("server_full", 4000).await;
    server.join("kitchen", "Bob").await;
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn one_connection_too_many_is_told_to_come_back() {
    let server = TestServer::with(|config| config.max_connections = 1);
    let ann = server.join("kitchen", "Ann").await;
    let mut refused = TcpStream::connect(server.address).await.unwrap();
    let mut answer = Vec::new();
    soon("the answer", refused.read_to_end(&mut answer))
        .await
        .unwrap();
    let reply = http::parse(&answer);
    assert_eq!((reply.status, reply.header("retry-after")), (503, "10"));
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    assert_eq!(reply.header("access-control-expose-headers"), "Retry-After");
    assert_eq!(reply.header("content-length"), reply.body.len().to_string());
    drop(ann);
}

#[tokio::test]
async fn a_place_is_free_again_when_a_connection_has_ended() {
    let server = TestServer::with(|config| {
        config.max_connections = 1;
        config.rooms.room_capacity = 50;
    });
    let here = format!("http://{}", server.address);
    for _ in 0..20 {
        let mut ann = soon("a free place", async {
            loop {
                if let Ok(client) = Client::connect_from(server.address, &here).await {
                    return client;
                }
            }
        })
        .await;
        ann.join("kitchen", "Ann").await;
        ann.socket.close(None).await.unwrap();
        assert!(ann.ends().await);
    }
}

#[tokio::test]
async fn one_address_cannot_take_every_place() {
    let server = TestServer::with(|config| {
        config.bind = Some(Ipv4Addr::UNSPECIFIED.into());
        config.max_connections_per_address = 2;
    });
    let port = server.address.port();
    let connect = async |last: u8| {
        let socket = TcpSocket::new_v4().unwrap();
        socket
            .bind((Ipv4Addr::new(127, 0, 0, last), 0).into())
            .unwrap();
        let address = (Ipv4Addr::LOCALHOST, port).into();
        let stream = socket.connect(address).await.unwrap();
        let mut client = Client::over(stream, address).await;
        client.join("kitchen", "Ann").await;
        client
    };
    let _taken = [connect(1).await, connect(1).await];
    let reply = http::get((Ipv4Addr::LOCALHOST, port).into(), "/healthz").await;
    assert_eq!((reply.status, reply.header("retry-after")), (429, "10"));
    connect(2).await;
}

#[tokio::test]
async fn pages_of_other_origins_get_no_connection() {
    let server = TestServer::with(|config| {
        config.frontends = vec![Origin::parse("https://app.example.org").unwrap()];
    });
    let same = format!("http://{}", server.address);
    let check = async |origin: &str, expected: Option<u16>| {
        let refused = Client::connect_from(server.address, origin).await.err();
        assert_eq!(refused, expected, "{origin}");
    };
    check(&same, None).await;
    check("https://app.example.org", None).await;
    check("http://localhost:8080", None).await;
    check("https://evil.example", Some(403)).await;
    check("http://192.0.2.1:8080", Some(403)).await;
    check("null", Some(403)).await;
}

//! The server's own STUN and TURN server over real sockets.

use std::net::{Ipv4Addr, TcpListener as StdTcpListener};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};

use crate::support::client::Client;
use crate::support::program::{Program, run};
use crate::support::relay_client::{RelayClient, relay_address};
use crate::support::soon;

const ON: (&str, &str) = ("TATAP_TURN_ADDR", "0");

/// A Binding request (RFC 8489, section 5).
const BINDING: [u8; 20] = [
    0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
];

async fn joined(program: &Program) -> (Client, serde_json::Value) {
    let mut ann = Client::connect(program.address).await;
    let joined = ann.join("kitchen", "Ann").await;
    (ann, joined)
}

#[tokio::test]
async fn participants_are_told_where_it_is() {
    let program = Program::start(&[ON]).await;
    let (_ann, joined) = joined(&program).await;
    let port = relay_address(&joined).port();
    let urls = |server: usize| joined["ice_servers"][server]["urls"].clone();
    assert_eq!(urls(0), json!([format!("stun:127.0.0.1:{port}")]));
    assert_eq!(
        urls(1),
        json!([
            format!("turn:127.0.0.1:{port}?transport=udp"),
            format!("turn:127.0.0.1:{port}?transport=tcp")
        ])
    );
}

#[tokio::test]
async fn a_participant_gets_a_relayed_address_until_they_leave() {
    let program = Program::start(&[ON]).await;
    let (mut ann, joined) = joined(&program).await;
    let mut relay = RelayClient::new(&joined).await;
    assert_eq!(relay.allocate().await, None);
    assert_eq!(relay.refresh().await, None);
    let mut again = RelayClient::new(&joined).await;
    ann.send(&json!({ "type": "leave" })).await;
    soon("the end of the credentials", async {
        while again.allocate().await != Some(401) {
            again = RelayClient::new(&joined).await;
        }
    })
    .await;
    assert_eq!(
        relay.refresh().await,
        Some(401),
        "what was lent is taken back"
    );
}

#[tokio::test]
async fn a_participant_gets_twelve_relayed_addresses() {
    let program = Program::start(&[ON]).await;
    let (_ann, joined) = joined(&program).await;
    for _ in 0..12 {
        assert_eq!(RelayClient::new(&joined).await.allocate().await, None);
    }
    assert_eq!(RelayClient::new(&joined).await.allocate().await, Some(486));
}

#[tokio::test]
async fn ports_that_are_all_taken_are_told_to_the_client() {
    let free = UdpSocket::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let ports = format!("{free}-{free}");
    let program = Program::start(&[ON, ("TATAP_TURN_PORTS", &ports)]).await;
    let (_ann, joined) = joined(&program).await;
    assert_eq!(RelayClient::new(&joined).await.allocate().await, None);
    assert_eq!(RelayClient::new(&joined).await.allocate().await, Some(508));
}

#[tokio::test]
async fn a_stream_of_something_else_ends_and_a_slow_one_is_waited_for() {
    let program = Program::start(&[ON]).await;
    let (_ann, joined) = joined(&program).await;
    let relay = relay_address(&joined);
    for nonsense in [
        &b"GET / HTTP/1.1\r\n\r\n"[..],
        &[0x16, 3, 1, 2, 0, 1, 0, 1],
        &[0x40, 0, 0, 0],
        &[0xff; 64],
    ] {
        let mut stream = TcpStream::connect(relay).await.unwrap();
        stream.write_all(nonsense).await.unwrap();
        let mut rest = Vec::new();
        // It may be reset for what it has not read.
        let _ = soon("the end", stream.read_to_end(&mut rest)).await;
        assert_eq!(rest, [0; 0], "{nonsense:?}");
    }
    let mut stream = TcpStream::connect(relay).await.unwrap();
    for byte in BINDING {
        stream.write_all(&[byte]).await.unwrap();
        stream.flush().await.unwrap();
    }
    let mut answer = [0; 32];
    soon("an answer", stream.read_exact(&mut answer))
        .await
        .unwrap();
    assert_eq!(answer[..2], [1, 1]);
}

#[tokio::test]
async fn a_chosen_address_that_is_taken_is_an_error() {
    let taken = StdTcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = run(&[("PORT", "0"), ("TATAP_TURN_ADDR", &address)]).await;
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains(&format!("TATAP_TURN_ADDR is \"{address}\", but must be ")),
        "{told}"
    );
}

#[tokio::test]
async fn the_usual_port_that_is_taken_is_a_warning() {
    // Whoever has it is as good as this test.
    let _udp = std::net::UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 3478));
    let program = Program::start(&[("TATAP_TURN_ADDR", "")]).await;
    let (_ann, joined) = joined(&program).await;
    assert_eq!(joined["ice_servers"], json!([]));
    program.signal(nix::sys::signal::Signal::SIGTERM);
    let log = String::from_utf8(program.output().await.stderr).unwrap();
    assert!(
        log.contains("set TATAP_TURN_ADDR to one that is free, or to off"),
        "{log}"
    );
}

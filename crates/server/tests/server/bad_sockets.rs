//! Each bad use of a socket ends that socket, and two people in another room talk on undisturbed.

use std::fs::File;
use std::time::Duration;

use futures_util::FutureExt;
use serde_json::json;
use server::WebSource;
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
use tokio::net::{TcpSocket, TcpStream};

use crate::support::client::Client;
use crate::support::http::get;
use crate::support::scratch::Scratch;
use crate::support::{TestServer, soon};

#[tokio::test]
async fn broken_frames() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    let unmasked = b"\x81\x02hi".as_slice();
    let reserved_bits = b"\xf1\x80\x00\x00\x00\x00".as_slice();
    let reserved_opcode = b"\x83\x80\x00\x00\x00\x00".as_slice();
    let continuation_of_nothing = b"\x80\x80\x00\x00\x00\x00".as_slice();
    let fragmented_ping = b"\x09\x80\x00\x00\x00\x00".as_slice();
    let no_utf8 = b"\x81\x82\x00\x00\x00\x00\xff\xfe".as_slice();
    for bytes in [
        unmasked,
        reserved_bits,
        reserved_opcode,
        continuation_of_nothing,
        fragmented_ping,
        no_utf8,
    ] {
        let mut ann = server.join("kitchen", "Ann").await;
        ann.socket.get_mut().write_all(bytes).await.unwrap();
        ann.expect_end("bad_message", 4000).await;
    }
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_message_in_too_many_pieces() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    let mut ann = server.join("kitchen", "Ann").await;
    let piece = |opcode: u8| {
        [
            &[opcode, 0xfe, 0x40, 0x00, 0, 0, 0, 0],
            [b'x'; 0x4000].as_slice(),
        ]
        .concat()
    };
    for opcode in [1, 0, 0, 0, 0] {
        ann.socket
            .get_mut()
            .write_all(&piece(opcode))
            .await
            .unwrap();
    }
    ann.expect_end("message_too_large", 1009).await;
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn half_sent_headers() {
    let server = TestServer::with(|config| config.header_timeout = Duration::from_secs(1));
    let bystanders = server.bystanders().await;
    let half_sent = async |half: &str| {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(half.as_bytes()).await.unwrap();
        soon("the end", stream.read_to_end(&mut Vec::new()))
            .await
            .unwrap();
    };
    tokio::join!(
        half_sent(""),
        half_sent("GET"),
        half_sent("GET / HTTP/1.1\r\nHost: x\r\n"),
        half_sent("GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n"),
    );
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn endless_headers() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    let line = format!("X: {}\r\n", "x".repeat(1000));
    while stream.write_all(line.as_bytes()).await.is_ok() {}
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_request_whose_answer_nobody_reads() {
    let files = Scratch::new("unread");
    let large = File::create(files.path().join("large.bin")).unwrap();
    large.set_len(32 * 1024 * 1024).unwrap();
    let server = TestServer::with(|config| {
        config.header_timeout = Duration::from_millis(200);
        config.max_connections = 3;
        // The test asks as fast as it can.
        config.rates.connections = 1_000_000;
        config.rates.requests = 1_000_000;
        config.web = WebSource::Directory(files.path().to_owned());
    });
    let bystanders = server.bystanders().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let request = b"GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n";
    stream.write_all(request).await.unwrap();
    // As long as it is there, no fourth connection is let in.
    soon("its end", async {
        while get(server.address, "/healthz").await.status == 503 {}
    })
    .await;
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn no_http_at_all() {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream
        .write_all(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    soon("the end", stream.read_to_end(&mut answer))
        .await
        .unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 400"));
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_socket_that_never_speaks() {
    let server = TestServer::with(|config| config.join_timeout = Duration::from_secs(2));
    let bystanders = server.bystanders().await;
    let ann = server.connect().await;
    ann.expect_end("join_timeout", 4000).await;
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_socket_that_speaks_but_never_joins() {
    let server = TestServer::with(|config| config.join_timeout = Duration::from_secs(2));
    let bystanders = server.bystanders().await;
    let mut ann = server.connect().await;
    ann.send_text(r#"{"type":"hello"}"#).await;
    ann.expect_error("unsupported").await;
    ann.expect_end("join_timeout", 4000).await;
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_reader_that_never_reads() {
    let server = TestServer::with(|config| {
        config.messages_per_second = 1_000_000;
        // So that the talker hears of the end at once.
        config.rooms.seat_grace = Duration::ZERO;
    });
    let bystanders = server.bystanders().await;
    let (mut ann, slow) = a_talker_and_a_slow_reader(&server).await;
    flood(&mut ann, slow.id).await;
    // Its window is full, so nothing but a reset can tell it.
    let ready = soon("the reset", slow.socket.get_ref().ready(Interest::ERROR))
        .await
        .unwrap();
    assert!(ready.is_error());
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn a_reader_that_reads_too_late() {
    let server = TestServer::with(|config| {
        config.messages_per_second = 1_000_000;
        // So that the talker hears of the end at once.
        config.rooms.seat_grace = Duration::ZERO;
    });
    let bystanders = server.bystanders().await;
    let (mut ann, mut slow) = a_talker_and_a_slow_reader(&server).await;
    flood(&mut ann, slow.id).await;
    let last = loop {
        let message = slow.next().await;
        if message["type"] != "signal" {
            break message;
        }
    };
    assert_eq!(last["code"], "too_slow");
    assert_eq!(slow.closed().await, (4000, "too_slow".to_owned()));
    bystanders.are_undisturbed().await;
}

async fn a_talker_and_a_slow_reader(server: &TestServer) -> (Client, Client) {
    let mut ann = server.join("kitchen", "Ann").await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(64 * 1024).unwrap();
    let stream = socket.connect(server.address).await.unwrap();
    let mut slow = Client::over(stream, server.address).await;
    slow.join("kitchen", "Bob").await;
    assert_eq!(ann.next().await["type"], "participant_joined");
    (ann, slow)
}

/// Sends until the server says that the receiver is gone: more than all buffers on the way take.
async fn flood(talker: &mut Client, to: u64) {
    let sdp = "x".repeat(60_000);
    for _ in 0..1000 {
        talker.signal(to, &sdp).await;
        tokio::task::yield_now().await;
        if let Some(message) = talker.next().now_or_never() {
            assert_eq!(
                (&message["type"], &message["participant"]),
                (&json!("participant_left"), &json!(to))
            );
            return;
        }
    }
    panic!("60 MB went somewhere");
}

use std::io::ErrorKind;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use protocol::decode_server_message;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, accept_async, client_async};

use super::heard::Heard;
use super::*;

pub(super) const JOINED: &str = "{\"type\":\"joined\",\"version\":1,\"room\":\"tea\",\"you\":2,\"topology\":\"mesh\",\
    \"capacity\":6,\"ice_servers\":[],\"roster\":7,\"participants\":[{\"id\":1,\"name\":\"Ana\",\"publications\":[],\
    \"polite\":true}],\"token\":\"0707070707070707070707070707070707070707070707070707070707070707\"}";
const EVENT: &str = "{\"seq\":1,\"type\":\"participant_connection\",\"roster\":8,\"participant\":1,\"connected\":true}";
const PONG: &str = "{\"type\":\"pong\",\"counter\":0}";

const SOON: Duration = Duration::from_secs(5);
const NEVER: Duration = Duration::from_millis(300);

#[tokio::test]
async fn a_proper_server_passes_everything_on_and_closes_in_order() {
    let (_server, mut client) = server_and_client(Mode::Proper).await;
    assert_eq!(asks(&mut client, "join").await, JOINED);
    assert_eq!(hears(&mut client).await, EVENT);
    assert_eq!(asks(&mut client, "ping").await, PONG);
    client.send(Message::text("leave")).await.unwrap();
    assert_eq!(ends(&mut client).await, Some(CloseCode::Normal));
}

#[tokio::test]
async fn other_requests_go_through_in_every_mode() {
    let server = started().await;
    server.becomes(Mode::Silent);
    let mut client = TcpStream::connect(("127.0.0.1", server.port()))
        .await
        .unwrap();
    client
        .write_all(b"GET /other HTTP/1.1\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
}

#[tokio::test]
async fn a_silent_one_says_nothing_until_it_behaves() {
    let (server, mut client) = server_and_client(Mode::Silent).await;
    client.send(Message::text("join")).await.unwrap();
    assert!(timeout(NEVER, client.next()).await.is_err());
    server.becomes(Mode::Proper);
    assert_eq!(asks(&mut client, "join").await, JOINED);
}

#[tokio::test]
async fn a_silent_one_does_not_tell_that_the_real_one_has_ended_it() {
    let (server, mut client) = joined(Mode::Proper).await;
    assert_eq!(asks(&mut client, "nap").await, PONG);
    server.becomes(Mode::Silent);
    assert!(timeout(NEVER, client.next()).await.is_err());
    server.becomes(Mode::Proper);
    assert_eq!(ends(&mut client).await, None);
}

#[tokio::test]
async fn one_that_never_pongs_says_everything_else() {
    let (_server, mut client) = joined(Mode::NeverPongs).await;
    client.send(Message::text("ping")).await.unwrap();
    assert_eq!(asks(&mut client, "join").await, JOINED);
}

#[tokio::test]
async fn one_that_closes_before_the_join_hears_of_none() {
    let (_server, mut client) = server_and_client(Mode::ClosesBeforeJoin).await;
    assert_eq!(ends(&mut client).await, Some(CloseCode::Error));
}

#[tokio::test]
async fn one_that_closes_or_drops_lets_in_first() {
    for (mode, code) in [
        (Mode::ClosesWhenConnected, Some(CloseCode::Error)),
        (Mode::DropsWhenConnected, None),
    ] {
        let (server, mut client) = server_and_client(mode).await;
        assert_eq!(asks(&mut client, "join").await, JOINED);
        assert_eq!(ends(&mut client).await, code, "{mode:?}");

        server.becomes(Mode::Proper);
        let mut open = client_of(&server).await;
        assert_eq!(asks(&mut open, "join").await, JOINED);
        assert_eq!(hears(&mut open).await, EVENT);
        server.becomes(mode);
        assert_eq!(ends(&mut open).await, code, "{mode:?} later");
    }
}

#[tokio::test]
async fn one_that_drops_on_close_answers_no_closing_handshake() {
    let (_server, mut client) = joined(Mode::DropsOnClose).await;
    assert_eq!(asks(&mut client, "ping").await, PONG);
    client.close(Some(goodbye())).await.unwrap();
    assert_eq!(ends(&mut client).await, None);

    let (_server, mut client) = joined(Mode::DropsOnClose).await;
    client.send(Message::text("leave")).await.unwrap();
    assert_eq!(ends(&mut client).await, None);
}

#[tokio::test]
async fn garbage_comes_at_once_and_for_an_answer() {
    let (_server, mut client) = server_and_client(Mode::Garbage).await;
    for expected in lies::all_garbage() {
        assert_eq!(next(&mut client).await, expected);
    }
    client.send(Message::text("join")).await.unwrap();
    assert_eq!(next(&mut client).await, lies::garbage(0));
    client.send(Message::text("ping")).await.unwrap();
    assert_eq!(next(&mut client).await, lies::garbage(1));
}

#[tokio::test]
async fn wrong_numbers_follow_a_welcome() {
    let (server, mut client) = joined(Mode::Proper).await;
    server.becomes(Mode::WrongNumbers);
    let read = decode_server_message(&hears(&mut client).await).unwrap();
    assert_eq!(read.seq, Some(0));

    let mut another = client_of(&server).await;
    assert_eq!(asks(&mut another, "join").await, JOINED);
    let read = decode_server_message(&hears(&mut another).await).unwrap();
    assert_eq!(read.seq, Some(0));
}

#[tokio::test]
async fn a_flood_comes_before_a_welcome_and_to_whoever_is_there() {
    let (_server, mut client) = server_and_client(Mode::Flood).await;
    client.send(Message::text("join")).await.unwrap();
    let mut before = 0;
    while hears(&mut client).await != JOINED {
        before += 1;
    }
    assert_eq!(before, frames_of_a_flood(&Heard::default()));

    let (server, mut client) = joined(Mode::Proper).await;
    server.becomes(Mode::Flood);
    hears(&mut client).await;
    client.send(Message::text("leave")).await.unwrap();
    let mut heard = Heard::default();
    heard.hear(JOINED);
    assert_eq!(
        1 + until_the_end(&mut client).await,
        frames_of_a_flood(&heard)
    );
}

type Client = WebSocketStream<TcpStream>;

/// In front of a server that answers `join`, `ping` and `leave`, and is gone a moment after a `nap`.
async fn started() -> MisbehavingServer {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream));
        }
    });
    let network = Arc::new(Network::Host { why: String::new() });
    MisbehavingServer::start(&network, port).unwrap()
}

async fn answer(mut stream: TcpStream) {
    let mut first = [0; 9];
    stream.peek(&mut first).await.unwrap();
    if !first.starts_with(b"GET /ws ") {
        let answer = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
        return stream.write_all(answer).await.unwrap();
    }
    let mut socket = accept_async(stream).await.unwrap();
    while let Some(Ok(frame)) = socket.next().await {
        let answers: &[&str] = match frame.to_text() {
            Ok("join") => &[JOINED, EVENT],
            Ok("ping") => &[PONG],
            Ok("nap") => {
                socket.send(Message::text(PONG)).await.unwrap();
                return sleep(NEVER / 2).await;
            }
            Ok("leave") => {
                return socket.close(Some(goodbye())).await.unwrap();
            }
            _ => &[],
        };
        for answer in answers {
            // The client may have gone.
            let _ = socket.send(Message::text(*answer)).await;
        }
    }
}

async fn server_and_client(mode: Mode) -> (MisbehavingServer, Client) {
    let server = started().await;
    server.becomes(mode);
    let client = client_of(&server).await;
    (server, client)
}

/// A client that the server has let in before it began to behave like this.
async fn joined(mode: Mode) -> (MisbehavingServer, Client) {
    let (server, mut client) = server_and_client(Mode::Proper).await;
    assert_eq!(asks(&mut client, "join").await, JOINED);
    assert_eq!(hears(&mut client).await, EVENT);
    server.becomes(mode);
    (server, client)
}

async fn client_of(server: &MisbehavingServer) -> Client {
    let address = format!("localhost:{}", server.port());
    let stream = TcpStream::connect(("127.0.0.1", server.port()))
        .await
        .unwrap();
    client_async(format!("ws://{address}/ws"), stream)
        .await
        .unwrap()
        .0
}

async fn asks(client: &mut Client, what: &str) -> String {
    client.send(Message::text(what)).await.unwrap();
    hears(client).await
}

async fn hears(client: &mut Client) -> String {
    next(client).await.into_text().unwrap().to_string()
}

async fn next(client: &mut Client) -> Message {
    let next = timeout(SOON, client.next()).await.unwrap();
    next.unwrap().unwrap()
}

fn frames_of_a_flood(heard: &Heard) -> usize {
    let frames = (0..lies::ROUNDS).map(|round| lies::flood(heard, round).unwrap().len());
    frames.sum()
}

/// How many messages come before the close.
async fn until_the_end(client: &mut Client) -> usize {
    let mut before = 0;
    while !next(client).await.is_close() {
        before += 1;
    }
    before
}

fn goodbye() -> CloseFrame {
    CloseFrame {
        code: CloseCode::Normal,
        reason: "".into(),
    }
}

/// The code by which the connection ends; `None` where it is reset.
async fn ends(client: &mut Client) -> Option<CloseCode> {
    loop {
        match timeout(SOON, client.next()).await.unwrap() {
            Some(Ok(Message::Close(frame))) => return frame.map(|frame| frame.code),
            Some(Ok(_)) => {}
            Some(Err(Error::Io(error))) if error.kind() == ErrorKind::ConnectionReset => {
                return None;
            }
            other => panic!("{other:?}"),
        }
    }
}

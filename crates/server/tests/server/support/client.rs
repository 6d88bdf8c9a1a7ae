use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::soon;

/// A participant who speaks JSON by hand.
pub(crate) struct Client<S = TcpStream> {
    pub(crate) socket: WebSocketStream<S>,
    /// The id that the server gave, once joined.
    pub(crate) id: u64,
    pub(crate) memory: Memory,
}

/// What a client needs to come back after its connection was lost.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    pub(crate) room: String,
    pub(crate) token: String,
    pub(crate) attempt: u64,
    /// The number of the last event.
    pub(crate) received: u64,
    /// The number of the last chat message.
    pub(crate) chat: u64,
}

impl Memory {
    /// Returns the next attempt to resume.
    pub(crate) fn resume(&mut self) -> Value {
        self.attempt += 1;
        json!({
            "type": "resume", "versions": [1], "room": self.room, "token": self.token, "attempt": self.attempt,
            "received": self.received, "chat": self.chat,
        })
    }

    /// Takes in a message; its number must follow.
    fn note(&mut self, message: &Value, seq: Option<u64>) {
        match message["type"].as_str() {
            Some("joined" | "resumed") => {
                self.room = message["room"].as_str().unwrap().to_owned();
                self.token = message["token"].as_str().unwrap().to_owned();
                if message["continues"] != true {
                    self.received = 0;
                }
            }
            Some("chat") => self.chat = message["number"].as_u64().unwrap(),
            Some("chat_history") => {
                let last = message["messages"].as_array().unwrap().last().unwrap();
                self.chat = last["number"].as_u64().unwrap();
            }
            _ => {}
        }
        if let Some(seq) = seq {
            assert_eq!(seq, self.received + 1, "{message}");
            self.received = seq;
        }
    }
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self::over(TcpStream::connect(address).await.unwrap(), address).await
    }

    pub(crate) async fn over(stream: TcpStream, address: SocketAddr) -> Self {
        Self::at("/ws", stream, address).await
    }

    pub(crate) async fn at(path: &str, stream: TcpStream, address: SocketAddr) -> Self {
        let (socket, _) = client_async(format!("ws://{address}{path}"), stream)
            .await
            .unwrap();
        Self::new(socket)
    }

    /// Connects, and asks for the seat that `memory` is about.
    pub(crate) async fn resume(address: SocketAddr, memory: Memory) -> (Self, Value) {
        let mut client = Self::connect(address).await;
        client.memory = memory;
        let resume = client.memory.resume();
        client.send(&resume).await;
        let resumed = client.next().await;
        assert_eq!(resumed["type"], "resumed", "{resumed}");
        client.id = resumed["you"].as_u64().unwrap();
        (client, resumed)
    }

    /// Tries to connect as a page of `origin`, and returns the status if that is refused.
    pub(crate) async fn connect_from(address: SocketAddr, origin: &str) -> Result<Self, u16> {
        Self::connect_with(address, &[("Origin", origin)]).await
    }

    /// Tries to connect with these headers, and returns the status if that is refused.
    pub(crate) async fn connect_with(
        address: SocketAddr,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, u16> {
        let mut request = format!("ws://{address}/ws").into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let stream = TcpStream::connect(address).await.unwrap();
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(Self::new(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    pub(crate) fn new(socket: WebSocketStream<S>) -> Self {
        Self {
            socket,
            id: 0,
            memory: Memory::default(),
        }
    }

    /// Loses the connection without a word.
    pub(crate) fn lose(self) -> Memory {
        self.memory
    }

    pub(crate) async fn join(&mut self, room: &str, name: &str) -> Value {
        self.send(&join(room, name)).await;
        let joined = self.next().await;
        assert_eq!(joined["type"], "joined", "{joined}");
        self.id = joined["you"].as_u64().unwrap();
        joined
    }

    pub(crate) async fn send(&mut self, message: &Value) {
        self.send_text(&message.to_string()).await;
    }

    pub(crate) async fn send_text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// Sends a message, for what comes of it.
    pub(crate) async fn asking(mut self, message: Value) -> Self {
        self.send(&message).await;
        self
    }

    pub(crate) async fn signal(&mut self, to: u64, sdp: &str) {
        self.send(&signal(to, sdp)).await;
    }

    pub(crate) async fn chat(&mut self, id: &str, text: &str) {
        self.send(&chat(id, text)).await;
    }

    /// Waits until the server has acted on all that was sent; returns the last counter.
    pub(crate) async fn ping(&mut self) -> u64 {
        self.send(&ping(self.memory.received)).await;
        let pong = self.next().await;
        assert_eq!(pong["type"], "pong", "{pong}");
        pong["counter"].as_u64().unwrap()
    }

    /// Returns the next message, without its number, which must follow.
    pub(crate) async fn next(&mut self) -> Value {
        let text = self.next_text().await;
        let frame = protocol::decode_server_message(&text).unwrap();
        assert!(frame.message.is_some(), "{text}");
        let mut message: Value = serde_json::from_str(&text).unwrap();
        message.as_object_mut().unwrap().remove("seq");
        self.memory.note(&message, frame.seq);
        message
    }

    /// Returns the next message of the type, and drops those before it.
    pub(crate) async fn next_of(&mut self, kind: &str) -> Value {
        loop {
            let message = self.next().await;
            if message["type"] == kind {
                return message;
            }
        }
    }

    /// Returns the next message as it came.
    pub(crate) async fn next_text(&mut self) -> String {
        loop {
            match soon("a message", self.socket.next()).await {
                Some(Ok(Message::Text(text))) => return text.to_string(),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("a message was due, not {other:?}"),
            }
        }
    }

    /// Expects an error after which the connection goes on.
    pub(crate) async fn expect_error(&mut self, code: &str) {
        let message = self.next().await;
        assert_eq!(
            (&message["type"], &message["code"]),
            (&json!("error"), &json!(code)),
            "{message}"
        );
    }

    /// Expects an error and the close that goes with it.
    pub(crate) async fn expect_end(mut self, code: &str, close_code: u16) {
        self.expect_error(code).await;
        assert_eq!(self.closed().await, (close_code, code.to_owned()));
    }

    /// Waits until the server has closed the connection; true if in good order.
    pub(crate) async fn ends(mut self) -> bool {
        while let Some(message) = soon("the end", self.socket.next()).await {
            if message.is_err() {
                return false;
            }
        }
        true
    }

    /// Expects the close, and nothing before it; returns its code and reason.
    pub(crate) async fn closed(&mut self) -> (u16, String) {
        loop {
            match soon("the close", self.socket.next()).await {
                Some(Ok(Message::Close(Some(frame)))) => {
                    return (frame.code.into(), frame.reason.to_string());
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("a close was due, not {other:?}"),
            }
        }
    }
}

pub(crate) fn join(room: &str, name: &str) -> Value {
    json!({ "type": "join", "versions": [1], "room": room, "name": name })
}

pub(crate) fn signal(to: u64, sdp: &str) -> Value {
    let description = json!({ "kind": "offer", "sdp": sdp });
    json!({ "type": "signal", "to": to, "signal": { "generation": 0, "description": description } })
}

pub(crate) fn chat(id: &str, text: &str) -> Value {
    json!({ "type": "chat", "id": id, "text": text })
}

pub(crate) fn ping(received: u64) -> Value {
    json!({ "type": "ping", "received": received })
}

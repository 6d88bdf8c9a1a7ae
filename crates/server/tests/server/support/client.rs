use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::soon;

/// A participant who speaks JSON by hand.
pub(crate) struct Client {
    pub(crate) socket: WebSocketStream<TcpStream>,
    /// The id that the server gave, once joined.
    pub(crate) id: u64,
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self::over(TcpStream::connect(address).await.unwrap(), address).await
    }

    pub(crate) async fn over(stream: TcpStream, address: SocketAddr) -> Self {
        let (socket, _) = client_async(format!("ws://{address}/ws"), stream)
            .await
            .unwrap();
        Self { socket, id: 0 }
    }

    /// Tries to connect as a page of `origin`, and returns the status if that is refused.
    pub(crate) async fn connect_from(address: SocketAddr, origin: &str) -> Result<Self, u16> {
        let mut request = format!("ws://{address}/ws").into_client_request().unwrap();
        request
            .headers_mut()
            .insert("Origin", origin.parse().unwrap());
        let stream = TcpStream::connect(address).await.unwrap();
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(Self { socket, id: 0 }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
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

    pub(crate) async fn signal(&mut self, to: u64, sdp: &str) {
        self.send(&signal(to, sdp)).await;
    }

    /// Returns the next message.
    pub(crate) async fn next(&mut self) -> Value {
        serde_json::from_str(&self.next_text().await).unwrap()
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

    /// Expects a ping; it is answered by reading.
    pub(crate) async fn expect_ping(&mut self) {
        match soon("a ping", self.socket.next()).await {
            Some(Ok(Message::Ping(_))) => {}
            other => panic!("a ping was due, not {other:?}"),
        }
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

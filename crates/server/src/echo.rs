use axum::extract::Request;
use axum::response::Response;
use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use crate::stream::Stream;
use crate::upgrade::upgrade;

/// Sends every message back, for conformance tests of the WebSocket itself: without Tatap's own limits.
pub(crate) async fn echo(mut request: Request) -> Response {
    upgrade(&mut request, WebSocketConfig::default(), send_back)
}

async fn send_back(mut socket: WebSocketStream<Stream>) {
    while let Some(Ok(message)) = socket.next().await {
        if (message.is_text() || message.is_binary()) && socket.send(message).await.is_err() {
            return;
        }
    }
}

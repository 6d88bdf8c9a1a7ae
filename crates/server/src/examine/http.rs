use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{
    CONNECTION, HeaderMap, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use axum::http::{Request, StatusCode};
use tokio::time::timeout;

use crate::{Origin, http_client, tls_client};

/// What a server said.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Asks for `path` at `origin`.
///
/// # Errors
///
/// Says in the system's words why nobody answers.
pub(super) async fn get(origin: &Origin, path: &str) -> Result<Answer, String> {
    ask(origin, path, Request::builder()).await
}

/// Begins a WebSocket at `origin`, as its pages would, and leaves it at that.
///
/// # Errors
///
/// Says in the system's words why nobody answers.
pub(super) async fn begin_websocket(origin: &Origin) -> Result<StatusCode, String> {
    let head = Request::builder()
        .header("Origin", origin.to_string())
        .header(CONNECTION, "Upgrade")
        .header(UPGRADE, "websocket")
        .header(SEC_WEBSOCKET_VERSION, "13")
        // Any 16 bytes: what the server makes of them is not looked at.
        .header(SEC_WEBSOCKET_KEY, "dGF0YXAgdGF0YXAgdGF0YQ==");
    ask(origin, "/ws", head).await.map(|answer| answer.status)
}

/// How long a server may take for an answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// More than any answer that is looked into.
const LONGEST_BODY: usize = 64 << 10;

async fn ask(
    origin: &Origin,
    path: &str,
    head: axum::http::request::Builder,
) -> Result<Answer, String> {
    let request = head.uri(path).body(Body::empty());
    let request = request.map_err(|error| error.to_string())?;
    // Between here and here nobody stands; and the certificate is for other names than these.
    let connector = match origin.is_loopback() {
        true => tls_client::careless_connector,
        false => || tls_client::connector(None),
    };
    let asking = http_client::send(origin, connector, request, LONGEST_BODY);
    match timeout(PATIENCE, asking).await {
        Ok(Ok((head, body))) => Ok(Answer {
            status: head.status,
            headers: head.headers,
            body,
        }),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("no answer in time".to_owned()),
    }
}

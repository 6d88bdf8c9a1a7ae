use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{
    CONNECTION, HOST, HeaderMap, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use axum::http::{Request, StatusCode};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::{Origin, tls_client};

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
    let asking = async {
        let stream = TcpStream::connect((origin.host(), origin.port())).await?;
        if origin.is_secure() {
            // Between here and here nobody stands; and the certificate is for other names than these.
            let connector = match origin.is_loopback() {
                true => tls_client::careless_connector()?,
                false => tls_client::connector(None)?,
            };
            let stream = tls_client::begin_with(&connector, origin.host(), stream).await?;
            exchange(stream, origin, path, head).await
        } else {
            exchange(stream, origin, path, head).await
        }
    };
    match timeout(PATIENCE, asking).await {
        Ok(answer) => answer.map_err(|error| error.to_string()),
        Err(_) => Err("no answer in time".to_owned()),
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    origin: &Origin,
    path: &str,
    head: axum::http::request::Builder,
) -> io::Result<Answer> {
    let request = head
        .uri(path)
        .header(HOST, origin.authority())
        .body(Body::empty())
        .map_err(io::Error::other)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(io::Error::other)?;
    let driving = tokio::spawn(connection);
    let answer = sender
        .send_request(request)
        .await
        .map_err(io::Error::other)?;
    let (head, body) = answer.into_parts();
    let body = if head.status == StatusCode::SWITCHING_PROTOCOLS {
        Bytes::new()
    } else {
        // A longer one is as good as none.
        to_bytes(Body::new(body), LONGEST_BODY)
            .await
            .unwrap_or_default()
    };
    driving.abort();
    Ok(Answer {
        status: head.status,
        headers: head.headers,
        body,
    })
}

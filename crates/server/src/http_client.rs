//! What the server asks others by HTTP.

use std::io;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::HOST;
use axum::http::response::Parts;
use axum::http::{Request, StatusCode};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::{Origin, tls_client};

/// Sends a request to `origin`, over TLS by `connector` if that is by https, follows nothing, and reads at most
/// `longest` bytes of what comes.
///
/// # Errors
///
/// Says in the system's words why nobody answers.
pub(crate) async fn send(
    origin: &Origin,
    connector: fn() -> io::Result<TlsConnector>,
    request: Request<Body>,
    longest: usize,
) -> io::Result<(Parts, Bytes)> {
    let stream = TcpStream::connect((origin.host(), origin.port())).await?;
    if origin.is_secure() {
        let stream = tls_client::begin_with(&connector()?, origin.host(), stream).await?;
        exchange(stream, origin, request, longest).await
    } else {
        exchange(stream, origin, request, longest).await
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    origin: &Origin,
    mut request: Request<Body>,
    longest: usize,
) -> io::Result<(Parts, Bytes)> {
    let host = origin.authority().parse().map_err(io::Error::other)?;
    request.headers_mut().insert(HOST, host);
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
        to_bytes(Body::new(body), longest).await.unwrap_or_default()
    };
    driving.abort();
    Ok((head, body))
}

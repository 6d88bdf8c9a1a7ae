use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    CONNECTION, HeaderMap, HeaderName, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, UPGRADE,
};
use axum::http::header::{HeaderValue, SEC_WEBSOCKET_VERSION};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use crate::stream::Stream;

/// Answers the opening handshake (RFC 6455, section 4.2) and hands the WebSocket to `run` in a task of its own.
///
/// axum's own upgrade hides the socket and the kinds of errors, and both are needed to end a connection in good
/// order: to say what was wrong with a frame, and to read on so that the answer arrives.
pub(crate) fn upgrade<R, F>(request: &mut Request, config: WebSocketConfig, run: R) -> Response
where
    R: FnOnce(WebSocketStream<Stream>) -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let accept = match accept_key(request) {
        Ok(accept) => accept,
        Err(refusal) => return refusal.into_response(),
    };
    let upgraded = hyper::upgrade::on(request);
    tokio::spawn(async move {
        let Ok(upgraded) = upgraded.await else { return };
        let Some((stream, read)) = into_parts(upgraded) else {
            return;
        };
        let socket = WebSocketStream::from_partially_read(stream, read, Role::Server, Some(config));
        // In a task of its own: within this one it would take twice the memory for as long as it lasts.
        tokio::spawn(run(socket.await));
    });
    let headers = [
        (CONNECTION, HeaderValue::from_static("Upgrade")),
        (UPGRADE, HeaderValue::from_static("websocket")),
        (SEC_WEBSOCKET_ACCEPT, accept),
    ];
    (StatusCode::SWITCHING_PROTOCOLS, headers, Body::empty()).into_response()
}

/// Takes the socket out of hyper's hands, and lets hyper's buffer of 8 KiB go.
fn into_parts(upgraded: Upgraded) -> Option<(Stream, Vec<u8>)> {
    let parts = upgraded.downcast::<TokioIo<Stream>>().ok()?;
    Some((parts.io.into_inner(), parts.read_buf.to_vec()))
}

type Refusal = (StatusCode, [(HeaderName, &'static str); 2], &'static str);

fn accept_key(request: &Request) -> Result<HeaderValue, Refusal> {
    let headers = request.headers();
    let refusal = |status, text| -> Refusal {
        (
            status,
            [(SEC_WEBSOCKET_VERSION, "13"), (UPGRADE, "websocket")],
            text,
        )
    };
    if request.method() != Method::GET || !has_token(headers, &UPGRADE, "websocket") {
        return Err(refusal(
            StatusCode::UPGRADE_REQUIRED,
            "This address is for WebSocket connections.\n",
        ));
    }
    if !has_token(headers, &CONNECTION, "upgrade") {
        let text =
            "The header \"Connection: upgrade\" is missing; a proxy in between must pass it on.\n";
        return Err(refusal(StatusCode::BAD_REQUEST, text));
    }
    if headers
        .get(SEC_WEBSOCKET_VERSION)
        .is_none_or(|version| version != "13")
    {
        return Err(refusal(
            StatusCode::UPGRADE_REQUIRED,
            "The version of the WebSocket protocol must be 13.\n",
        ));
    }
    let key = headers.get(SEC_WEBSOCKET_KEY).filter(|key| key.len() == 24);
    key.and_then(|key| HeaderValue::from_str(&derive_accept_key(key.as_bytes())).ok())
        .ok_or_else(|| {
            refusal(
                StatusCode::BAD_REQUEST,
                "The header Sec-WebSocket-Key is missing or wrong.\n",
            )
        })
}

fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    let values = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .any(|part| part.trim().eq_ignore_ascii_case(token))
}

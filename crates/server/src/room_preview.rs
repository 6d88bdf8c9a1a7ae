use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, HeaderMap, HeaderValue, ORIGIN,
    RETRY_AFTER, VARY,
};
use axum::response::{IntoResponse, Response};
use protocol::RoomId;

use crate::api::json;
use crate::connection_limits::Peer;
use crate::refusal::Reason;
use crate::router::{App, is_welcome};

/// Says who is in a room, to a page that may come in.
pub(crate) async fn preview(
    State(app): State<Arc<App>>,
    room: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    if !is_welcome(&app, &request) {
        return Refusal::BadOrigin.into_response();
    }
    let readable = readable(request.headers());
    let room = match admitted(&app, room, &request) {
        Ok(room) => room,
        Err(refusal) => return (readable, refusal).into_response(),
    };
    match app.hub.preview(room).await {
        Some(preview) => (readable, json(&serde_json::json!(preview))).into_response(),
        None => (readable, Refusal::Stopping).into_response(),
    }
}

/// Why nobody is told who is in a room.
#[derive(Debug)]
enum Refusal {
    BadOrigin,
    BadRoom,
    Stopping,
    /// More was asked than one address may; it may ask again after that time.
    TooMany(Duration),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code, retry_after) = match self {
            Self::BadOrigin => (StatusCode::FORBIDDEN, "bad_origin", None),
            Self::BadRoom => (StatusCode::BAD_REQUEST, "bad_room", None),
            Self::Stopping => (
                StatusCode::SERVICE_UNAVAILABLE,
                "going_away",
                Some(Reason::Stopping.retry_after().to_owned()),
            ),
            Self::TooMany(wait) => (
                StatusCode::TOO_MANY_REQUESTS,
                "rate_limited",
                Some(whole_seconds(wait)),
            ),
        };
        let body = json(&serde_json::json!({ "error": code }));
        match retry_after {
            Some(seconds) => (status, [(RETRY_AFTER, seconds)], body).into_response(),
            None => (status, body).into_response(),
        }
    }
}

/// The room that is asked for, if the question may be asked.
fn admitted(
    app: &App,
    room: Result<Path<String>, PathRejection>,
    request: &Request,
) -> Result<RoomId, Refusal> {
    if let Some(peer) = request.extensions().get::<Arc<Peer>>() {
        app.preview_limits
            .admit(peer.address, Instant::now())
            .map_err(Refusal::TooMany)?;
    }
    if app.is_stopping() {
        return Err(Refusal::Stopping);
    }
    room.ok()
        .and_then(|Path(name)| RoomId::parse(&name).ok())
        .ok_or(Refusal::BadRoom)
}

/// Lets the page that asks read the answer, and when to come back; it is one that may join as well.
fn readable(asking: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::from_iter([(VARY, HeaderValue::from_static("Origin"))]);
    if let Some(origin) = asking.get(ORIGIN) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("Retry-After"),
        );
    }
    headers
}

/// Rounds up: whoever comes back then need not come twice.
fn whole_seconds(wait: Duration) -> String {
    wait.as_millis().div_ceil(1_000).max(1).to_string()
}

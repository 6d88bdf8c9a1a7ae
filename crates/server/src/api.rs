use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    ORIGIN, RETRY_AFTER, VARY,
};
use axum::response::{IntoResponse, Response};

use utoipa::ToSchema;

use crate::Origin;
use crate::refusal::{self, Reason};
use crate::router::App;

/// That the server serves, or stops.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is described here, and written by `health`")]
pub(crate) struct Health {
    #[schema(pattern = "^(ok|stopping)$")]
    status: String,
    version: String,
}

/// Whether calls can be relayed.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is described here, and written by `ready`")]
pub(crate) struct Ready {
    #[schema(pattern = "^(ready|not_ready|draining|stopping)$")]
    status: String,
}

/// Says that the server serves, or that it stops and when to ask again.
///
/// Any page may read it: a browser does not tell a page why its WebSocket was refused.
#[utoipa::path(
    get,
    path = "/healthz",
    responses(
        (status = 200, description = "The server serves.", body = Health),
        (status = 503, description = "The server is stopping.", body = Health),
    )
)]
pub(crate) async fn health(State(app): State<Arc<App>>) -> Response {
    let version = env!("CARGO_PKG_VERSION");
    if !app.is_stopping() {
        let body = serde_json::json!({ "status": "ok", "version": version });
        return (refusal::READABLE, json(&body)).into_response();
    }
    let body = serde_json::json!({ "status": "stopping", "version": version });
    let retry = [(RETRY_AFTER, Reason::Stopping.retry_after())];
    (
        StatusCode::SERVICE_UNAVAILABLE,
        refusal::READABLE,
        retry,
        json(&body),
    )
        .into_response()
}

/// Says whether calls can be relayed, which is tried through the real sockets; a server that stops, or takes
/// no new rooms, is not ready.
#[utoipa::path(
    get,
    path = "/readyz",
    responses(
        (status = 200, description = "Calls can be relayed, or need no relay.", body = Ready),
        (status = 503, description = "They cannot, or the server is stopping or being drained.", body = Ready),
    )
)]
pub(crate) async fn ready(State(app): State<Arc<App>>) -> Response {
    if app.is_stopping() {
        let retry = [(RETRY_AFTER, Reason::Stopping.retry_after())];
        let body = json(&serde_json::json!({ "status": "stopping" }));
        return (StatusCode::SERVICE_UNAVAILABLE, retry, body).into_response();
    }
    if app.hub.is_draining() {
        let body = json(&serde_json::json!({ "status": "draining" }));
        return (StatusCode::SERVICE_UNAVAILABLE, body).into_response();
    }
    let answer = app.readiness.answer().await;
    let status = if answer.is_ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, json(&answer.body)).into_response()
}

/// Tells the web app where its server is: here, if the page came from here.
pub(crate) async fn web_config() -> Response {
    json(&serde_json::json!({})).into_response()
}

/// Answers what no part of the API answers.
pub(crate) async fn unknown(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let body = serde_json::json!({ "error": "not_found" });
    (
        StatusCode::NOT_FOUND,
        cors(&headers, &app.frontends),
        json(&body),
    )
        .into_response()
}

pub(crate) type Json = ([(HeaderName, &'static str); 2], String);

/// Writes an answer that nobody may keep.
pub(crate) fn json(body: &serde_json::Value) -> Json {
    (
        [
            (CONTENT_TYPE, "application/json"),
            (CACHE_CONTROL, "no-store"),
        ],
        body.to_string(),
    )
}

/// Lets the pages of a separately hosted interface read the answer (Fetch standard, section 3.3).
fn cors(headers: &HeaderMap, frontends: &[Origin]) -> HeaderMap {
    let mut added = HeaderMap::from_iter([(VARY, HeaderValue::from_static("Origin"))]);
    let Some(asking) = headers.get(ORIGIN) else {
        return added;
    };
    let origin = asking.to_str().ok().and_then(Origin::parse);
    if origin.is_some_and(|origin| frontends.contains(&origin)) {
        added.insert(ACCESS_CONTROL_ALLOW_ORIGIN, asking.clone());
    }
    added
}

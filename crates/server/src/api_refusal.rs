use axum::http::StatusCode;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, HeaderMap, HeaderValue, ORIGIN,
    RETRY_AFTER, VARY,
};
use axum::response::{IntoResponse, Response};

use crate::address_rate::RetryAfter;
use crate::api::json;
use crate::refusal::Reason;

/// Why a page gets no answer.
#[derive(Debug)]
pub(crate) enum Refusal {
    BadOrigin,
    BadRoom,
    Stopping,
    /// More was asked than one address may; it may ask again after that time.
    TooMany(RetryAfter),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code, retry_after) = match self {
            Self::BadOrigin => (StatusCode::FORBIDDEN, "bad_origin", None),
            Self::BadRoom => (StatusCode::BAD_REQUEST, "bad_room", None),
            Self::Stopping => (
                StatusCode::SERVICE_UNAVAILABLE,
                "going_away",
                Some(Reason::Stopping.retry_after()),
            ),
            Self::TooMany(wait) => (
                StatusCode::TOO_MANY_REQUESTS,
                "rate_limited",
                Some(wait.seconds()),
            ),
        };
        let body = json(&serde_json::json!({ "error": code }));
        match retry_after {
            Some(seconds) => (status, [(RETRY_AFTER, seconds)], body).into_response(),
            None => (status, body).into_response(),
        }
    }
}

/// Lets the page that asks read the answer, and when to come back; it is one that may join as well.
pub(crate) fn readable(asking: &HeaderMap) -> HeaderMap {
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

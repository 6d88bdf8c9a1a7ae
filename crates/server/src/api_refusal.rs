use axum::http::StatusCode;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, HeaderMap, HeaderValue, ORIGIN,
    RETRY_AFTER, VARY, WWW_AUTHENTICATE,
};
use axum::response::{IntoResponse, Response};
use doors::InvitesError;

use crate::address_rate::RetryAfter;
use crate::api::json;
use crate::refusal::Reason;

/// Why a page gets no answer.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// There is no such id.
    BadInviteId,
    BadOrigin,
    /// The body is no description of what is asked for; why, in the words of whoever reads it.
    BadRequest(String),
    BadRoom,
    Invites(InvitesError),
    NotFound,
    NotJson,
    Stopping,
    TooLarge,
    /// More was asked than one address may; it may ask again after that time.
    TooMany(RetryAfter),
    /// No token, or none that may ask.
    Unauthorized,
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::BadInviteId | Self::BadRequest(_) | Self::BadRoom => StatusCode::BAD_REQUEST,
            Self::BadOrigin | Self::Invites(InvitesError::OtherRoom) => StatusCode::FORBIDDEN,
            Self::Invites(InvitesError::Unknown) | Self::NotFound => StatusCode::NOT_FOUND,
            Self::Invites(InvitesError::Full) => StatusCode::CONFLICT,
            Self::Invites(InvitesError::Rule(_) | InvitesError::TooLongForHosts) => {
                StatusCode::BAD_REQUEST
            }
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Stopping => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::BadInviteId => "bad_id",
            Self::BadOrigin => "bad_origin",
            Self::BadRequest(_) => "bad_request",
            Self::BadRoom => "bad_room",
            Self::Invites(InvitesError::OtherRoom) => "other_room",
            Self::Invites(InvitesError::Unknown) | Self::NotFound => "not_found",
            Self::Invites(InvitesError::Full) => "too_many_invites",
            Self::Invites(InvitesError::Rule(_) | InvitesError::TooLongForHosts) => "bad_invite",
            Self::NotJson => "not_json",
            Self::Stopping => "going_away",
            Self::TooLarge => "too_large",
            Self::TooMany(_) => "rate_limited",
            Self::Unauthorized => "unauthorized",
        }
    }

    /// What whoever writes the program that asks should read.
    fn detail(&self) -> Option<String> {
        match self {
            Self::BadRequest(detail) => Some(detail.clone()),
            Self::Invites(error) => Some(error.to_string()),
            Self::BadInviteId
            | Self::BadOrigin
            | Self::BadRoom
            | Self::NotFound
            | Self::NotJson
            | Self::Stopping
            | Self::TooLarge
            | Self::TooMany(_)
            | Self::Unauthorized => None,
        }
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let retry_after = match self {
            Self::Stopping => HeaderValue::from(Reason::Stopping.retry_after()),
            Self::TooMany(wait) => HeaderValue::from(wait.seconds()),
            Self::Unauthorized => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
                return headers;
            }
            Self::BadInviteId
            | Self::BadOrigin
            | Self::BadRequest(_)
            | Self::BadRoom
            | Self::Invites(_)
            | Self::NotFound
            | Self::NotJson
            | Self::TooLarge => return headers,
        };
        headers.insert(RETRY_AFTER, retry_after);
        headers
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = serde_json::json!({ "error": self.code() });
        if let Some(detail) = self.detail() {
            body["detail"] = detail.into();
        }
        (self.status(), self.headers(), json(&body)).into_response()
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

use std::sync::Arc;

use ::doors::{Cookie, ReturnPath};
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, HeaderMap, HeaderValue, LOCATION, SET_COOKIE};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Answer, SignInDesk, SignInError};
use crate::api::json;
use crate::api_refusal::{Refusal, readable};
use crate::openapi::{ApiError, UsualRefusals};
use crate::router::{App, is_welcome};

/// Who somebody is for this server.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    /// True if people can sign in here.
    sign_in: bool,
    /// True if this one has.
    signed_in: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    name: Option<protocol::DisplayName>,
}

/// Sends somebody to the identity provider.
#[utoipa::path(
    get,
    path = "/auth/login",
    params(("return" = Option<String>, Query, description = "Where to go after that: an address within the web app.")),
    responses(
        (status = 303, description = "To the identity provider, or back with `?sign_in=` and what went wrong."),
        (status = 404, description = "Nobody signs in here.", body = ApiError),
        UsualRefusals,
    )
)]
pub(crate) async fn login(State(app): State<Arc<App>>, request: Request) -> Response {
    let desk = match admitted(&app, &request) {
        Ok(desk) => desk,
        Err(refusal) => return refusal.into_response(),
    };
    let return_to = asked_return(request.uri());
    match desk.begin(return_to.clone(), app.doors.now()).await {
        Ok((address, cookie)) => redirect(&address, &[cookie]),
        Err(error) => failed(&return_to, &error, &[]),
    }
}

/// Takes in somebody who comes back from there.
#[utoipa::path(
    get,
    path = "/auth/callback",
    params(
        ("code" = Option<String>, Query),
        ("state" = Option<String>, Query),
        ("error" = Option<String>, Query),
        ("iss" = Option<String>, Query),
    ),
    responses(
        (status = 303, description = "Back to where the sign-in began, with `?sign_in=` if something went wrong."),
        (status = 404, description = "Nobody signs in here.", body = ApiError),
        UsualRefusals,
    )
)]
pub(crate) async fn callback(State(app): State<Arc<App>>, request: Request) -> Response {
    let desk = match admitted(&app, &request) {
        Ok(desk) => desk,
        Err(refusal) => return refusal.into_response(),
    };
    let (headers, now) = (request.headers(), app.doors.now());
    let gone = desk.without(Cookie::SignIn);
    let Some(begun) = desk.begun(headers, now) else {
        return failed(&ReturnPath::new("/"), &SignInError::Unknown, &[]);
    };
    let answer = Answer::of_query(request.uri().query().unwrap_or_default());
    match desk.finish(&begun, answer, headers, now).await {
        Ok(cookie) => redirect(begun.return_to.as_str(), &[gone, cookie]),
        Err(error) => failed(&begun.return_to, &error, &[gone]),
    }
}

/// Forgets who somebody is; a page of another site cannot ask for that.
#[utoipa::path(
    post,
    path = "/auth/logout",
    responses(
        (status = 204, description = "They are signed out."),
        (status = 404, description = "Nobody signs in here.", body = ApiError),
        UsualRefusals,
    )
)]
pub(crate) async fn logout(State(app): State<Arc<App>>, request: Request) -> Response {
    if !is_welcome(&app, &request) {
        return Refusal::BadOrigin.into_response();
    }
    let Some(desk) = app.doors.desk() else {
        return Refusal::NotFound.into_response();
    };
    desk.end(request.headers());
    let cookies = with_cookies(&[desk.without(Cookie::Session)]);
    (StatusCode::NO_CONTENT, cookies).into_response()
}

/// Says who somebody is, and gives a new token for one that is old.
#[utoipa::path(
    get,
    path = "/api/me",
    responses((status = 200, description = "Who the cookie is of.", body = Me), UsualRefusals)
)]
pub(crate) async fn me(State(app): State<Arc<App>>, request: Request) -> Response {
    if !is_welcome(&app, &request) {
        return Refusal::BadOrigin.into_response();
    }
    let headers = request.headers();
    let user = app.doors.user(headers);
    let desk = app.doors.desk();
    let rotated = desk.and_then(|desk| desk.rotated(headers, app.doors.now()));
    let me = Me {
        sign_in: desk.is_some(),
        signed_in: user.is_some(),
        name: user.and_then(|user| user.name),
    };
    let cookies = with_cookies(rotated.as_slice());
    (readable(headers), cookies, json(&serde_json::json!(me))).into_response()
}

fn admitted<'a>(app: &'a App, request: &Request) -> Result<&'a SignInDesk, Refusal> {
    let desk = app.doors.desk().ok_or(Refusal::NotFound)?;
    app.count_question(request).map(|()| desk)
}

fn asked_return(uri: &Uri) -> ReturnPath {
    let query = uri.query().unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let asked = pairs.find(|(name, _)| name == "return");
    ReturnPath::new(&asked.map_or("/".into(), |(_, value)| value))
}

/// Sends somebody back whence they came, with a word that the web app understands.
fn failed(return_to: &ReturnPath, error: &SignInError, cookies: &[String]) -> Response {
    tracing::warn!(%error, "somebody could not sign in");
    let path = return_to.as_str();
    let mark = if path.contains('?') { '&' } else { '?' };
    redirect(&format!("{path}{mark}sign_in={}", error.code()), cookies)
}

fn redirect(address: &str, cookies: &[String]) -> Response {
    let mut headers = with_cookies(cookies);
    let Ok(address) = HeaderValue::from_str(address) else {
        return Refusal::NotFound.into_response();
    };
    headers.insert(LOCATION, address);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (StatusCode::SEE_OTHER, headers).into_response()
}

fn with_cookies(cookies: &[String]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for cookie in cookies {
        if let Ok(cookie) = HeaderValue::from_str(cookie) {
            headers.append(SET_COOKIE, cookie);
        }
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_read_from_the_query() {
        let check = |uri: &'static str, expected: &str| {
            let path = asked_return(&Uri::from_static(uri));
            assert_eq!(path.as_str(), expected, "{uri}");
        };
        check("/auth/login", "/");
        check("/auth/login?return=%2Fr%2Fkitchen", "/r/kitchen");
        check("/auth/login?x=1&return=/r/tea", "/r/tea");
        check("/auth/login?return=https%3A%2F%2Fevil.example", "/");
        check("/auth/login?return=%2F%2Fevil.example", "/");
        check("/auth/login?return=%2F%09%2Fevil.example", "/");
    }

    #[test]
    fn what_went_wrong_is_said_beside_the_way_back() {
        let location = |path: &str| {
            let response = failed(&ReturnPath::new(path), &SignInError::Unknown, &[]);
            response.headers()[LOCATION].to_str().unwrap().to_owned()
        };
        assert_eq!(location("/r/kitchen"), "/r/kitchen?sign_in=expired");
        assert_eq!(location("/r/a?b=c"), "/r/a?b=c&sign_in=expired");
    }
}

use std::sync::Arc;

use ::doors::{Invite, InviteId, Inviter};
use axum::body::{Body, to_bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE,
    AUTHORIZATION, CONTENT_TYPE, HeaderMap, ORIGIN,
};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use protocol::RoomId;
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Serialize;

use crate::Origin;
use crate::api::{Json, json};
use crate::api_refusal::{Refusal, readable};
use crate::doors::invite_view::{InviteList, InviteView, MadeInvite, NewInvite};
use crate::openapi::{ApiError, UsualRefusals};
use crate::router::{App, is_welcome};

/// More than any description of an invite takes.
const LONGEST_BODY: usize = 4 * 1024;

/// How long a browser may remember that it may ask, in seconds.
const PREFLIGHT_AGE: &str = "600";

/// Makes an invite.
#[utoipa::path(
    post,
    path = "/api/invites",
    security(("bearer" = [])),
    request_body = NewInvite,
    responses(
        (status = 201, description = "It is made; its token is told this once.", body = MadeInvite),
        (status = 400, description = "There can be no such invite.", body = ApiError),
        (status = 401, description = "There is no bearer token that may ask.", body = ApiError),
        (status = 409, description = "As many invites are known as can be.", body = ApiError),
        (status = 413, description = "No description of an invite is that long.", body = ApiError),
        (status = 415, description = "It is not JSON.", body = ApiError),
        UsualRefusals,
    )
)]
pub(crate) async fn make(State(app): State<Arc<App>>, request: Request) -> Response {
    answer(&app, request, async |inviter, request| {
        let headers = request.headers().clone();
        let new = read(request).await?;
        let mut id = [0; InviteId::BYTES];
        getrandom::fill(&mut id).map_err(|_| Refusal::Stopping)?;
        let name = new.name().map_err(Refusal::BadRequest)?;
        let made = app.doors.change(|keeper, now| {
            let rule = new.rule(name, now)?;
            let (invite, token) = keeper.invite(&inviter, InviteId::new(id), rule, now)?;
            let record = keeper.ledger.get(invite.id);
            let view = record.map(|record| InviteView::new(record, false));
            Ok(view.map(|view| (view, Invite::path(&invite.rule.room, &token), token)))
        });
        let made = made.await.map_err(Refusal::Invites)?;
        let (invite, path, token) = made.ok_or(Refusal::Stopping)?;
        let url = home(&app, &headers).map(|home| format!("{home}{path}"));
        let body = MadeInvite {
            invite,
            token,
            path,
            qr: url.as_deref().and_then(picture),
            url,
        };
        Ok((StatusCode::CREATED, told(&body)).into_response())
    })
    .await
}

/// Lists the invites of a room.
#[utoipa::path(
    get,
    path = "/api/invites",
    security(("bearer" = [])),
    params(("room" = String, Query, pattern = "^[a-z0-9-]{1,64}$")),
    responses(
        (status = 200, description = "Those that are not over, without their tokens.", body = InviteList),
        (status = 400, description = "No room can have this name.", body = ApiError),
        (status = 401, description = "There is no bearer token that may ask.", body = ApiError),
        UsualRefusals,
    )
)]
pub(crate) async fn list(State(app): State<Arc<App>>, request: Request) -> Response {
    answer(&app, request, async |inviter, request| {
        let room = asked_room(request.uri()).ok_or(Refusal::BadRoom)?;
        let listed = app.doors.change(|keeper, now| {
            let ids = keeper.invites(&inviter, &room, now)?;
            let ids: Vec<_> = ids.iter().map(|record| record.invite.id).collect();
            let views = ids.into_iter().filter_map(|id| {
                let record = keeper.ledger.get(id)?;
                Some(InviteView::new(record, keeper.ledger.is_revoked(id)))
            });
            Ok(views.collect())
        });
        let invites = listed.await.map_err(Refusal::Invites)?;
        Ok(told(&InviteList { invites }).into_response())
    })
    .await
}

/// Revokes an invite.
#[utoipa::path(
    delete,
    path = "/api/invites/{id}",
    security(("bearer" = [])),
    params(("id" = String, Path, pattern = "^[A-Za-z0-9_-]{16}$")),
    responses(
        (status = 204, description = "It opens nothing any more."),
        (status = 400, description = "No invite can have this id.", body = ApiError),
        (status = 401, description = "There is no bearer token that may ask.", body = ApiError),
        (status = 404, description = "There is no such invite of this room.", body = ApiError),
        (status = 409, description = "As many are revoked as can be.", body = ApiError),
        UsualRefusals,
    )
)]
pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    answer(&app, request, async |inviter, _| {
        let id = id.ok().and_then(|Path(id)| InviteId::parse(&id).ok());
        let id = id.ok_or(Refusal::BadInviteId)?;
        let revoked = app
            .doors
            .change(|keeper, now| keeper.revoke(&inviter, id, now));
        revoked.await.map_err(Refusal::Invites)?;
        Ok(StatusCode::NO_CONTENT.into_response())
    })
    .await
}

/// Tells a page of another origin that it may ask (Fetch standard, section 3.3.3).
pub(crate) async fn preflight(State(app): State<Arc<App>>, request: Request) -> Response {
    if !is_welcome(&app, &request) {
        return Refusal::BadOrigin.into_response();
    }
    let allowed = [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type"),
        (ACCESS_CONTROL_MAX_AGE, PREFLIGHT_AGE),
    ];
    (StatusCode::NO_CONTENT, readable(request.headers()), allowed).into_response()
}

/// Answers somebody who may make invites, and tells everyone else why not.
async fn answer(
    app: &App,
    request: Request,
    act: impl AsyncFnOnce(Inviter, Request) -> Result<Response, Refusal>,
) -> Response {
    if !is_welcome(app, &request) {
        return Refusal::BadOrigin.into_response();
    }
    let readable = readable(request.headers());
    let outcome = match admitted(app, &request) {
        Ok(inviter) => act(inviter, request).await,
        Err(refusal) => Err(refusal),
    };
    (readable, outcome.unwrap_or_else(Refusal::into_response)).into_response()
}

fn admitted(app: &App, request: &Request) -> Result<Inviter, Refusal> {
    app.count_question(request)?;
    let header = request.headers().get(AUTHORIZATION);
    let bearer = header
        .and_then(|header| header.to_str().ok())
        .and_then(bearer);
    bearer
        .and_then(|bearer| app.doors.inviter(bearer))
        .ok_or(Refusal::Unauthorized)
}

/// The token of a header `Authorization: Bearer …` (RFC 6750, section 2.1).
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("Bearer")
        .then(|| token.trim_start_matches(' '))
}

/// Reads the description of an invite.
///
/// A form of another page cannot send JSON without the browser asking first.
async fn read(request: Request) -> Result<NewInvite, Refusal> {
    let media_type = request.headers().get(CONTENT_TYPE);
    let is_json = media_type
        .and_then(|media_type| media_type.to_str().ok())
        .and_then(|media_type| media_type.split(';').next())
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"));
    if !is_json {
        return Err(Refusal::NotJson);
    }
    let body: Body = request.into_body();
    let bytes = to_bytes(body, LONGEST_BODY).await;
    let bytes = bytes.map_err(|_| Refusal::TooLarge)?;
    serde_json::from_slice(&bytes).map_err(|error| Refusal::BadRequest(error.to_string()))
}

fn asked_room(uri: &Uri) -> Option<RoomId> {
    let mut rooms = form_urlencoded::parse(uri.query()?.as_bytes())
        .filter_map(|(name, value)| (name == "room").then_some(value));
    let room = rooms.next()?;
    rooms.next().is_none().then(|| RoomId::parse(&room).ok())?
}

/// Where the web app is for whoever follows a link.
fn home(app: &App, headers: &HeaderMap) -> Option<Origin> {
    let asking = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let named = app.public_url.clone();
    named
        .or_else(|| asking.and_then(Origin::parse))
        .or_else(|| app.frontends.first().cloned())
}

/// Draws a link as a QR code.
fn picture(link: &str) -> Option<String> {
    let code = QrCode::new(link).ok()?;
    Some(code.render::<svg::Color<'_>>().build())
}

fn told(body: &impl Serialize) -> Json {
    json(&serde_json::json!(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearer_is_what_follows_the_word() {
        assert_eq!(bearer("Bearer abc"), Some("abc"));
        assert_eq!(bearer("bearer  a.b-c"), Some("a.b-c"));
        for wrong in ["", "Bearer", "Basic abc", "Bearerabc", "abc"] {
            assert_eq!(bearer(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn one_room_is_asked_for() {
        let room = |uri: &'static str| asked_room(&Uri::from_static(uri));
        assert_eq!(room("/api/invites?room=tea"), RoomId::parse("tea").ok());
        assert_eq!(
            room("/api/invites?a=b&room=t%65a"),
            RoomId::parse("tea").ok()
        );
        for wrong in [
            "/api/invites",
            "/api/invites?room=",
            "/api/invites?room=a&room=b",
            "/api/invites?room=A",
            "/api/invites?rooms=tea",
        ] {
            assert_eq!(room(wrong), None, "{wrong}");
        }
    }
}

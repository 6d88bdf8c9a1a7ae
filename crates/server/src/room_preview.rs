use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use protocol::RoomId;

use crate::api::json;
use crate::api_refusal::{Refusal, readable};
use crate::caller::Caller;
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

/// The room that is asked for, if the question may be asked.
fn admitted(
    app: &App,
    room: Result<Path<String>, PathRejection>,
    request: &Request,
) -> Result<RoomId, Refusal> {
    if let Some(caller) = request.extensions().get::<Caller>() {
        app.limits
            .question(caller.address)
            .map_err(Refusal::TooMany)?;
    }
    if app.is_stopping() {
        return Err(Refusal::Stopping);
    }
    room.ok()
        .and_then(|Path(name)| RoomId::parse(&name).ok())
        .ok_or(Refusal::BadRoom)
}

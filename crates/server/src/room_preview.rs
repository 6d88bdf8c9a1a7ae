use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use protocol::RoomId;
use utoipa::ToSchema;

use crate::api::json;
use crate::api_refusal::{Refusal, readable};
use crate::openapi::{ApiError, UsualRefusals};
use crate::router::{App, is_welcome};

/// Who is in a room.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "it is described here, and is a type of the protocol"
)]
pub(crate) struct RoomPreview {
    /// In the order of joining.
    participants: Vec<String>,
    /// The most participants that the room takes.
    capacity: u32,
    /// True if whoever comes has to be let in.
    #[schema(nullable = false)]
    locked: Option<bool>,
}

/// Says who is in a room, to a page that may come in.
#[utoipa::path(
    get,
    path = "/api/rooms/{room}",
    params(("room" = String, Path, pattern = "^[a-z0-9-]{1,64}$")),
    responses(
        (status = 200, description = "Who is in it; nobody where there is no such room.", body = RoomPreview),
        (status = 400, description = "No room can have this name.", body = ApiError),
        (status = 404, description = "There is nothing at this address.", body = ApiError),
        UsualRefusals,
    )
)]
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
    app.count_question(request)?;
    room.ok()
        .and_then(|Path(name)| RoomId::parse(&name).ok())
        .ok_or(Refusal::BadRoom)
}

use std::sync::Arc;
use std::time::SystemTime;

use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::response::{IntoResponse, Response};
use rooms::{Host, Timestamp};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::api;
use crate::api_refusal::{Refusal, readable};
use crate::caller::Caller;
use crate::openapi::UsualRefusals;
use crate::router::{App, is_welcome};

/// What a page needs to find out whether calls will work.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is described here, and written by `check`")]
pub(crate) struct Check {
    version: String,
    /// Milliseconds since 1970.
    time: u64,
    /// From which the server was asked.
    address: String,
    ice_servers: Vec<CheckedServer>,
    /// For how many seconds the credentials hold.
    #[schema(nullable = false)]
    ice_lifetime: Option<u32>,
    #[schema(nullable = false)]
    relay_only: Option<bool>,
}

/// A STUN or TURN server (`RTCIceServer`).
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is described here, and written by `check`")]
pub(crate) struct CheckedServer {
    urls: Vec<String>,
    #[schema(nullable = false)]
    username: Option<String>,
    #[schema(nullable = false)]
    credential: Option<String>,
}

/// Gives a page what it needs to find out whether calls will work, without a room.
#[utoipa::path(
    get,
    path = "/api/check",
    responses((status = 200, description = "What to try.", body = Check), UsualRefusals)
)]
pub(crate) async fn check(State(app): State<Arc<App>>, request: Request) -> Response {
    if !is_welcome(&app, &request) {
        return Refusal::BadOrigin.into_response();
    }
    let readable = readable(request.headers());
    match answer(&app, &request) {
        Ok(answer) => (readable, api::json(&answer)).into_response(),
        Err(refusal) => (readable, refusal).into_response(),
    }
}

fn answer(app: &App, request: &Request) -> Result<Value, Refusal> {
    let caller = request.extensions().get::<Caller>();
    let caller = caller.ok_or(Refusal::BadOrigin)?;
    // Each answer lets it use the relays for a while.
    app.limits.check(caller.address).map_err(Refusal::TooMany)?;
    if app.is_stopping() {
        return Err(Refusal::Stopping);
    }
    let host = request.headers().get(HOST);
    let host = host.and_then(|host| host.to_str().ok());
    let host = host.and_then(Host::of_authority);
    // Nobody is in a room by it: it belongs to this one answer.
    let subject = format!("{:016x}", getrandom::u64().map_err(|_| Refusal::Stopping)?);
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    let ice = app.ice.servers(&subject, host.as_ref(), Timestamp(now));
    let mut answer = json!(ice);
    answer["version"] = json!(env!("CARGO_PKG_VERSION"));
    // Milliseconds since 1970, as browsers count.
    answer["time"] = json!(u64::try_from(now.as_millis()).unwrap_or_default());
    answer["address"] = json!(caller.address);
    Ok(answer)
}

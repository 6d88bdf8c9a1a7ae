use std::sync::Arc;
use std::time::SystemTime;

use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::response::{IntoResponse, Response};
use rooms::{Host, Timestamp};
use serde_json::{Value, json};

use crate::api;
use crate::api_refusal::{Refusal, readable};
use crate::caller::Caller;
use crate::router::{App, is_welcome};

/// Gives a page what it needs to find out whether calls will work, without a room.
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

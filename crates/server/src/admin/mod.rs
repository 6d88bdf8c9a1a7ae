//! The operator's page at `/admin`: who is where, and the drain; there only if `TATAP_ADMIN_TOKEN` is set.
//!
//! People sign in by the token and get a cookie; programs send the token with each request.

mod form;
mod page;
mod sessions;
mod token;
mod words;

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{
    ACCEPT_LANGUAGE, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, COOKIE, HOST, HeaderMap,
    HeaderName, LOCATION, ORIGIN, SET_COOKIE,
};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::Origin;
use crate::api::json;
use crate::caller::Caller;
use crate::hub::Hub;
use crate::limits::Limits;
use crate::refusal::Reason;
use crate::security_headers::PlainPage;
use sessions::{LIFE, Sessions};
pub use token::AdminToken;
use words::Words;

/// The longest form that is read.
const MAX_FORM_BYTES: usize = 4 * 1024;

const COOKIE_NAME: &str = "tatap_admin";

const STYLE: &str = include_str!("style.css");

#[derive(Debug)]
struct Admin {
    token: AdminToken,
    sessions: Sessions,
    hub: Hub,
    limits: Arc<Limits>,
    started: Instant,
}

/// Answers below `/admin`.
pub(crate) fn router(token: AdminToken, hub: Hub, limits: Arc<Limits>) -> Router {
    let admin = Admin {
        token,
        sessions: Sessions::default(),
        hub,
        limits,
        started: Instant::now(),
    };
    Router::new()
        .route("/admin", get(show))
        .route("/admin/state", get(state))
        .route("/admin/style.css", get(style))
        .route("/admin/login", post(sign_in))
        .route("/admin/logout", post(sign_out))
        .route("/admin/drain", post(drain))
        .with_state(Arc::new(admin))
}

async fn show(State(admin): State<Arc<Admin>>, headers: HeaderMap) -> Response {
    let words = words(&headers);
    let Some(proof) = admin.session(&headers) else {
        return plain(StatusCode::UNAUTHORIZED, page::sign_in(words, ""));
    };
    match admin.hub.look().await {
        Some(look) => plain(
            StatusCode::OK,
            page::overview(words, &look, admin.started.elapsed(), &proof),
        ),
        None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// The same for programs.
async fn state(State(admin): State<Arc<Admin>>, headers: HeaderMap) -> Response {
    if !admin.has_token(&headers) && admin.session(&headers).is_none() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    match admin.hub.look().await {
        Some(look) => json(&page::state(&look, admin.started.elapsed())).into_response(),
        None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

async fn sign_in(State(admin): State<Arc<Admin>>, request: Request) -> Response {
    let Some(origin) = own_origin(request.headers()) else {
        return foreign();
    };
    let Some(caller) = request.extensions().get::<Caller>().cloned() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if let Err(wait) = admin.limits.password_try(caller.address) {
        return Reason::TooOften(wait).into_response();
    }
    let words = words(request.headers());
    let Some(token) = field(request, "token").await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if !admin.token.is(&token) {
        tracing::warn!("someone has tried a wrong token at /admin");
        return plain(
            StatusCode::FORBIDDEN,
            page::sign_in(words, words.wrong_token),
        );
    }
    let Some(secret) = admin.sessions.open(Instant::now()) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    tracing::info!("someone has signed in at /admin");
    let secure = if origin.is_secure() { "; Secure" } else { "" };
    let cookie = format!(
        "{COOKIE_NAME}={secret}; Path=/admin; HttpOnly; SameSite=Strict; Max-Age={}{secure}",
        LIFE.as_secs()
    );
    ([(SET_COOKIE, cookie)], back()).into_response()
}

async fn sign_out(State(admin): State<Arc<Admin>>, request: Request) -> Response {
    let cookie = cookie(request.headers()).map(str::to_owned);
    match admin.proven(request).await {
        Ok(()) => {
            if let Some(cookie) = cookie {
                admin.sessions.close(&cookie);
            }
            let over = format!("{COOKIE_NAME}=; Path=/admin; HttpOnly; SameSite=Strict; Max-Age=0");
            ([(SET_COOKIE, over)], back()).into_response()
        }
        Err(refusal) => refusal,
    }
}

async fn drain(State(admin): State<Arc<Admin>>, request: Request) -> Response {
    let is_program = admin.has_token(request.headers());
    if !is_program && let Err(refusal) = admin.proven(request).await {
        return refusal;
    }
    admin.hub.drain().await;
    if is_program {
        StatusCode::ACCEPTED.into_response()
    } else {
        back()
    }
}

impl Admin {
    /// The proof that a form of a page that is signed in must bring along.
    fn session(&self, headers: &HeaderMap) -> Option<String> {
        self.sessions.proof(cookie(headers)?, Instant::now())
    }

    /// True for a program that has sent the token; pages cannot be made to.
    fn has_token(&self, headers: &HeaderMap) -> bool {
        let sent = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        sent.and_then(|value| value.strip_prefix("Bearer "))
            .is_some_and(|token| self.token.is(token))
    }

    /// Makes sure that a form is of our own page, and of someone who is signed in.
    async fn proven(&self, request: Request) -> Result<(), Response> {
        if own_origin(request.headers()).is_none() {
            return Err(foreign());
        }
        let Some(proof) = self.session(request.headers()) else {
            return Err(back());
        };
        match field(request, "proof").await {
            Some(sent) if token::are_equal(sent.as_bytes(), proof.as_bytes()) => Ok(()),
            Some(_) | None => Err(foreign()),
        }
    }
}

/// The words of the language that the browser asks for.
fn words(headers: &HeaderMap) -> &'static Words {
    let asked = headers.get(ACCEPT_LANGUAGE);
    Words::asked(
        asked
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default(),
    )
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let sent = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    sent.flat_map(|value| value.split("; "))
        .find_map(|pair| pair.strip_prefix(COOKIE_NAME)?.strip_prefix('='))
}

/// The origin of the page that sends a form, if it is this server's own.
fn own_origin(headers: &HeaderMap) -> Option<Origin> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = Origin::parse(text(ORIGIN)?)?;
    origin.is_at(text(HOST)?).then_some(origin)
}

async fn field(request: Request, name: &str) -> Option<String> {
    let body = to_bytes(request.into_body(), MAX_FORM_BYTES).await.ok()?;
    form::field(std::str::from_utf8(&body).ok()?, name)
}

fn foreign() -> Response {
    (
        StatusCode::FORBIDDEN,
        "This form is of no page of this server.\n",
    )
        .into_response()
}

fn back() -> Response {
    (
        StatusCode::SEE_OTHER,
        [(LOCATION, "/admin"), (CACHE_CONTROL, "no-store")],
    )
        .into_response()
}

fn plain(status: StatusCode, html: String) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
    ];
    let mut response = (status, headers, html).into_response();
    response.extensions_mut().insert(PlainPage);
    response
}

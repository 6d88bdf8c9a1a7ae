use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use axum::http::{StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any, get, options, post};
use rooms::{ConnectionId, Host, IceRule};
use tokio::sync::watch;

use crate::api_refusal::Refusal;
use crate::caller::Caller;
use crate::doors::api as invites;
use crate::doors::sign_in::api as sign_in;
use crate::hub::Hub;
use crate::limits::Limits;
use crate::origin_rule::{self, Asker};
use crate::readiness::Readiness;
use crate::refusal::Reason;
use crate::security_headers::{self, SecurityHeaders};
use crate::socket::{self, SocketLimits, Visitor};
use crate::upgrade::upgrade;
use crate::web::Web;
use crate::{Config, Doors, Origin, admin, api, check, openapi, room_preview};

/// What every request may need.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) hub: Hub,
    pub(crate) doors: Arc<Doors>,
    pub(crate) frontends: Vec<Origin>,
    pub(crate) ice: IceRule,
    pub(crate) readiness: Readiness,
    pub(crate) limits: Arc<Limits>,
    /// Where people reach the server, if the operator says it.
    pub(crate) public_url: Option<Origin>,
    socket_limits: Arc<SocketLimits>,
    next_connection: AtomicU64,
    web: Web,
    stopping: watch::Receiver<bool>,
}

impl App {
    pub(crate) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Counts a question that the rooms, the disk or a secret key must answer.
    ///
    /// # Errors
    ///
    /// Says why it is not answered.
    pub(crate) fn count_question(&self, request: &Request) -> Result<(), Refusal> {
        if let Some(caller) = request.extensions().get::<Caller>() {
            let counted = self.limits.question(caller.address);
            counted.map_err(Refusal::TooMany)?;
        }
        if self.is_stopping() {
            return Err(Refusal::Stopping);
        }
        Ok(())
    }
}

/// Who answers what programs may ask, which `/api/openapi.json` describes.
pub(crate) fn described() -> [(&'static str, MethodRouter<Arc<App>>); 11] {
    let preflight = || options(invites::preflight);
    [
        ("/api/check", get(check::check)),
        (
            "/api/invites",
            preflight().get(invites::list).post(invites::make),
        ),
        ("/api/invites/{id}", preflight().delete(invites::revoke)),
        ("/api/me", get(sign_in::me)),
        ("/api/openapi.json", get(openapi::describe)),
        ("/api/rooms/{room}", get(room_preview::preview)),
        ("/auth/callback", get(sign_in::callback)),
        ("/auth/login", get(sign_in::login)),
        ("/auth/logout", post(sign_in::logout)),
        ("/healthz", get(api::health)),
        ("/readyz", get(api::ready)),
    ]
}

/// Says who answers which request.
pub(crate) fn router(
    config: &Config,
    hub: Hub,
    limits: Arc<Limits>,
    doors: Arc<Doors>,
    (readiness, is_secure): (Readiness, bool),
    stopping: watch::Receiver<bool>,
) -> Router {
    let admin = config
        .admin_token
        .clone()
        .map(|token| admin::router(token, hub.clone(), Arc::clone(&limits)));
    let app = Arc::new(App {
        hub,
        doors,
        frontends: config.frontends.clone(),
        public_url: config.doors.public_url.clone(),
        readiness,
        ice: config.rooms.ice.clone(),
        limits,
        socket_limits: Arc::new(SocketLimits {
            join_timeout: config.join_timeout,
            silence_timeout: config.silence_timeout,
            messages_per_second: config.messages_per_second,
            message_burst: config.messages_per_second.saturating_mul(5),
        }),
        next_connection: AtomicU64::new(1),
        web: Web::new(&config.web),
        stopping,
    });
    let router = Router::new()
        .route("/ws", get(websocket))
        .route("/ws/{number}", get(websocket))
        .route("/config.json", get(api::web_config))
        .route("/api", any(api::unknown))
        .route("/api/", any(api::unknown))
        .route("/api/{*rest}", any(api::unknown));
    let router = described()
        .into_iter()
        .fold(router, |router, (path, methods)| {
            router.route(path, methods)
        });
    #[cfg(feature = "echo")]
    let router = router.route("/echo", get(crate::echo::echo));
    router
        .fallback_service(get(web_app).with_state(Arc::clone(&app)))
        .with_state(Arc::clone(&app))
        .merge(admin.unwrap_or_default())
        .layer(middleware::from_fn_with_state(app, within_limits))
        .layer(
            // Outermost, so that errors carry the headers too.
            middleware::from_fn_with_state(
                Arc::new(SecurityHeaders::new(is_secure, &config.embedders)),
                security_headers::add,
            ),
        )
}

/// Answers whoever asks too often before anything is done for them.
async fn within_limits(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<Caller>();
    match caller.map(|caller| app.limits.request(caller.address)) {
        Some(Err(wait)) => Reason::TooOften(wait).into_response(),
        Some(Ok(())) | None => next.run(request).await,
    }
}

async fn websocket(State(app): State<Arc<App>>, mut request: Request) -> Response {
    if !is_welcome(&app, &request) {
        let text = "This server takes calls from its own pages only. If this page is another home of its interface, \
            the server's FRONTEND_URL must name it; if there is a proxy in between, it must pass the Host header on.\n";
        return (StatusCode::FORBIDDEN, text).into_response();
    }
    let Some(caller) = request.extensions().get::<Caller>() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let address = caller.address;
    let held = match caller.hold(&app.limits) {
        Ok(held) => held,
        Err(reason) => return reason.into_response(),
    };
    let connection = ConnectionId(app.next_connection.fetch_add(1, Ordering::Relaxed));
    let (hub, limits) = (app.hub.clone(), Arc::clone(&app.socket_limits));
    let host = request.headers().get(HOST);
    let host = host
        .and_then(|host| host.to_str().ok())
        .and_then(Host::of_authority);
    let visitor = Visitor {
        doors: Arc::clone(&app.doors),
        user: app.doors.user(request.headers()).map(Box::new),
    };
    upgrade(&mut request, socket::protocol_config(), move |socket| {
        socket::run(
            socket,
            connection,
            (address, host),
            visitor,
            held,
            hub,
            limits,
        )
    })
}

async fn web_app(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Response {
    app.web.answer(uri.path(), &headers).await
}

/// True if the page that asks, if it is one, may come into rooms.
pub(crate) fn is_welcome(app: &App, request: &Request) -> bool {
    let text = |name: &HeaderName| {
        request
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    let Some(caller) = request.extensions().get::<Caller>() else {
        return false;
    };
    let asker = Asker {
        origin: text(&ORIGIN),
        host: text(&HOST),
        peer: caller.address,
    };
    let welcome = origin_rule::may_connect(asker, &app.frontends);
    if !welcome {
        tracing::debug!(?asker, "a page of another origin was refused");
    }
    welcome
}

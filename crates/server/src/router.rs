use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use axum::http::{StatusCode, Uri};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rooms::{ConnectionId, Host, IceRule};
use tokio::sync::watch;

use crate::api_refusal::Refusal;
use crate::caller::Caller;
use crate::check::CHECKS_PER_ADDRESS;
use crate::hub::Hub;
use crate::origin_rule::{self, Asker};
use crate::readiness::Readiness;
use crate::request_limits::RequestLimits;
use crate::socket::{self, SocketLimits};
use crate::upgrade::upgrade;
use crate::web::Web;
use crate::{Config, Origin, api, check, refusal, room_preview, security_headers};

/// When another try makes sense for whoever has too many connections.
const TOO_MANY_RETRY: Duration = Duration::from_secs(10);

/// What every request may need.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) hub: Hub,
    pub(crate) frontends: Vec<Origin>,
    pub(crate) ice: IceRule,
    pub(crate) preview_limits: RequestLimits,
    pub(crate) readiness: Readiness,
    pub(crate) check_limits: RequestLimits,
    socket_limits: Arc<SocketLimits>,
    next_connection: AtomicU64,
    web: Web,
    stopping: watch::Receiver<bool>,
}

impl App {
    pub(crate) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }
}

/// Says who answers which request.
pub(crate) fn router(
    config: &Config,
    hub: Hub,
    readiness: Readiness,
    stopping: watch::Receiver<bool>,
) -> Router {
    let app = Arc::new(App {
        hub,
        frontends: config.frontends.clone(),
        preview_limits: RequestLimits::new(
            config.max_connections,
            config.max_connections_per_address,
        ),
        readiness,
        ice: config.rooms.ice.clone(),
        check_limits: RequestLimits::new(config.max_connections, CHECKS_PER_ADDRESS),
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
        .route("/healthz", get(api::health))
        .route("/readyz", get(api::ready))
        .route("/config.json", get(api::web_config))
        .route("/api", axum::routing::any(api::unknown))
        .route("/api/", axum::routing::any(api::unknown))
        .route("/api/check", get(check::check))
        .route("/api/rooms/{room}", get(room_preview::preview))
        .route("/api/{*rest}", axum::routing::any(api::unknown));
    #[cfg(feature = "echo")]
    let router = router.route("/echo", get(crate::echo::echo));
    router
        .fallback_service(get(web_app).with_state(Arc::clone(&app)))
        .with_state(app)
        .layer(
            // Outermost, so that errors carry the headers too.
            middleware::from_fn(security_headers::add),
        )
}

async fn websocket(State(app): State<Arc<App>>, mut request: Request) -> Response {
    if !is_welcome(&app, &request) {
        let text = "This server takes calls from its own pages only. If this page is another home of its interface, \
            the server's FRONTEND_URL must name it; if there is a proxy in between, it must pass the Host header on.\n";
        return (StatusCode::FORBIDDEN, text).into_response();
    }
    let held = match request.extensions().get::<Caller>().map(Caller::hold) {
        Some(Ok(held)) => held,
        Some(Err(_)) | None => {
            return (refusal::READABLE, Refusal::TooMany(TOO_MANY_RETRY)).into_response();
        }
    };
    let connection = ConnectionId(app.next_connection.fetch_add(1, Ordering::Relaxed));
    let (hub, limits) = (app.hub.clone(), Arc::clone(&app.socket_limits));
    let host = request.headers().get(HOST);
    let host = host
        .and_then(|host| host.to_str().ok())
        .and_then(Host::of_authority);
    upgrade(&mut request, socket::protocol_config(), move |socket| {
        let session = socket::run(socket, connection, host, hub, limits);
        async move {
            session.await;
            drop(held);
        }
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

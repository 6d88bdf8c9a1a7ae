use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use ::turn::Network;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};
use tower::ServiceExt;

use crate::caller::Caller;
use crate::client_address::is_trusted;
use crate::connection_limits::{ConnectionLimits, Peer};
use crate::entrance::Entrance;
use crate::limits::Limits;
use crate::listener::Listener;
use crate::refusal::{Reason, Refusals};

/// How long to wait where the system has no more sockets to give.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How long an HTTP exchange may go on after the server was told to stop.
const STOP_GRACE: Duration = Duration::from_secs(5);

/// How long an HTTP connection may last, in header timeouts: a reader that never reads must end some time.
const MAX_AGE: u32 = 30;

/// The most bytes that the head of a request may have.
const MAX_HEAD_BYTES: usize = 16 * 1024;

/// Takes connections in; `axum::serve` has no limits and waits for ever for the rest of a request.
pub(crate) struct Acceptor {
    pub(crate) open: Arc<ConnectionLimits>,
    /// How often each address may connect; without, as often as it likes.
    pub(crate) limits: Option<Arc<Limits>>,
    /// Lent to every connection; the server waits until no one has it.
    pub(crate) alive: mpsc::Sender<Infallible>,
    pub(crate) header_timeout: Duration,
    /// Those whose word is taken for whom they ask for.
    pub(crate) proxies: Arc<[Network]>,
    pub(crate) stopped: watch::Receiver<bool>,
    pub(crate) entrance: Entrance,
}

impl Acceptor {
    /// Takes connections in until `stop` is ready.
    pub(crate) async fn run(
        self,
        listener: &Listener,
        refusals: &Refusals,
        stop: impl Future<Output = ()>,
    ) {
        tokio::pin!(stop);
        loop {
            let (stream, address) = tokio::select! {
                accepted = next(listener) => accepted,
                () = &mut stop => return,
            };
            self.admit(stream, address, refusals);
        }
    }

    fn admit(&self, stream: TcpStream, address: IpAddr, refusals: &Refusals) {
        match self.count(address) {
            Ok(peer) => {
                tokio::spawn(serve(
                    stream,
                    peer,
                    Arc::clone(&self.proxies),
                    self.entrance.clone(),
                    self.header_timeout,
                    self.stopped.clone(),
                ));
            }
            Err(reason) => {
                tracing::debug!(%address, ?reason, "too many connections");
                refusals.refuse(stream, reason);
            }
        }
    }

    fn count(&self, address: IpAddr) -> Result<Peer, Reason> {
        if is_trusted(address, &self.proxies) {
            return Ok(self.open.admit_proxy(address, &self.alive)?);
        }
        if let Some(limits) = &self.limits {
            limits.connection(address).map_err(Reason::TooOften)?;
        }
        Ok(self.open.admit(address, &self.alive)?)
    }
}

/// Tells everyone who still comes that the server stops.
pub(crate) async fn refuse_all(listener: &Listener, refusals: &Refusals) {
    loop {
        let (stream, _) = next(listener).await;
        refusals.refuse(stream, Reason::Stopping);
    }
}

async fn next(listener: &Listener) -> (TcpStream, IpAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Speaks HTTP on one connection until it ends, becomes a WebSocket, or the server stops.
async fn serve(
    stream: TcpStream,
    peer: Peer,
    proxies: Arc<[Network]>,
    entrance: Entrance,
    header_timeout: Duration,
    mut stopped: watch::Receiver<bool>,
) {
    let (stream, router) = match timeout(header_timeout, entrance.begin(stream)).await {
        Ok(Ok(Some(begun))) => begun,
        Ok(Ok(None)) => return,
        Ok(Err(error)) => return tracing::debug!(%error, "TLS did not begin"),
        Err(_) => return tracing::debug!("TLS did not begin in time"),
    };
    let peer = Arc::new(peer);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        let caller = Caller::new(&peer, request.headers(), &proxies);
        request.extensions_mut().insert(caller);
        router.clone().oneshot(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(connection);
    tokio::select! {
        ended = connection.as_mut() => {
            if let Err(error) = ended {
                tracing::debug!(%error, "an HTTP connection ended");
            }
            return;
        }
        () = sleep(header_timeout * MAX_AGE) => {
            tracing::debug!("an HTTP connection has lasted too long");
            return;
        }
        _ = stopped.wait_for(|stopped| *stopped) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(STOP_GRACE, connection).await;
}

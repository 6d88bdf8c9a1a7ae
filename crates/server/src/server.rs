use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ::doors::RoomCreation;
use rooms::StoredRoom;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};

use crate::accept::{self, Acceptor};
use crate::connection_limits::ConnectionLimits;
use crate::entrance::Entrance;
use crate::hub::Hub;
use crate::limits::Limits;
use crate::listener::Listener;
use crate::metrics::Sources;
use crate::readiness::Readiness;
use crate::refusal::Refusals;
use crate::router::router;
use crate::stop_signal::drain_signal;
use crate::store::Store;
use crate::tls::{Keeper, Tls, WatchedFiles};
use crate::turn::{TurnHandle, TurnServer};
use crate::{Config, Doors, StartError, TlsConfig, metrics, opening, redirect};

/// How long connections may take to end once the server stops.
const STOP_GRACE: Duration = Duration::from_secs(7);

/// How long the store may take to be closed after that.
const STORE_GRACE: Duration = Duration::from_secs(2);

/// The connections of those who collect figures.
const COLLECTORS: usize = 16;

/// A server that has its port and does not serve yet.
#[derive(Debug)]
pub struct Server {
    config: Config,
    listener: Listener,
    stored: Option<(Store, Vec<StoredRoom>)>,
    relay: Option<TurnServer>,
    metrics: Option<Listener>,
    tls: Option<Tls>,
    relay_files: Option<WatchedFiles>,
    redirect: Option<Listener>,
    doors: Doors,
}

impl Server {
    /// Opens the port, and loads what is stored.
    ///
    /// # Errors
    ///
    /// Says in a sentence why the port or the data directory cannot be had.
    pub fn bind(mut config: Config) -> Result<Self, StartError> {
        let listener = Listener::bind(config.bind, config.port)
            .map_err(|error| StartError::new(&config, error))?;
        let directory = config.data_dir.as_deref().map(opening::claim).transpose()?;
        let secret = match config.rooms.ice.secret.clone() {
            Some(secret) => secret,
            None => opening::secret(directory.as_ref())?,
        };
        config.rooms.ice.secret = Some(secret.clone());
        config.rooms.creation_needs_grant = config.doors.creation != RoomCreation::Anyone;
        let tls = opening::open_tls(&config)?;
        let relay_files = opening::relay_files(&config)?;
        let relay_tls = relay_files.as_ref().map(WatchedFiles::shown);
        let relay_tls = relay_tls.or_else(|| tls.as_ref().map(|tls| Arc::clone(&tls.shown)));
        let relay = opening::bind_relay(&config, secret, relay_tls.as_ref())?;
        config.rooms.ice.own = relay
            .as_ref()
            .map(|relay| opening::own_relay(&config, relay, relay_tls.as_ref()));
        let metrics = config.metrics.map(opening::bind_metrics).transpose()?;
        let redirect = config
            .http_redirect
            .map(opening::bind_redirect)
            .transpose()?;
        let doors = opening::open_doors(&config, directory.as_ref())?;
        let stored = directory.map(opening::open_store).transpose()?;
        Ok(Self {
            config,
            listener,
            doors,
            stored,
            relay,
            metrics,
            tls,
            relay_files,
            redirect,
        })
    }

    /// Returns the address that the server listens on, with the real port.
    #[must_use]
    pub fn local_address(&self) -> SocketAddr {
        self.listener.address()
    }

    /// Returns the address at which figures are to be had, with the real port.
    #[must_use]
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(Listener::address)
    }

    /// Returns the address at which HTTP is led to HTTPS, with the real port.
    #[must_use]
    pub fn redirect_address(&self) -> Option<SocketAddr> {
        self.redirect.as_ref().map(Listener::address)
    }

    /// Returns the SHA-256 hash of the certificate, if the server has made it for itself.
    #[must_use]
    pub fn fingerprint(&self) -> Option<&str> {
        self.tls.as_ref()?.fingerprint.as_deref()
    }

    /// Serves until `stop` is ready, then says goodbye to everyone and ends within ten seconds.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let Self {
            config,
            listener,
            stored,
            relay,
            metrics,
            tls,
            relay_files,
            redirect,
            doors,
        } = self;
        let doors = Arc::new(doors);
        let own = relay.as_ref().map(TurnServer::address);
        let readiness = Readiness::new(own.zip(config.rooms.ice.secret.clone()));
        let relay = relay.map(TurnServer::start).transpose();
        let relay = relay.unwrap_or_else(|error| {
            tracing::error!(%error, "the relay cannot run");
            None
        });
        let relayed = relay.as_ref().map(TurnHandle::figures);
        let limits = Arc::new(Limits::new(&config.rates));
        let rates = Arc::clone(&limits);
        let (hub, rooms) = Hub::start(
            config.rooms.clone(),
            rates,
            stored,
            relay,
            Arc::clone(&doors),
        );
        let sources = Sources {
            hub: hub.clone(),
            relay: relayed,
        };
        let (alive, mut all_gone) = mpsc::channel(1);
        let (stopping, stopped) = watch::channel(false);
        if let Some(listener) = metrics {
            let collectors = Acceptor {
                open: Arc::new(ConnectionLimits::new(COLLECTORS, COLLECTORS)),
                limits: None,
                alive: alive.clone(),
                header_timeout: config.header_timeout,
                proxies: [].into(),
                entrance: Entrance::Plain(metrics::router(sources)),
                stopped: stopped.clone(),
            };
            tracing::info!(address = %listener.address(), "figures are to be had at /metrics");
            tokio::spawn(serve_aside(listener, collectors));
        }
        let address = listener.address();
        let is_secure = tls.as_ref().is_some_and(|tls| tls.is_real);
        let aside = (readiness, is_secure);
        let router = router(
            &config,
            hub.clone(),
            Arc::clone(&limits),
            Arc::clone(&doors),
            aside,
            stopped.clone(),
        );
        let entrance = match tls.as_ref().map(|tls| tls.shown.for_web()).transpose() {
            Ok(None) => Entrance::Plain(router),
            Ok(Some(tls)) => Entrance::Tls {
                tls,
                redirect: redirect::beside(router.clone()),
                router,
            },
            Err(error) => return tracing::error!(%error, "TLS cannot be spoken"),
        };
        let open = Arc::new(ConnectionLimits::new(
            config.max_connections,
            config.max_connections_per_address,
        ));
        // They end with this.
        let mut keepers = JoinSet::new();
        let draining = hub.clone();
        keepers.spawn(async move {
            drain_signal().await;
            draining.drain().await;
        });
        if let Some(listener) = redirect {
            let acceptor = Acceptor {
                open: Arc::clone(&open),
                limits: Some(Arc::clone(&limits)),
                alive: alive.clone(),
                header_timeout: config.header_timeout,
                proxies: config.trusted_proxies.clone().into(),
                entrance: Entrance::Plain(redirect::router(Some(secure_port(&config, &address)))),
                stopped: stopped.clone(),
            };
            keepers.spawn(serve_aside(listener, acceptor));
        }
        if let Some(files) = relay_files {
            keepers.spawn(Keeper::Files(files).keep());
        }
        if let Some(tls) = tls {
            keepers.spawn(tls.keeper.keep());
        }
        let acceptor = Acceptor {
            open,
            limits: Some(limits),
            alive,
            header_timeout: config.header_timeout,
            proxies: config.trusted_proxies.clone().into(),
            entrance: entrance.clone(),
            stopped,
        };
        let refusals = Refusals::new(entrance);
        tracing::info!(port = address.port(), "listening");
        let stop = async {
            tokio::select! {
                () = stop => {}
                () = hub.drained() => tracing::info!("the last room is gone"),
            }
        };
        acceptor.run(&listener, &refusals, stop).await;
        tracing::info!("stopping");
        let goodbye = async {
            let end = Instant::now() + STOP_GRACE;
            let told = timeout_at(end, hub.stop()).await;
            stopping.send_replace(true);
            if told.is_err() || timeout_at(end, all_gone.recv()).await.is_err() {
                tracing::warn!("some connections would not end and were cut");
            }
            let stored = async {
                hub.end().await;
                let _ = rooms.await;
                doors.close().await;
            };
            if timeout(STORE_GRACE, stored).await.is_err() {
                tracing::error!("the last changes could not be stored in time");
            }
        };
        tokio::select! {
            () = goodbye => {}
            () = accept::refuse_all(&listener, &refusals) => {}
        }
    }
}

/// Answers at another port, until the server has said goodbye to everyone at its own.
async fn serve_aside(listener: Listener, acceptor: Acceptor) {
    let mut stopped = acceptor.stopped.clone();
    let stop = async {
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    let refusals = Refusals::new(acceptor.entrance.clone());
    acceptor.run(&listener, &refusals, stop).await;
}

/// The port by which browsers reach the server: an authority looks at none but that of HTTPS.
fn secure_port(config: &Config, address: &SocketAddr) -> u16 {
    match config.tls {
        Some(TlsConfig::Acme(_)) => redirect::HTTPS,
        Some(TlsConfig::Files(_) | TlsConfig::SelfSigned) | None => address.port(),
    }
}

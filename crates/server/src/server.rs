use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ::turn::Secret;
use rooms::{Host, OwnRelay, StoredRoom};
use thiserror::Error;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout, timeout_at};

use crate::accept::{self, Acceptor};
use crate::connection_limits::ConnectionLimits;
use crate::greeting::url_host;
use crate::hub::Hub;
use crate::limits::Limits;
use crate::listener::Listener;
use crate::metrics::Sources;
use crate::readiness::Readiness;
use crate::refusal::Refusals;
use crate::router::router;
use crate::store::{DataDir, DataDirError, Store, draw_secret};
use crate::turn::{TurnError, TurnHandle, TurnServer};
use crate::{Config, Problem, metrics};

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
}

/// Why a server cannot start.
#[derive(Debug, Error)]
pub enum StartError {
    /// Another program has the port.
    #[error("Port {0} is in use by another program: stop that one, or set PORT to another number.")]
    PortInUse(u16),
    /// The system does not let this user have the port.
    #[error("Port {0} needs more rights than this program has: set PORT to a number above 1023.")]
    PortForbidden(u16),
    /// The address is not one of this machine's, or something else.
    #[error("Tatap cannot listen on port {port} of {address}: {source}.")]
    Listen {
        port: u16,
        address: String,
        source: io::Error,
    },
    /// There is nothing to make secrets of.
    #[error("Tatap cannot start: the system has no random numbers ({0}).")]
    NoRandomness(io::Error),
    /// What the settings ask for cannot be had.
    #[error("{0}")]
    Setting(Problem),
}

impl StartError {
    fn new(config: &Config, source: io::Error) -> Self {
        let port = config.port;
        if source.kind() == io::ErrorKind::AddrInUse {
            return Self::PortInUse(port);
        }
        if source.kind() == io::ErrorKind::PermissionDenied {
            return Self::PortForbidden(port);
        }
        let address = config
            .bind
            .map_or("all addresses".to_owned(), |address| address.to_string());
        Self::Listen {
            port,
            address,
            source,
        }
    }
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
        let directory = config.data_dir.as_deref().map(claim).transpose()?;
        let secret = match config.rooms.ice.secret.clone() {
            Some(secret) => secret,
            None => secret(directory.as_ref())?,
        };
        config.rooms.ice.secret = Some(secret.clone());
        let relay = bind_relay(&config, secret)?;
        config.rooms.ice.own = relay.as_ref().map(|relay| own_relay(&config, relay));
        let metrics = config.metrics.map(bind_metrics).transpose()?;
        let stored = directory.map(open_store).transpose()?;
        Ok(Self {
            config,
            listener,
            stored,
            relay,
            metrics,
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

    /// Serves until `stop` is ready, then says goodbye to everyone and ends within ten seconds.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let Self {
            config,
            listener,
            stored,
            relay,
            metrics,
        } = self;
        let own = relay.as_ref().map(TurnServer::address);
        let readiness = Readiness::new(own.zip(config.rooms.ice.secret.clone()));
        let relay = relay.map(TurnServer::start).transpose();
        let relay = relay.unwrap_or_else(|error| {
            tracing::error!(%error, "the relay cannot run");
            None
        });
        let sources = Sources {
            relay: relay.as_ref().map(TurnHandle::figures),
        };
        let limits = Arc::new(Limits::new(&config.rates));
        let rates = Arc::clone(&limits);
        let (hub, rooms) = Hub::start(config.rooms.clone(), rates, stored, relay);
        let (alive, mut all_gone) = mpsc::channel(1);
        let (stopping, stopped) = watch::channel(false);
        if let Some(listener) = metrics {
            let collectors = Acceptor {
                open: Arc::new(ConnectionLimits::new(COLLECTORS, COLLECTORS)),
                limits: None,
                alive: alive.clone(),
                header_timeout: config.header_timeout,
                proxies: [].into(),
                router: metrics::router(sources),
                stopped: stopped.clone(),
            };
            tokio::spawn(serve_metrics(listener, collectors, stopped.clone()));
        }
        let acceptor = Acceptor {
            open: Arc::new(ConnectionLimits::new(
                config.max_connections,
                config.max_connections_per_address,
            )),
            limits: Some(Arc::clone(&limits)),
            alive,
            header_timeout: config.header_timeout,
            proxies: config.trusted_proxies.clone().into(),
            router: router(&config, hub.clone(), limits, readiness, stopped.clone()),
            stopped,
        };
        let refusals = Refusals::new();
        tracing::info!(port = listener.address().port(), "listening");
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

fn bind_metrics(address: SocketAddr) -> Result<Listener, StartError> {
    Listener::bind(Some(address.ip()), address.port())
        .map_err(|error| StartError::Setting(Problem::with_metrics_address(address, &error)))
}

/// Answers whoever collects figures, until the server has said goodbye to everyone else.
async fn serve_metrics(
    listener: Listener,
    collectors: Acceptor,
    mut stopped: watch::Receiver<bool>,
) {
    tracing::info!(address = %listener.address(), "figures are to be had at /metrics");
    let stop = async {
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    collectors.run(&listener, &Refusals::new(), stop).await;
}

/// Opens the ports of the server's own relay; it does without where nobody asked for one and the port is taken.
fn bind_relay(config: &Config, secret: Secret) -> Result<Option<TurnServer>, StartError> {
    let Some(turn) = &config.turn else {
        return Ok(None);
    };
    if turn.address.is_none() && !config.rooms.ice.shared.is_empty() {
        return Ok(None);
    }
    let ice = &config.rooms.ice;
    let is_wanted = ice.relay_only && !ice.has_relay();
    let error = match TurnServer::bind(turn.clone(), secret, config.rooms.room_capacity) {
        Ok(relay) => return Ok(Some(relay)),
        Err(TurnError::ListenForTls { address, source }) => {
            let problem = Problem::with_turn_address("TATAP_TURN_TLS_ADDR", address, &source);
            return Err(StartError::Setting(problem));
        }
        Err(TurnError::Listen(error)) => error,
    };
    let usual = || is_wanted.then(TurnServer::usual_address);
    if let Some(address) = turn.address.or_else(usual) {
        let problem = Problem::with_turn_address("TATAP_TURN_ADDR", address, &error);
        return Err(StartError::Setting(problem));
    }
    tracing::warn!(
        %error,
        "this server's own STUN and TURN server has no port: \
         set TATAP_TURN_ADDR to one that is free, or to off"
    );
    Ok(None)
}

/// What participants are told of the relay: a public address if there is one, else where they reach the server.
fn own_relay(config: &Config, relay: &TurnServer) -> OwnRelay {
    let public = config.turn.iter().flat_map(|turn| &turn.public);
    let hosts = public.filter_map(|address| Host::of_authority(&url_host(*address)));
    OwnRelay {
        hosts: hosts.collect(),
        udp: Some(relay.port()),
        tcp: Some(relay.port()),
        tls: relay.tls_port(),
    }
}

fn claim(path: &Path) -> Result<DataDir, StartError> {
    DataDir::claim(path).map_err(|error| unusable(path, &error))
}

/// The secret that nobody has chosen: the one that is kept, or one for as long as the program runs.
fn secret(directory: Option<&DataDir>) -> Result<Secret, StartError> {
    match directory {
        Some(directory) => {
            Store::turn_secret(directory).map_err(|error| unusable(directory.path(), &error))
        }
        None => draw_secret().map_err(StartError::NoRandomness),
    }
}

fn open_store(directory: DataDir) -> Result<(Store, Vec<StoredRoom>), StartError> {
    let path = directory.path().to_owned();
    Store::open(directory).map_err(|error| unusable(&path, &error))
}

fn unusable(path: &Path, error: &DataDirError) -> StartError {
    StartError::Setting(Problem::with_data_dir(path, error))
}

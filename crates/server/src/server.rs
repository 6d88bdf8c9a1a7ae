use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use crate::Config;
use crate::accept::Acceptor;
use crate::connection_limits::ConnectionLimits;
use crate::hub::Hub;
use crate::listener::Listener;
use crate::router::router;

/// How long connections may take to end once the server stops.
const STOP_GRACE: Duration = Duration::from_secs(8);

/// A server that has its port and does not serve yet.
#[derive(Debug)]
pub struct Server {
    config: Config,
    listener: Listener,
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
    /// Opens the port.
    ///
    /// # Errors
    ///
    /// Says in a sentence why the port cannot be had.
    pub fn bind(config: Config) -> Result<Self, StartError> {
        match Listener::bind(config.bind, config.port) {
            Ok(listener) => Ok(Self { config, listener }),
            Err(error) => Err(StartError::new(&config, error)),
        }
    }

    /// Returns the address that the server listens on, with the real port.
    #[must_use]
    pub fn local_address(&self) -> SocketAddr {
        self.listener.address()
    }

    /// Serves until `stop` is ready, then says goodbye to everyone and ends within ten seconds.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let config = self.config;
        let hub = Hub::start(config.rooms.clone());
        let (alive, mut all_gone) = mpsc::channel(1);
        let (stopping, stopped) = watch::channel(false);
        let acceptor = Acceptor {
            limits: Arc::new(ConnectionLimits::new(
                config.max_connections,
                config.max_connections_per_address,
            )),
            alive,
            header_timeout: config.header_timeout,
            stopped,
            router: router(&config, hub.clone()),
        };
        tracing::info!(port = self.listener.address().port(), "listening");
        acceptor.run(self.listener, stop).await;
        tracing::info!("stopping");
        hub.stop().await;
        stopping.send_replace(true);
        if timeout(STOP_GRACE, all_gone.recv()).await.is_err() {
            tracing::warn!("some connections would not end and were cut");
        }
    }
}

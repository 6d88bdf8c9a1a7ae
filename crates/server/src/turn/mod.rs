//! The sockets around the STUN and TURN server of [`turn`], on a thread of their own.
//!
//! What people say goes through here where they cannot reach each other directly; a thread of its own keeps it from
//! waiting for messages, and messages from waiting for it.

mod addresses;
mod config;
mod datagrams;
mod listening;
mod outbox;
mod ports;
mod settings;
mod streams;
mod udp;
mod world;

use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustls::ServerConfig;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::sync::{mpsc, watch};
use tokio::task::{LocalSet, spawn_local};
use tokio::time::interval;
use tokio_rustls::TlsAcceptor;
use turn::{Engine, Figures, Input, Limits, PeerRules, Secret, Setup};

pub use config::{RelayTls, TurnConfig};
pub(crate) use settings::TurnTexts;

use config::{PORT, TLS_PORT};
use listening::{Listening, Ways};
use streams::Doors;
use udp::Udp;
use world::World;

/// The orders that may wait.
const MOST_ORDERS: usize = 1024;

/// How often time is told to the engine, and how often the addresses of the machine are looked at.
const TICK: Duration = Duration::from_secs(1);
const LOOK_AROUND: Duration = Duration::from_secs(10);

/// The fewest allocations that a participant may have; and the ways to the server, one each for every other participant.
const ALLOCATIONS: usize = 12;
const WAYS: usize = 2;
const WAYS_WITH_TLS: usize = 3;

/// A STUN and TURN server that has its ports and does not serve yet.
#[derive(Debug)]
pub struct TurnServer {
    config: TurnConfig,
    listening: Listening,
    tls: Option<(Listening, Arc<ServerConfig>)>,
    setup: Setup,
}

/// Why a STUN and TURN server has no port.
#[derive(Debug, Error)]
pub enum TurnError {
    /// The address for UDP and TCP is taken, or cannot be had.
    #[error("{0}")]
    Listen(#[from] io::Error),
    /// The one for TLS is.
    #[error("{address}: {source}")]
    ListenForTls {
        address: SocketAddr,
        source: io::Error,
    },
}

/// A STUN and TURN server that serves until the last of these is dropped.
#[derive(Clone, Debug)]
pub struct TurnHandle {
    orders: mpsc::Sender<Box<str>>,
    figures: watch::Receiver<Figures>,
}

impl TurnServer {
    /// Opens the ports, for rooms of so many; `tls` is how TLS begins where the configuration asks for it.
    ///
    /// # Errors
    ///
    /// The address is taken, or cannot be had.
    pub fn bind(
        config: TurnConfig,
        secret: Secret,
        room_capacity: u32,
        tls: Option<Arc<ServerConfig>>,
    ) -> Result<Self, TurnError> {
        let address = config.address.unwrap_or_else(Self::usual_address);
        let listening = Listening::bind(address, Ways::UdpAndTcp)?;
        let tls = match (&config.tls, tls) {
            (Some(wanted), Some(tls)) => {
                listen_for_tls(address, wanted)?.map(|listening| (listening, tls))
            }
            (None, _) | (_, None) => None,
        };
        let ways = if tls.is_some() { WAYS_WITH_TLS } else { WAYS };
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(io::Error::other)?;
        let others = usize::try_from(room_capacity.saturating_sub(1)).unwrap_or(usize::MAX);
        let limits = Limits {
            allocations_per_subject: ALLOCATIONS.max(others.saturating_mul(ways)),
            bytes_per_second: Some(bytes_per_second(config.max_bitrate)),
            total_bytes_per_second: Some(bytes_per_second(config.max_total_bitrate)),
            ..Limits::default()
        };
        let mut allowed = config.allowed.clone();
        if let Some(lan) = addresses::lan_of(address.ip()) {
            tracing::info!(network = %lan, "the relay is on a LAN alone: its addresses may be relayed to");
            allowed.push(lan);
        }
        let peers = PeerRules {
            allowed,
            own: config.public.clone(),
        };
        Ok(Self {
            config,
            listening,
            tls,
            setup: Setup {
                secret,
                limits,
                peers,
                seed,
            },
        })
    }

    /// Returns where it listens if nobody has chosen.
    pub(crate) fn usual_address() -> SocketAddr {
        SocketAddr::from((Ipv6Addr::UNSPECIFIED, PORT))
    }

    /// Returns the port that it listens on, the same for UDP and TCP.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.listening.port
    }

    /// Returns the port that it listens on for TLS, if it has a certificate.
    #[must_use]
    pub fn tls_port(&self) -> Option<u16> {
        self.tls.as_ref().map(|(listening, _)| listening.port)
    }

    /// Returns where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        let address = self.config.address.unwrap_or_else(Self::usual_address);
        SocketAddr::new(address.ip(), self.port())
    }

    /// Serves on a thread of its own.
    ///
    /// # Errors
    ///
    /// The system has no more threads or sockets.
    pub fn start(self) -> io::Result<TurnHandle> {
        let (orders, ordered) = mpsc::channel(MOST_ORDERS);
        let (told, figures) = watch::channel(Figures::default());
        let runtime = Builder::new_current_thread().enable_all().build()?;
        tracing::info!(
            port = self.port(),
            tls = self.tls_port(),
            "STUN and TURN are listening"
        );
        thread::Builder::new()
            .name("turn".to_owned())
            .spawn(move || {
                let local = LocalSet::new();
                if let Err(error) = local.block_on(&runtime, self.run(ordered, told)) {
                    tracing::error!(%error, "the relay has ended");
                }
            })?;
        Ok(TurnHandle { orders, figures })
    }

    async fn run(
        self,
        mut orders: mpsc::Receiver<Box<str>>,
        figures: watch::Sender<Figures>,
    ) -> io::Result<()> {
        let bound = self
            .config
            .address
            .map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |address| address.ip());
        let sockets = self
            .listening
            .datagrams
            .into_iter()
            .map(|socket| Udp::new(socket).map(Rc::new));
        let datagrams: Vec<Rc<Udp>> = sockets.collect::<io::Result<_>>()?;
        let world = Rc::new(World::new(
            self.config,
            Engine::new(self.setup),
            datagrams.clone(),
            bound,
        ));
        world.look_around();
        for udp in datagrams {
            spawn_local(datagrams::serve(Rc::clone(&world), udp));
        }
        let doors = Rc::new(Doors::new());
        for listener in self.listening.streams {
            let listener = TcpListener::from_std(listener)?;
            spawn_local(Rc::clone(&doors).serve(Rc::clone(&world), listener, None));
        }
        if let Some((listening, tls)) = self.tls {
            let acceptor = TlsAcceptor::from(tls);
            for listener in listening.streams {
                let listener = TcpListener::from_std(listener)?;
                let serving =
                    Rc::clone(&doors).serve(Rc::clone(&world), listener, Some(acceptor.clone()));
                spawn_local(serving);
            }
        }
        let (mut ticks, mut looks) = (interval(TICK), interval(LOOK_AROUND));
        loop {
            tokio::select! {
                subject = orders.recv() => match subject {
                    Some(subject) => world.handle(Input::Revoke(&subject)),
                    None => return Ok(()),
                },
                _ = ticks.tick() => {
                    world.handle(Input::Tick);
                    figures.send_replace(world.figures());
                }
                _ = looks.tick() => world.look_around(),
            }
        }
    }
}

impl TurnHandle {
    /// Ends what the credentials of `subject` were used for, and refuses them from then on.
    pub fn revoke(&self, subject: Box<str>) {
        if self.orders.try_send(subject).is_err() {
            tracing::warn!("the relay could not be told whose credentials have ended");
        }
    }

    /// Returns what the relay has done, told once a second.
    #[must_use]
    pub fn figures(&self) -> watch::Receiver<Figures> {
        self.figures.clone()
    }
}

/// Listens where TLS is to be spoken; `None` where nobody has chosen the address and it cannot be had.
fn listen_for_tls(plain: SocketAddr, tls: &RelayTls) -> Result<Option<Listening>, TurnError> {
    let address = tls.address.unwrap_or(SocketAddr::new(plain.ip(), TLS_PORT));
    match Listening::bind(address, Ways::Tcp) {
        Ok(listening) => Ok(Some(listening)),
        Err(error) if tls.address.is_none() && tls.files.is_none() => {
            tracing::warn!(
                %address,
                %error,
                "the relay does not speak TLS: set TATAP_TURN_TLS_ADDR to a port that is free"
            );
            Ok(None)
        }
        Err(source) => Err(TurnError::ListenForTls { address, source }),
    }
}

fn bytes_per_second(megabits: u32) -> u64 {
    u64::from(megabits) * 1_000_000 / 8
}

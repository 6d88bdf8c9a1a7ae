use std::net::{IpAddr, Ipv4Addr, TcpListener, UdpSocket};
use std::sync::atomic::{AtomicU16, Ordering};
use std::{io, panic, process, thread};

use anyhow::{Context, Result, bail};

use crate::Skipped;

#[cfg(target_os = "linux")]
use crate::namespace::{self, Namespace};

/// Where a test's servers and browsers live.
#[derive(Debug)]
pub enum Network {
    /// A network of their own with one address besides loopback and a default route that leads nowhere.
    #[cfg(target_os = "linux")]
    Own(Namespace),
    /// The machine's network, because there is no right to make another.
    Host {
        /// Why there is no right, for a person.
        why: String,
    },
}

impl Network {
    /// Makes a network, after removing those that a killed run left behind.
    ///
    /// Call it first in `main`: without root it starts the program again in a user namespace.
    #[must_use]
    pub fn prepare() -> Self {
        #[cfg(target_os = "linux")]
        {
            match namespace::become_root().and_then(|()| Namespace::create()) {
                Ok(namespace) => Self::Own(namespace),
                Err(error) => Self::Host {
                    why: format!("{error:#}"),
                },
            }
        }
        #[cfg(not(target_os = "linux"))]
        Self::Host {
            why: "network namespaces are Linux's".to_owned(),
        }
    }

    /// An address of this network that is not loopback and from which a default route leads on.
    ///
    /// # Errors
    ///
    /// Fails with [`Skipped`] if there is none: Firefox then finds no ICE candidate, and every page is secure.
    pub fn address(&self) -> Result<String> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Own(namespace) => Ok(namespace.address().to_string()),
            Self::Host { why } => {
                let address = routed_address().map_err(|error| {
                    Skipped::new(format!(
                        "no network of the test's own ({why}), and no route in the machine's ({error})"
                    ))
                })?;
                Ok(address.to_string())
            }
        }
    }

    /// Moves the calling thread into the network: the sockets and child processes that it makes live there.
    ///
    /// # Errors
    ///
    /// Fails if the namespace is gone.
    pub fn enter(&self) -> Result<()> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Own(namespace) => namespace.enter(),
            Self::Host { .. } => Ok(()),
        }
    }

    /// Runs `work` inside the network and leaves the calling thread where it is.
    ///
    /// # Errors
    ///
    /// Fails if `work` does or the namespace is gone.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
        thread::scope(|scope| {
            let inside = scope.spawn(|| {
                self.enter()?;
                work()
            });
            inside
                .join()
                .unwrap_or_else(|panic| panic::resume_unwind(panic))
        })
    }

    /// Ends every process in this process's networks and removes them; what is on the machine's own network stays.
    pub fn clear(&self) {
        match self {
            #[cfg(target_os = "linux")]
            Self::Own(_) => namespace::delete_own(),
            Self::Host { .. } => {}
        }
    }

    /// Finds a port that stays free while nobody listens on it, so that one can listen on it again.
    ///
    /// It is none of those that the system hands out to clients: a client that tries again and again to reach
    /// such a port, where nobody listens, is in the end given the port itself, and reaches itself.
    ///
    /// # Errors
    ///
    /// Fails if there is none.
    pub fn lasting_port(&self) -> Result<u16> {
        static TRIED: AtomicU16 = AtomicU16::new(0);
        let address = self.listening_address();
        // Tests of several processes do not begin at the same port.
        let first = process::id() % u32::from(LASTING_PORTS);
        self.run(|| {
            (0..LASTING_PORTS)
                .map(|_| u32::from(TRIED.fetch_add(1, Ordering::Relaxed)))
                .filter_map(|tried| u16::try_from((first + tried) % u32::from(LASTING_PORTS)).ok())
                .map(|offset| FIRST_LASTING_PORT + offset)
                .find(|port| TcpListener::bind((address, *port)).is_ok())
                .context("no free port")
        })
    }

    /// Runs `ip` inside.
    #[cfg(target_os = "linux")]
    pub(crate) fn ip(&self, arguments: &str) -> Result<String> {
        match self {
            Self::Own(namespace) => namespace.ip(arguments),
            Self::Host { .. } => bail!("the machine's own network is not to be changed"),
        }
    }

    /// The address to listen on so that everyone in the network can connect, and nobody outside the machine.
    pub(crate) fn listening_address(&self) -> Ipv4Addr {
        match self {
            #[cfg(target_os = "linux")]
            Self::Own(_) => Ipv4Addr::UNSPECIFIED,
            Self::Host { .. } => Ipv4Addr::LOCALHOST,
        }
    }
}

/// Below those that Linux, macOS and Windows hand out to clients.
pub(crate) const FIRST_LASTING_PORT: u16 = 21_000;
pub(crate) const LASTING_PORTS: u16 = 10_000;

/// Asks the routing table: connecting a datagram socket sends nothing.
fn routed_address() -> io::Result<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    // An address for documentation (RFC 5737), which is nobody's.
    socket.connect((Ipv4Addr::new(203, 0, 113, 1), 9))?;
    Ok(socket.local_addr()?.ip())
}

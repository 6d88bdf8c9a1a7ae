use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Result, ensure};

use crate::namespace::Namespace;
use crate::{Cable, Network};

/// A way to everyone else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    Wifi,
    Mobile,
}

impl Path {
    /// The path that this one is not.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Wifi => Self::Mobile,
            Self::Mobile => Self::Wifi,
        }
    }

    /// The interface's name, by which Chromium guesses what kind of network it is.
    fn interface(self) -> &'static str {
        match self {
            Self::Wifi => "wlan0",
            Self::Mobile => "rmnet0",
        }
    }

    fn number(self) -> u8 {
        match self {
            Self::Wifi => 1,
            Self::Mobile => 2,
        }
    }
}

/// A person's machine, with a [`Cable`] for each path.
#[derive(Debug)]
pub struct Host {
    network: Arc<Network>,
    number: u8,
    wifi: Cable,
    mobile: Cable,
    path: Mutex<Option<Path>>,
}

impl Host {
    /// Makes the machine with this number, and its cables to `server`.
    pub(super) fn join(server: &Arc<Network>, number: u8) -> Result<Self> {
        let network = Arc::new(Network::Own(Namespace::bare(near_end(number, Path::Wifi))?));
        let lay = |path: Path| {
            let far = format!("{}-{number}", path.interface());
            let cable = Cable::lay((&network, path.interface()), (server, &far))?;
            let address = far_end(number, path);
            server.ip(&format!("addr add {address}/24 dev {far}"))?;
            server.ip(&format!("link set {far} up"))?;
            anyhow::Ok(cable)
        };
        let (wifi, mobile) = (lay(Path::Wifi)?, lay(Path::Mobile)?);
        let host = Self {
            network,
            number,
            wifi,
            mobile,
            path: Mutex::new(None),
        };
        host.connect(Path::Wifi)?;
        Ok(host)
    }

    /// Where the person's browser runs.
    #[must_use]
    pub fn network(&self) -> &Arc<Network> {
        &self.network
    }

    /// The cable of a path; disturbing it is nothing that the machine is told.
    #[must_use]
    pub fn cable(&self, path: Path) -> &Cable {
        match path {
            Path::Wifi => &self.wifi,
            Path::Mobile => &self.mobile,
        }
    }

    /// The address that the machine has on a path.
    #[must_use]
    pub fn address(&self, path: Path) -> Ipv4Addr {
        near_end(self.number, path)
    }

    /// The path that the machine is on, if it is on any.
    #[must_use]
    pub fn path(&self) -> Option<Path> {
        *self.path.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves the path and takes the other: there is a moment without any, and the address is another.
    ///
    /// # Errors
    ///
    /// Fails if the network is gone.
    pub fn switch(&self) -> Result<Path> {
        let next = self.path().map_or(Path::Wifi, Path::other);
        self.disconnect()?;
        self.connect(next)?;
        Ok(next)
    }

    /// Leaves the path: the machine has neither an address nor a route, and knows it.
    ///
    /// # Errors
    ///
    /// Fails if the network is gone.
    pub fn disconnect(&self) -> Result<()> {
        if let Some(path) = self.path() {
            let interface = path.interface();
            self.network.ip(&format!("addr flush dev {interface}"))?;
            self.network.ip(&format!("link set {interface} down"))?;
            self.remember(None);
        }
        Ok(())
    }

    /// Takes a path, where the machine is on none.
    ///
    /// # Errors
    ///
    /// Fails if it is on one, or the network is gone.
    pub fn connect(&self, path: Path) -> Result<()> {
        ensure!(self.path().is_none(), "the machine is on a path already");
        let interface = path.interface();
        let (near, far) = (near_end(self.number, path), far_end(self.number, path));
        self.network
            .ip(&format!("addr add {near}/24 dev {interface}"))?;
        self.network.ip(&format!("link set {interface} up"))?;
        self.network
            .ip(&format!("route add default via {far} dev {interface}"))?;
        self.remember(Some(path));
        Ok(())
    }

    fn remember(&self, path: Option<Path>) {
        *self.path.lock().unwrap_or_else(PoisonError::into_inner) = path;
    }
}

fn near_end(number: u8, path: Path) -> Ipv4Addr {
    Ipv4Addr::new(10, path.number(), number, 2)
}

fn far_end(number: u8, path: Path) -> Ipv4Addr {
    Ipv4Addr::new(10, path.number(), number, 1)
}

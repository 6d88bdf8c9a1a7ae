//! What a server opens before it serves: ports, certificates and the data directory.

use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use ::turn::Secret;
use rooms::{Host, OwnRelay, StoredRoom};

use crate::greeting::url_host;
use crate::listener::Listener;
use crate::store::{DataDir, DataDirError, Store, draw_secret};
use crate::tls::{Shown, Tls, WatchedFiles};
use crate::turn::{TurnError, TurnServer};
use crate::{Config, Doors, Problem, StartError, TlsConfig};

pub(crate) fn bind_metrics(address: SocketAddr) -> Result<Listener, StartError> {
    Listener::bind(Some(address.ip()), address.port())
        .map_err(|error| StartError::Setting(Problem::with_metrics_address(address, &error)))
}

pub(crate) fn bind_redirect(address: SocketAddr) -> Result<Listener, StartError> {
    let ip = Some(address.ip()).filter(|ip| *ip != IpAddr::V6(Ipv6Addr::UNSPECIFIED));
    Listener::bind(ip, address.port()).map_err(|error| {
        let variable = "TATAP_HTTP_REDIRECT_ADDR";
        StartError::Setting(Problem::with_address(variable, address, &error))
    })
}

pub(crate) fn open_tls(config: &Config) -> Result<Option<Tls>, StartError> {
    let Some(tls) = &config.tls else {
        return Ok(None);
    };
    Tls::open(tls, config.data_dir.as_deref())
        .map(Some)
        .map_err(|error| StartError::Setting(Problem::with_tls(tls, &error)))
}

/// The relay's own certificate, if it has one.
pub(crate) fn relay_files(config: &Config) -> Result<Option<WatchedFiles>, StartError> {
    let tls = config.turn.as_ref().and_then(|turn| turn.tls.as_ref());
    let Some(files) = tls.and_then(|tls| tls.files.clone()) else {
        return Ok(None);
    };
    let variable = "TATAP_TURN_TLS_CERT";
    let value = files.certificate.display().to_string();
    WatchedFiles::load(files).map(Some).map_err(|error| {
        let accepted = format!("a certificate in PEM ({error})");
        StartError::Setting(Problem {
            variable,
            value,
            accepted,
        })
    })
}

/// Opens the ports of the server's own relay; it does without where nobody asked for one and the port is taken.
pub(crate) fn bind_relay(
    config: &Config,
    secret: Secret,
    tls: Option<&Arc<Shown>>,
) -> Result<Option<TurnServer>, StartError> {
    let Some(turn) = &config.turn else {
        return Ok(None);
    };
    if turn.address.is_none() && !config.rooms.ice.shared.is_empty() {
        return Ok(None);
    }
    let ice = &config.rooms.ice;
    let is_wanted = ice.relay_only && !ice.has_relay();
    let tls = tls.map(Shown::for_relay).transpose();
    let tls = tls.map_err(StartError::NoTls)?;
    let error = match TurnServer::bind(turn.clone(), secret, config.rooms.room_capacity, tls) {
        Ok(relay) => return Ok(Some(relay)),
        Err(TurnError::ListenForTls { address, source }) => {
            let problem = Problem::with_address("TATAP_TURN_TLS_ADDR", address, &source);
            return Err(StartError::Setting(problem));
        }
        Err(TurnError::Listen(error)) => error,
    };
    let usual = || is_wanted.then(TurnServer::usual_address);
    if let Some(address) = turn.address.or_else(usual) {
        let problem = Problem::with_address("TATAP_TURN_ADDR", address, &error);
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
pub(crate) fn own_relay(config: &Config, relay: &TurnServer, tls: Option<&Arc<Shown>>) -> OwnRelay {
    let public = config.turn.iter().flat_map(|turn| &turn.public);
    let hosts = public.filter_map(|address| Host::of_authority(&url_host(*address)));
    OwnRelay {
        hosts: hosts.collect(),
        names: names_of_relay(config, tls),
        udp: Some(relay.port()),
        tcp: Some(relay.port()),
        tls: relay.tls_port(),
    }
}

/// The names by which the relay can be reached over TLS; those of a certificate that is still to come, too.
fn names_of_relay(config: &Config, tls: Option<&Arc<Shown>>) -> Vec<Box<str>> {
    let shown = tls.map(|tls| tls.names()).unwrap_or_default();
    match &config.tls {
        Some(TlsConfig::Acme(acme)) if shown.is_empty() => acme
            .domains
            .iter()
            .map(|name| name.as_str().into())
            .collect(),
        _ => shown,
    }
}

pub(crate) fn claim(path: &Path) -> Result<DataDir, StartError> {
    DataDir::claim(path).map_err(|error| unusable(path, &error))
}

/// The secret that nobody has chosen: the one that is kept, or one for as long as the program runs.
pub(crate) fn secret(directory: Option<&DataDir>) -> Result<Secret, StartError> {
    match directory {
        Some(directory) => {
            Store::turn_secret(directory).map_err(|error| unusable(directory.path(), &error))
        }
        None => draw_secret().map_err(StartError::NoRandomness),
    }
}

/// What stands in the way is the directory, or, without one, that there are no random numbers.
pub(crate) fn open_doors(
    config: &Config,
    directory: Option<&DataDir>,
) -> Result<Doors, StartError> {
    Doors::open(&config.doors, directory).map_err(|error| match directory {
        Some(directory) => unusable(directory.path(), &error),
        None => StartError::NoRandomness(io::Error::other(error)),
    })
}

pub(crate) fn open_store(directory: DataDir) -> Result<(Store, Vec<StoredRoom>), StartError> {
    let path = directory.path().to_owned();
    Store::open(directory).map_err(|error| unusable(&path, &error))
}

fn unusable(path: &Path, error: &DataDirError) -> StartError {
    StartError::Setting(Problem::with_data_dir(path, error))
}

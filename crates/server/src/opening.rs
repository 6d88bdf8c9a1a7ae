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
        names: names_of_relay(config.tls.as_ref(), tls),
        udp: Some(relay.port()),
        tcp: Some(relay.port()),
        tls: relay.tls_port(),
    }
}

/// The names by which the relay can be reached over TLS; those of a certificate that is still to come, too.
fn names_of_relay(web: Option<&TlsConfig>, tls: Option<&Arc<Shown>>) -> Vec<Box<str>> {
    let shown = tls.and_then(|tls| tls.names());
    match (shown, web) {
        (Some(names), _) => names,
        (None, Some(TlsConfig::Acme(acme))) => {
            let names = acme.domains.iter();
            names.map(|name| name.as_str().into()).collect()
        }
        (None, _) => Vec::new(),
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

#[cfg(test)]
mod tests {
    use rustls::crypto::aws_lc_rs;
    use rustls::pki_types::PrivateKeyDer;
    use rustls::sign::CertifiedKey;

    use super::*;
    use crate::AcmeConfig;

    fn shown(names: &[&str]) -> Option<Arc<Shown>> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let made = rcgen::generate_simple_self_signed(names).unwrap();
        let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let provider = aws_lc_rs::default_provider();
        let certified = CertifiedKey::from_der(vec![made.cert.der().clone()], key, &provider);
        Some(Arc::new(Shown::with(certified.unwrap())))
    }

    #[test]
    fn a_relay_is_told_by_the_names_of_what_it_shows_or_will_show() {
        let acme = TlsConfig::Acme(AcmeConfig {
            domains: vec!["meet.example.org".to_owned()],
            contact: None,
            directory: "https://authority.example.org/directory".to_owned(),
            roots: None,
        });
        let check = |web: Option<&TlsConfig>, shown: Option<Arc<Shown>>, expected: &[&str]| {
            let names = names_of_relay(web, shown.as_ref());
            let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
            assert_eq!(names, expected, "{web:?} {shown:?}");
        };
        let awaited = || Some(Arc::new(Shown::default()));
        check(Some(&acme), awaited(), &["meet.example.org"]);
        check(
            Some(&acme),
            shown(&["turn.example.org"]),
            &["turn.example.org"],
        );
        check(Some(&acme), shown(&["192.0.2.7", "2001:db8::7"]), &[]);
        check(
            Some(&TlsConfig::SelfSigned),
            shown(&["localhost"]),
            &["localhost"],
        );
        check(Some(&TlsConfig::SelfSigned), awaited(), &[]);
        check(None, None, &[]);
    }
}

//! What `tatap doctor` looks at; what it means is said by the crate `doctor`.

mod certificate;
mod http;
mod relays;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::SystemTime;

use axum::http::StatusCode;
use axum::http::header::DATE;
use doctor::frontend::Answer;
use doctor::machine::DataDirectory;
use doctor::port::Holder;
use doctor::{Line, Report, clock, frontend, machine, port, reach, relay};

use crate::listener::Listener;
use crate::store::{DataDir, DataDirError};
use crate::{Config, Origin, Settings, TlsConfig, descriptors};

/// Looks at the settings, the machine and the server that runs on it, if one does.
pub async fn examine(settings: Settings) -> Report {
    let (settings, data_dir) = settings.take_data_dir();
    let directory = machine::data_directory(&look_at(data_dir));
    let config = match settings.check() {
        Ok(config) => config,
        Err(problems) => {
            let wrong = problems
                .iter()
                .map(|problem| Line::bad("Settings", problem.variable, problem.to_string()));
            let lines = wrong.chain([directory]).collect();
            return Report { lines };
        }
    };
    let addresses = own_addresses();
    let holder = holder(&config).await;
    let mut lines = vec![
        Line::good("Settings", "Nothing is wrong with them."),
        directory,
        machine::descriptors(
            descriptors::most(),
            u64::try_from(config.max_connections).unwrap_or(u64::MAX),
        ),
        port::line(config.port, &holder),
        reach::listening(config.bind, &addresses),
    ];
    let frontends = look_at_frontends(&config, &mut lines).await;
    if let Some(turn) = &config.turn
        && config.rooms.ice.shared.is_empty()
    {
        lines.push(reach::announced(&turn.public, &addresses));
        let files = turn.tls.iter().filter_map(|tls| tls.files.as_ref());
        let setting = "TATAP_TURN_TLS_CERT";
        lines.extend(files.map(|files| certificate::line(setting, &files.certificate)));
    }
    if let Some(TlsConfig::Files(files)) = &config.tls {
        lines.push(certificate::line("TATAP_TLS_CERT", &files.certificate));
    }
    if holder == Holder::Tatap {
        let scheme = if config.tls.is_some() {
            "https"
        } else {
            "http"
        };
        let near = local_origin(&config, scheme);
        let origins: Vec<Origin> = frontends.into_iter().cloned().chain(near).collect();
        lines.extend(relays::lines(&config, &origins).await);
    } else {
        lines.push(relay::untried());
    }
    Report { lines }
}

fn look_at(data_dir: Option<PathBuf>) -> DataDirectory {
    let Some(path) = data_dir else {
        return DataDirectory::Unset;
    };
    match DataDir::claim(&path) {
        Ok(_) => DataDirectory::Writable,
        Err(DataDirError::InUse) => DataDirectory::InUse,
        Err(error @ DataDirError::Unusable(_)) => DataDirectory::Unusable(error.to_string()),
    }
}

async fn holder(config: &Config) -> Holder {
    let error = match Listener::bind(config.bind, config.port) {
        Ok(_) => return Holder::Nobody,
        Err(error) => error,
    };
    if error.kind() == io::ErrorKind::PermissionDenied {
        return Holder::Forbidden;
    }
    if error.kind() != io::ErrorKind::AddrInUse {
        return Holder::Unusable(error.to_string());
    }
    match ask_local(config, "/healthz").await {
        Ok((_, body)) if is_tatap(&body) => Holder::Tatap,
        Ok(_) | Err(_) => Holder::Other,
    }
}

/// Asks the server of this machine, as whoever is on it reaches it.
///
/// # Errors
///
/// Says in the system's words why nobody answers.
pub(crate) async fn ask_local(config: &Config, path: &str) -> Result<(StatusCode, String), String> {
    // It is answered without TLS, too.
    let origin = local_origin(config, "http").ok_or("there is no such address")?;
    let answer = http::get(&origin, path).await?;
    let body = String::from_utf8_lossy(&answer.body).into_owned();
    Ok((answer.status, body))
}

fn is_tatap(body: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(body)
        .is_ok_and(|body| body["status"].is_string() && body["version"].is_string())
}

/// Where the server is for whoever is on this machine.
fn local_origin(config: &Config, scheme: &str) -> Option<Origin> {
    let near = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let address = config.bind.filter(|bind| !bind.is_unspecified());
    let server = SocketAddr::new(address.unwrap_or(near), config.port);
    Origin::parse(&format!("{scheme}://{server}"))
}

/// Tries each page that `FRONTEND_URL` names, and returns those by which the server is reached.
async fn look_at_frontends<'a>(config: &'a Config, lines: &mut Vec<Line>) -> Vec<&'a Origin> {
    let mut open = Vec::new();
    let mut clocks = Vec::new();
    for origin in &config.frontends {
        let answer = match http::begin_websocket(origin).await {
            Ok(status) if status.as_u16() == 101 => Answer::Opened,
            Ok(status) => Answer::Status(status.as_u16()),
            Err(why) => Answer::Nothing(why),
        };
        let told = http::get(origin, "/config.json").await;
        if let Ok(told) = &told {
            clocks.extend(ahead_of(told).map(|ahead| (ahead, origin.to_string())));
        }
        let elsewhere = told.is_ok_and(|told| names_a_server(&told));
        if answer == Answer::Opened {
            open.push(origin);
        }
        lines.push(frontend::line(&origin.to_string(), &answer, elsewhere));
    }
    let worst = clocks
        .into_iter()
        .max_by_key(|(ahead, _)| ahead.unsigned_abs());
    lines.push(match worst {
        Some((ahead, whose)) => clock::line(Some(ahead), &whose),
        None => clock::line(None, ""),
    });
    open
}

fn names_a_server(answer: &http::Answer) -> bool {
    serde_json::from_slice::<serde_json::Value>(&answer.body)
        .is_ok_and(|body| body["server"].is_string())
}

/// The seconds by which this machine's clock is ahead of the one that dated the answer (RFC 9110, section 6.6.1).
fn ahead_of(answer: &http::Answer) -> Option<i64> {
    let date = answer.headers.get(DATE)?.to_str().ok()?;
    let theirs = httpdate::parse_http_date(date).ok()?;
    let seconds = |time: SystemTime| {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        i64::try_from(since.as_secs()).ok()
    };
    Some(seconds(SystemTime::now())? - seconds(theirs)?)
}

fn own_addresses() -> Vec<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    interfaces.iter().map(if_addrs::Interface::ip).collect()
}

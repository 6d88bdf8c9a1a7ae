use doctor::relay::{self, Owner};
use doctor::{Line, Target};
use protocol::{IceServer, JsonObject, ice_servers};
use turn::Credential;

use super::http;
use crate::{Config, Origin, relay_probe};

/// Tries the STUN and TURN servers that participants are told who reach the server at `origins`.
pub(super) async fn lines(config: &Config, origins: &[Origin]) -> Vec<Line> {
    let mut told = Vec::new();
    for origin in origins {
        for server in ask(origin).await {
            for url in &server.urls {
                if !told.iter().any(|(known, _)| known == url) {
                    told.push((url.clone(), credential(&server)));
                }
            }
        }
    }
    let targets: Vec<_> = told
        .iter()
        .filter_map(|(url, credential)| Some((url, Target::parse(url)?, credential)))
        .collect();
    let mut lines = Vec::new();
    if !targets.iter().any(|(_, target, _)| target.relays) {
        lines.push(relay::none());
    }
    for (url, target, credential) in targets {
        let outcome = relay_probe::examine_as_peer(&target, credential.as_ref()).await;
        lines.push(relay::line(url, owner(config, url, &target), &outcome));
    }
    lines
}

async fn ask(origin: &Origin) -> Vec<IceServer> {
    let Ok(answer) = http::get(origin, "/api/check").await else {
        return Vec::new();
    };
    let told = std::str::from_utf8(&answer.body)
        .ok()
        .and_then(|body| JsonObject::parse(body).ok())
        .and_then(|answer| ice_servers(&answer).ok());
    told.map(|told| told.servers).unwrap_or_default()
}

fn credential(server: &IceServer) -> Option<Credential> {
    Some(Credential {
        username: server.username.clone()?,
        password: server.credential.clone()?,
    })
}

fn owner(config: &Config, url: &str, target: &Target) -> Owner {
    let ice = &config.rooms.ice;
    let mut named = ice.fixed.iter().flat_map(|server| &server.urls);
    if ice.shared.iter().chain(&mut named).any(|one| one == url) {
        return Owner::Operator;
    }
    let mut public = config.turn.iter().flat_map(|turn| &turn.public);
    Owner::Tatap {
        announced: public.any(|address| address.to_string() == target.host),
    }
}

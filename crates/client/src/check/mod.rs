//! The check: tries what a call needs, and notes what it finds in [`Findings`].

mod probes;
mod remembered;

use std::cell::Cell;
use std::rc::Rc;

use call::check::{Capacity, Findings, Greeting, Reflection, Relay, ServerProblem, Way};
use leptos::prelude::*;
use protocol::IceServer;
use wasm_bindgen_futures::JsFuture;

pub(crate) use probes::save;
pub(crate) use remembered::{recall, remember};

use crate::{
    rtc::support,
    session::{
        fetch,
        server_address::{http_url, web_socket_url},
    },
    task,
};

/// Tries everything, as long as the current owner lives.
pub(crate) fn start() -> RwSignal<Findings> {
    let environment = support::environment();
    let findings = RwSignal::new(Findings {
        secure: environment.secure && environment.peer_connections,
        codecs: Some(probes::codecs()),
        ..Findings::default()
    });
    task::spawn_scoped(async move {
        // One question of the browser after the other.
        let microphone = probes::microphone().await;
        findings.update(|findings| findings.microphone = Some(microphone));
        let camera = probes::camera().await;
        findings.update(|findings| findings.camera = Some(camera));
    });
    task::spawn_scoped(async move {
        let web_socket = web_socket_url().await;
        let millis = probes::socket(&web_socket).await;
        findings.update(|findings| findings.socket = Some(millis));
    });
    let owner = Owner::current();
    task::spawn_scoped(async move {
        let server = greeting(&web_socket_url().await).await;
        findings.update(|findings| findings.server = Some(server.clone()));
        if let (Ok(greeting), Some(owner)) = (server, owner) {
            owner.with(|| try_network(findings, &greeting));
        }
    });
    findings
}

async fn greeting(web_socket: &str) -> Result<Greeting, ServerProblem> {
    let url = http_url(web_socket, "/api/check").ok_or(ServerProblem::Silent)?;
    let answer = fetch::get(&url, None).await.ok_or(ServerProblem::Silent)?;
    match answer.status() {
        200 => {}
        403 => return Err(ServerProblem::Foreign),
        429 => return Err(ServerProblem::Busy),
        // A proxy whose server is away.
        502..=504 => return Err(ServerProblem::Silent),
        _ => return Err(ServerProblem::Strange),
    }
    let text = answer.text().map_err(|_| ServerProblem::Silent)?;
    let text = JsFuture::from(text)
        .await
        .map_err(|_| ServerProblem::Silent)?;
    let now = js_sys::Date::now() as u64;
    Greeting::parse(&text.as_string().unwrap_or_default(), now).map_err(|_| ServerProblem::Strange)
}

/// Tries the ways in which media may go, all at once; the best of them is measured then.
fn try_network(findings: RwSignal<Findings>, greeting: &Greeting) {
    let reflectors = greeting.reflectors();
    task::spawn_scoped(async move {
        let found = match reflectors.as_slice() {
            [] => Reflection::Absent,
            servers => probes::reflection(servers).await,
        };
        findings.update(|findings| findings.reflector = Some(found));
    });
    let untried = Rc::new(Cell::new(Way::ALL.len()));
    let ways = Way::ALL.map(|way| greeting.relays(way));
    for (index, servers) in ways.clone().into_iter().enumerate() {
        let (untried, ways) = (Rc::clone(&untried), ways.clone());
        task::spawn_scoped(async move {
            let found = match servers.as_slice() {
                [] => Relay::Absent,
                servers => probes::relay(servers).await,
            };
            findings.update(|findings| findings.relays[index] = Some(found));
            untried.set(untried.get() - 1);
            if untried.get() == 0 {
                measure(findings, &ways).await;
            }
        });
    }
}

async fn measure(findings: RwSignal<Findings>, ways: &[Vec<IceServer>; 3]) {
    let best = findings.with_untracked(|findings| {
        let echoes = |relay: &Option<Relay>| matches!(relay, Some(Relay::Echoed(_)));
        findings.relays.iter().position(echoes)
    });
    let measured = match best.and_then(|best| ways.get(best)) {
        Some(servers) => probes::load(servers).await,
        None => None,
    };
    let capacity = measured.unwrap_or(Capacity::Unknown);
    findings.update(|findings| findings.capacity = Some(capacity));
}

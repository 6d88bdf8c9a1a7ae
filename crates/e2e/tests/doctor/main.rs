//! `tatap doctor` beside a server whose network is broken.

use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use e2e::{Access, Coturn, CoturnSetup, Homes, Network, Server, UdpLoss, runner, stories};
use serde_json::Value;

const SECRET: &str = "a secret of the tests";

/// Where everyone is in these networks, which a relay takes for nobody's.
const OPEN: (&str, &str) = ("TATAP_TURN_ALLOW_PEERS", "203.0.113.0/24");

fn main() -> ExitCode {
    let mut network = Network::prepare();
    let stories = stories![
        where_all_is_well_nothing_is_wrong,
        a_firewall_that_drops_udp_is_found,
        a_coturn_that_says_a_wrong_address_is_found,
        a_coturn_that_says_its_own_address_is_good,
    ];
    let code = runner::play(&mut network, stories, |_, _, outcome| outcome);
    network.clear();
    code
}

fn where_all_is_well_nothing_is_wrong(network: &mut Network) -> Result<()> {
    let homes = Homes::build(network, [Access::Open; 2])?;
    let server = Server::start(homes.server(), &own_relay())?;
    let (code, report) = server.doctor()?;
    ensure!(code == Some(0), "{report:#}");
    for way in ["udp", "tcp"] {
        let line = relay(&report, way)?;
        says(line, "good", "Bytes went through")?;
    }
    Ok(())
}

fn a_firewall_that_drops_udp_is_found(network: &mut Network) -> Result<()> {
    let homes = Homes::build(network, [Access::Open; 2])?;
    let server = Server::start(homes.server(), &own_relay())?;
    let _firewall = UdpLoss::start(homes.server(), 100)?;
    let (code, report) = server.doctor()?;
    ensure!(code == Some(1), "{report:#}");
    let udp = relay(&report, "udp")?;
    says(udp, "bad", "It does not answer")?;
    says(udp, "bad", "open the port in the firewall")?;
    ensure!(udp["setting"] == "TATAP_PUBLIC_IP", "{udp}");
    // Two who both come by TCP meet within the relay.
    says(relay(&report, "tcp")?, "good", "Bytes went through")
}

fn a_coturn_that_says_a_wrong_address_is_found(network: &mut Network) -> Result<()> {
    // Nobody has it.
    let line = line_of_coturn(network, Some("203.0.113.99"))?;
    says(&line, "doubtful", "what this machine sends to 203.0.113.99")?;
    says(&line, "doubtful", "coturn: external-ip")?;
    ensure!(line["setting"] == "TATAP_TURN_URLS", "{line}");
    Ok(())
}

fn a_coturn_that_says_its_own_address_is_good(network: &mut Network) -> Result<()> {
    for external in [None, Some("203.0.113.1")] {
        let line = line_of_coturn(network, external)?;
        says(&line, "good", "Bytes went through 203.0.113.1:")?;
    }
    Ok(())
}

/// What the doctor says of coturn over UDP.
fn line_of_coturn(network: &Network, external: Option<&str>) -> Result<Value> {
    let homes = Homes::build(network, [Access::Open; 2])?;
    let (address, _) = homes.addresses();
    let setup = CoturnSetup {
        addresses: &[address.into()],
        port: Coturn::PORT,
        secret: SECRET,
        external: external.map(str::parse).transpose()?,
    };
    let _coturn = Coturn::start_with(homes.server(), &setup)?;
    let url = format!("turn:{address}:{}?transport=udp", Coturn::PORT);
    let settings = [("TATAP_TURN_URLS", &*url), ("TATAP_TURN_SECRET", SECRET)];
    let server = Server::start(homes.server(), &settings)?;
    let (_, report) = server.doctor()?;
    relay(&report, "udp").cloned()
}

fn own_relay() -> [(&'static str, &'static str); 2] {
    [OPEN, ("TATAP_PUBLIC_IP", "203.0.113.1")]
}

/// The line about the relay by this transport.
fn relay<'a>(report: &'a Value, way: &str) -> Result<&'a Value> {
    let lines = report["lines"].as_array().context("no lines")?;
    let is_it = |line: &&Value| {
        let topic = line["topic"].as_str().unwrap_or_default();
        topic.starts_with("turn:") && topic.ends_with(way)
    };
    lines
        .iter()
        .find(is_it)
        .with_context(|| format!("no relay by {way} in {report:#}"))
}

fn says(line: &Value, verdict: &str, words: &str) -> Result<()> {
    let is_said = line["text"]
        .as_str()
        .is_some_and(|text| text.contains(words));
    ensure!(is_said && line["verdict"] == verdict, "{line}");
    Ok(())
}

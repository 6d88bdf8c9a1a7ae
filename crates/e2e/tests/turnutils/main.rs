//! The server's own relay and the clients of coturn, which no one here wrote.

use std::fs;
use std::net::{Ipv4Addr, Ipv6Addr, UdpSocket};
use std::process::{Child, Command, ExitCode, Output, Stdio};

use anyhow::{Context, Result, anyhow, ensure};
use e2e::{OwnRelay, Skipped, on_path, runner, stories};
use rcgen::generate_simple_self_signed;

/// Clients of one run, and packets of each.
const CLIENTS: u32 = 4;
const PACKETS: u32 = 50;

fn main() -> ExitCode {
    let stories = stories![
        nothing_is_lost,
        whoever_does_not_know_the_secret_gets_nothing,
        nothing_is_relayed_to_the_machine_itself,
        tcp_is_not_relayed,
    ];
    runner::play(&mut (), stories, |(), _, outcome| outcome)
}

/// By UDP, TCP and TLS, IPv4 and IPv6, on channels and in indications, to a peer and to each other.
fn nothing_is_lost(_: &mut ()) -> Result<()> {
    let files = tempfile::tempdir()?;
    let certificate = generate_simple_self_signed(["localhost".to_owned()])?;
    let file = |name: &str, content: String| {
        let path = files.path().join(name);
        fs::write(&path, content)?;
        path.into_os_string()
            .into_string()
            .map_err(|path| anyhow!("{path:?} is no text"))
    };
    let relay = OwnRelay::start(&[
        ("TATAP_TURN_ALLOW_PEERS", "127.0.0.1,::1"),
        ("TATAP_TURN_TLS_ADDR", "0"),
        (
            "TATAP_TURN_TLS_CERT",
            &file("relay.pem", certificate.cert.pem())?,
        ),
        (
            "TATAP_TURN_TLS_KEY",
            &file("relay.key", certificate.signing_key.serialize_pem())?,
        ),
    ])?;
    let peer = Peer::start()?;
    let mut runs = Vec::new();
    for (address, family) in [("127.0.0.1", "-X"), ("::1", "-x")] {
        if family == "-x" && UdpSocket::bind((Ipv6Addr::LOCALHOST, 0)).is_err() {
            continue;
        }
        for transport in [None, Some("-t"), Some("-tS")] {
            for way in [None, Some("-s"), Some("-y")] {
                let flags: Vec<&str> = [Some(family), transport, way]
                    .into_iter()
                    .flatten()
                    .collect();
                let run = client(&relay, OwnRelay::SECRET, address, peer.port, &flags)?;
                runs.push((format!("{address} {flags:?}"), run));
            }
        }
    }
    for (what, run) in runs {
        let said = said(&run.wait_with_output()?);
        let sent = number_after(&said, "tot_send_msgs=");
        ensure!(said.contains("Total lost packets 0 ("), "{what}:\n{said}");
        ensure!(
            sent == Some(CLIENTS * PACKETS),
            "{what}: {sent:?} packets\n{said}"
        );
        ensure!(
            number_after(&said, "tot_recv_msgs=") == sent,
            "{what}:\n{said}"
        );
    }
    Ok(())
}

fn whoever_does_not_know_the_secret_gets_nothing(_: &mut ()) -> Result<()> {
    let relay = OwnRelay::start(&[("TATAP_TURN_ALLOW_PEERS", "127.0.0.1,::1")])?;
    let peer = Peer::start()?;
    for flags in [&[][..], &["-t"]] {
        let run = client(&relay, "south", "127.0.0.1", peer.port, flags)?.wait_with_output()?;
        let said = said(&run);
        ensure!(said.contains("Cannot complete Allocation"), "{said}");
        ensure!(!said.contains("tot_recv_msgs="), "{said}");
    }
    Ok(())
}

fn nothing_is_relayed_to_the_machine_itself(_: &mut ()) -> Result<()> {
    let relay = OwnRelay::start(&[("TATAP_TURN_ALLOW_PEERS", "127.0.0.0/8,::/0")])?;
    let peer = Peer::start()?;
    for flags in [&[][..], &["-s"], &["-t"]] {
        let run = client(&relay, OwnRelay::SECRET, "127.0.0.1", peer.port, flags)?;
        let said = said(&run.wait_with_output()?);
        ensure!(said.contains("error 403"), "{said}");
        ensure!(
            number_after(&said, "tot_recv_msgs=").unwrap_or_default() == 0,
            "{said}"
        );
    }
    Ok(())
}

fn tcp_is_not_relayed(_: &mut ()) -> Result<()> {
    let relay = OwnRelay::start(&[("TATAP_TURN_ALLOW_PEERS", "127.0.0.1")])?;
    let peer = Peer::start()?;
    let run = client(&relay, OwnRelay::SECRET, "127.0.0.1", peer.port, &["-T"])?;
    let said = said(&run.wait_with_output()?);
    ensure!(said.contains("error 442"), "{said}");
    Ok(())
}

/// Starts coturn's client, which sends packets through the relay and counts what comes back.
fn client(
    relay: &OwnRelay,
    secret: &str,
    address: &str,
    peer: u16,
    flags: &[&str],
) -> Result<Child> {
    let program = on_path(&["turnutils_uclient"])
        .ok_or_else(|| Skipped::new("turnutils_uclient (coturn) is missing"))?;
    let mut command = Command::new("timeout");
    command.arg("60").arg(program).args(flags);
    command.args(["-v", "-c", "-z", "5", "-W", secret, "-e", address]);
    // Each is someone else: nobody has more than twelve allocations.
    command.args(["-u", &format!("{address}{flags:?}")]);
    let port = if flags.contains(&"-tS") {
        relay.tls_port
    } else {
        Some(relay.port)
    };
    let port = port.context("the relay speaks no TLS")?;
    command.args(["-p", &port.to_string(), "-r", &peer.to_string()]);
    command.args([
        "-m",
        &CLIENTS.to_string(),
        "-n",
        &PACKETS.to_string(),
        address,
    ]);
    let started = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    started.context("starting turnutils_uclient")
}

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr]
        .map(|text| String::from_utf8_lossy(text))
        .concat()
}

/// The last number of those that follow `word`.
fn number_after(text: &str, word: &str) -> Option<u32> {
    let (_, rest) = text.rsplit_once(word)?;
    rest.split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

/// coturn's peer, which sends back what it gets; it runs until it is dropped.
struct Peer {
    process: Child,
    port: u16,
}

impl Peer {
    fn start() -> Result<Self> {
        let program = on_path(&["turnutils_peer"])
            .ok_or_else(|| Skipped::new("turnutils_peer (coturn) is missing"))?;
        // Below those that the system gives away by itself.
        let is_free = |port: &u16| UdpSocket::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
        let port = (30_000..32_000).find(is_free).context("no port is free")?;
        let mut command = Command::new(program);
        command.args(["-L", "127.0.0.1", "-L", "::1", "-p", &port.to_string()]);
        let process = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self { process, port })
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

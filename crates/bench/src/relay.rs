//! What relaying costs beside coturn: `--relay`.
//!
//! The load is coturn's own client and peer (`turnutils_uclient`, `turnutils_peer`): packets of 1,000 bytes go through
//! the relay to the peer, which sends them back.

use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream, UdpSocket};
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::process::Process;
use crate::progress;

const SECRET: &str = "north";
const CLIENTS: u32 = 10;
const PACKETS: u32 = 3_000;
const PACKET_BYTES: u32 = 1_000;

/// Each packet goes through the relay twice: to the peer, and back.
const WAYS_OF_A_PACKET: u32 = 2;

/// Measures both relays in turn, over UDP and TCP, and prints the medians.
pub(crate) fn run(rounds: usize) -> Result<ExitCode> {
    let mut figures = BTreeMap::<(Transport, Relay), Vec<Figure>>::new();
    for round in 1..=rounds {
        for transport in [Transport::Udp, Transport::Tcp] {
            for relay in [Relay::Tatap, Relay::Coturn] {
                progress::say(&format!(
                    "round {round} of {rounds}: {relay} over {transport}"
                ));
                let figure = measure(relay, transport)?;
                figures.entry((transport, relay)).or_default().push(figure);
            }
        }
    }
    println!("| relayed over | relay | CPU per gigabyte | lost | memory |");
    println!("| --- | --- | ---: | ---: | ---: |");
    for ((transport, relay), figures) in &figures {
        println!(
            "| {transport} | {relay} | {:.2} s | {:.2} % | {:.1} MiB |",
            median(figures, |figure| figure.cpu_per_gigabyte),
            median(figures, |figure| figure.lost_percent),
            median(figures, |figure| figure.memory_mib),
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Who is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Relay {
    Tatap,
    Coturn,
}

/// How clients reach the relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Transport {
    Udp,
    Tcp,
}

#[derive(Clone, Copy, Debug)]
struct Figure {
    /// Seconds of processor time for each 10⁹ bytes that were relayed.
    cpu_per_gigabyte: f64,
    lost_percent: f64,
    memory_mib: f64,
}

fn measure(relay: Relay, transport: Transport) -> Result<Figure> {
    let directory = env::temp_dir().join(format!("tatap-bench-{}", std::process::id()));
    fs::create_dir_all(&directory)?;
    let ports = free_ports()?;
    let server = Running::start(&mut relay.command(ports.relay, &directory)?)?;
    server.wait_for(ports.relay)?;
    let _peer = Running::start(Command::new("turnutils_peer").args([
        "-L",
        "127.0.0.1",
        "-p",
        &ports.peer.to_string(),
    ]))?;
    let process = Process::new(server.0.id());
    let before = process.usage()?;
    let received = load(transport, &ports)?;
    let used = process.usage()? - before;
    let memory_mib = process.resident_kib()? / 1024.0;
    drop(server);
    fs::remove_dir_all(&directory)?;
    let bytes = f64::from(received) * f64::from(WAYS_OF_A_PACKET * PACKET_BYTES);
    Ok(Figure {
        cpu_per_gigabyte: used.cpu.as_secs_f64() / (bytes / 1e9),
        lost_percent: 100.0 - 100.0 * f64::from(received) / f64::from(CLIENTS * PACKETS),
        memory_mib,
    })
}

/// Sends packets through the relay, and returns how many came back.
fn load(transport: Transport, ports: &Ports) -> Result<u32> {
    let mut command = Command::new("turnutils_uclient");
    command.args(["-c", "-v", "-W", SECRET, "-u", "bench", "-e", "127.0.0.1"]);
    command.args(["-z", "2", "-l", &PACKET_BYTES.to_string()]);
    command.args(["-m", &CLIENTS.to_string(), "-n", &PACKETS.to_string()]);
    command.args([
        "-p",
        &ports.relay.to_string(),
        "-r",
        &ports.peer.to_string(),
    ]);
    if transport == Transport::Tcp {
        command.arg("-t");
    }
    let output = command.arg("127.0.0.1").output()?;
    let said = [&output.stdout, &output.stderr]
        .map(|text| String::from_utf8_lossy(text))
        .concat();
    let (_, received) = said
        .rsplit_once("tot_recv_msgs=")
        .with_context(|| format!("turnutils_uclient says {said}"))?;
    let digits = received.split(|c: char| !c.is_ascii_digit()).next();
    let received = digits.unwrap_or_default().parse()?;
    ensure!(received > 0, "nothing came back:\n{said}");
    Ok(received)
}

impl Relay {
    fn command(self, port: u16, directory: &std::path::Path) -> Result<Command> {
        match self {
            Self::Tatap => tatap(port),
            Self::Coturn => Ok(coturn(port, directory)),
        }
    }
}

fn tatap(port: u16) -> Result<Command> {
    let program = match env::var_os("TATAP_SERVER_BIN") {
        Some(path) => PathBuf::from(path),
        None => env::current_exe()?.with_file_name("tatap"),
    };
    let mut command = Command::new(program);
    command.env_clear().envs([
        ("PORT", "0"),
        ("TATAP_BIND", "127.0.0.1"),
        ("TATAP_TURN_ADDR", &format!("127.0.0.1:{port}")),
        ("TATAP_TURN_PORTS", "20000-24999"),
        ("TATAP_TURN_SECRET", SECRET),
        ("TATAP_TURN_ALLOW_PEERS", "127.0.0.1"),
        // All clients are one participant here, who may have as many addresses as a large room takes.
        ("TATAP_ROOM_CAPACITY", "50"),
        ("TATAP_TURN_MAX_BITRATE", "100000"),
        ("TATAP_TURN_MAX_TOTAL_BITRATE", "100000"),
        ("TATAP_LOG", "warn"),
    ]);
    Ok(command)
}

fn coturn(port: u16, directory: &std::path::Path) -> Command {
    let mut command = Command::new("turnserver");
    command.args(["-n", "--no-cli", "--no-tls", "--no-dtls", "--no-stdout-log"]);
    command.args(["--log-file=/dev/null", "--allow-loopback-peers"]);
    command.args(["--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1"]);
    command.args(["--min-port=25000", "--max-port=29999", "--realm=tatap"]);
    command.arg("--use-auth-secret");
    command.arg(format!("--static-auth-secret={SECRET}"));
    command.arg(format!("--listening-port={port}"));
    command.arg(format!("--userdb={}", directory.join("turn.db").display()));
    command.arg(format!(
        "--pidfile={}",
        directory.join("turn.pid").display()
    ));
    command
}

/// Where everyone listens; below the ports that the system gives to clients.
struct Ports {
    relay: u16,
    peer: u16,
}

fn free_ports() -> Result<Ports> {
    let mut free = (30_000..32_000).filter(|port| {
        let at = (Ipv4Addr::LOCALHOST, *port);
        UdpSocket::bind(at).is_ok() && TcpListener::bind(at).is_ok()
    });
    let (relay, peer) = (free.next(), free.next());
    Ok(Ports {
        relay: relay.context("no port is free")?,
        peer: peer.context("no second port is free")?,
    })
}

/// A program that runs until it is dropped.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Result<Self> {
        let started = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let program = command.get_program().to_string_lossy().into_owned();
        Ok(Self(started.with_context(|| {
            format!("starting {program} (Debian: apt install coturn)")
        })?))
    }

    /// Waits until it takes connections.
    fn wait_for(&self, port: u16) -> Result<()> {
        let begun = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            ensure!(
                begun.elapsed() < Duration::from_secs(10),
                "it does not listen"
            );
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl fmt::Display for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tatap => "Tatap",
            Self::Coturn => "coturn",
        })
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
        })
    }
}

fn median(figures: &[Figure], of: impl Fn(&Figure) -> f64) -> f64 {
    let mut values: Vec<f64> = figures.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

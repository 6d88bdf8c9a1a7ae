//! Load on the server, and what it costs: `cargo xtask bench`.
//!
//! Each scenario under `scenario/` opens its connections to a server that `contender` has just started, speaks
//! `docs/protocol.md` over them, and reads from `/proc` what that took.
//! The same load goes to Tatap and to a small relay on Node's `ws` in turn, several rounds; `report` shows the
//! medians and the goals.
//! `--check` asks for no figures but whether known traps are still avoided; see `traps`.
//! `--relay` measures the STUN and TURN server beside coturn; see `relay`.
//! `--soak` lets many people come and go, and checks that nothing of them is left; see `soak`.
//!
//! What is counted is mostly the processor time of the server, so a busy machine changes little; `processors` says
//! why the server and the load generator share one processor.
//! Linux only.

#![expect(
    clippy::print_stdout,
    reason = "a command-line program speaks on stdout"
)]

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::Parser;

mod client;
mod contender;
mod document;
mod frame;
mod machine;
mod measure;
mod pair;
mod payload;
mod process;
mod processors;
mod progress;
mod relay;
mod report;
mod samples;
mod scenario;
mod size;
mod soak;
mod traps;

use crate::contender::Contender;
use crate::samples::Samples;
use crate::scenario::Scenario;
use crate::size::Size;

/// Measures the server beside a relay on Node's ws.
#[derive(Debug, Parser)]
#[command(name = "bench")]
struct Options {
    /// A smoke run of about a minute: the figures mean little
    #[arg(long)]
    quick: bool,
    /// Only checks that the known traps are avoided; fails if one is not
    #[arg(long)]
    check: bool,
    /// Churns for so many seconds, then checks that everything is back to base; fails if something is not
    #[arg(long, value_name = "SECONDS")]
    soak: Option<u64>,
    /// Measures what relaying costs beside coturn, and nothing else
    #[arg(long)]
    relay: bool,
    /// How often everything is measured; the median counts
    #[arg(long, value_name = "NUMBER")]
    rounds: Option<usize>,
    /// Measures this alone; may be given more than once
    #[arg(long, value_enum, value_name = "SCENARIO")]
    only: Vec<Scenario>,
    /// Leaves the peer out: enough to compare two builds of the server
    #[arg(long)]
    no_peer: bool,
    /// Writes the figures into this document too, between its two marks
    #[arg(long, value_name = "FILE")]
    markdown: Option<std::path::PathBuf>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode> {
    let options = Options::parse();
    processors::raise_descriptor_limit()?;
    if let Some(seconds) = options.soak {
        return soak::run(Duration::from_secs(seconds)).await;
    }
    if options.relay {
        return relay::run(options.rounds.unwrap_or(3));
    }
    processors::share_one()?;
    if options.check {
        return traps::check_all().await;
    }
    let size = if options.quick {
        Size::quick()
    } else {
        Size::full()
    };
    let rounds = options.rounds.unwrap_or(size.rounds);
    let contenders: &[Contender] = if options.no_peer {
        &[Contender::Tatap]
    } else {
        &Contender::ALL
    };
    let samples = measure_all(&options.only, contenders, &size, rounds).await?;
    println!("{}", report::text(&samples));
    if let Some(path) = &options.markdown {
        document::update(path, &report::markdown(&samples, rounds))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Measures the contenders in turn, so that a noisy minute falls on both.
async fn measure_all(
    only: &[Scenario],
    contenders: &[Contender],
    size: &Size,
    rounds: usize,
) -> Result<Samples> {
    let mut samples = Samples::default();
    for round in 1..=rounds {
        for scenario in Scenario::chosen(only) {
            for &contender in contenders {
                progress::say(&format!(
                    "round {round} of {rounds}: {scenario:?}, {contender}"
                ));
                let figures = scenario.run(contender, size).await?;
                samples.add(contender, &figures);
            }
        }
    }
    Ok(samples)
}

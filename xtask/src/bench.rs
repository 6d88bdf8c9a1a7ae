//! `cargo xtask bench`: the load generator and its peer on Node.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::project::Project;
use crate::steps;

#[derive(Args)]
pub(crate) struct Options {
    /// Arguments for the benchmarks; `--help` lists them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<ExitCode> {
    ensure_peer(project)?;
    build_and_run(project, &options.arguments)
}

/// Builds the server and the load generator, and runs the latter.
pub(crate) fn build_and_run(project: &Project, arguments: &[String]) -> Result<ExitCode> {
    let build = &mut project.cargo(&[
        "build",
        "--release",
        "--package",
        "server",
        "--package",
        "bench",
    ]);
    steps::run(project, "Building the server and the benchmarks", build)?;

    let bench = project.binary("release", "bench");
    let status = project
        .program(&bench)
        .args(arguments)
        .env("TATAP_SERVER_BIN", project.binary("release", "tatap"))
        .status()
        .with_context(|| format!("cannot start {}", bench.display()))?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Installs what the peer server needs; npm takes no time where nothing changed.
fn ensure_peer(project: &Project) -> Result<()> {
    let peer = project.root().join("crates/bench/peer");
    if !peer.join("package.json").is_file() {
        return Ok(());
    }
    if project.find("node").is_none() || project.find("npm").is_none() {
        bail!(
            "the benchmarks run a peer on Node: install Node 20 or later with npm (Debian: apt install nodejs npm)"
        );
    }
    let install = if peer.join("package-lock.json").is_file() {
        "ci"
    } else {
        "install"
    };
    let mut npm = project.command("npm");
    npm.args([install, "--no-audit", "--no-fund"])
        .current_dir(&peer);
    steps::run(project, "Installing the benchmarks' peer", &mut npm)
}

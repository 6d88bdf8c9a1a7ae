//! `cargo xtask test`: brings what the tests need, runs all of them and counts.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::project::Project;
use crate::run::build_server;
use crate::suite::tally::Tally;
use crate::web::{self, Profile};
use crate::{steps, tools};

mod api;
mod conformance;
mod function;
mod guides;
mod load;
mod npm;
mod packages;
mod python;
mod running;
mod tally;

#[derive(Args, Default)]
pub(crate) struct Options {
    /// Which tests to run; all if none is named.
    #[arg(value_enum)]
    suites: Vec<Suite>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Suite {
    /// The tests of all crates but the browsers'.
    Rust,
    /// Random calls and random rooms, many thousands.
    Simulation,
    /// The Autobahn cases for WebSockets.
    Conformance,
    /// The HTTP API against its own description, and the function that takes the place of a server.
    Api,
    /// Known performance traps that the server must go on avoiding.
    Traps,
    /// A minute of people who come, vanish and come back, after which nothing of them may be left.
    Soak,
    /// Calls between real browsers.
    Browsers,
    /// The guides, walked as a newcomer would.
    Guides,
}

pub(crate) fn run(project: &mut Project, options: &Options) -> Result<ExitCode> {
    let suites = match options.suites.as_slice() {
        [] => Suite::value_variants(),
        chosen => chosen,
    };
    let tools = prepare(project, suites);
    if suites.contains(&Suite::Browsers) {
        web::build(project, Profile::Release)?;
    }
    let released = [Suite::Browsers, Suite::Traps, Suite::Soak];
    if released.iter().any(|suite| suites.contains(suite)) {
        build_server(project, Profile::Release)?;
    }

    let mut total = Tally::default();
    let mut lines = Vec::new();
    for suite in suites {
        let start = Instant::now();
        let tally = suite.run(project, &tools)?;
        let time = steps::duration(start.elapsed());
        lines.push(format!("{suite:?}: {tally} in {time}"));
        lines.extend(
            tally
                .reasons()
                .iter()
                .map(|reason| format!("  skipped: {reason}")),
        );
        total.add(tally);
    }
    lines.iter().for_each(|line| steps::say(line));
    let good = total.is_good(env::var("CI").is_ok_and(|ci| ci == "true"));
    steps::say(&total.to_string());
    Ok(ExitCode::from(u8::from(!good)))
}

impl Suite {
    fn run(self, project: &Project, tools: &Tools) -> Result<Tally> {
        let arguments = match self {
            Self::Rust => "test --workspace --exclude e2e --no-fail-fast",
            Self::Simulation => {
                "test --package call --package rooms --release --test simulation --test calls --test model"
            }
            Self::Traps => return load::run(project),
            Self::Soak => return load::soak(project),
            Self::Browsers => "test --package e2e --no-fail-fast -- --test-threads=1",
            Self::Api => {
                let mut tally = api::run(project, tools.python.as_deref())?;
                tally.add(function::run(project)?);
                return Ok(tally);
            }
            Self::Conformance => return conformance::run(project, tools.python.as_deref()),
            Self::Guides => return guides::run(project, tools.python.as_deref()),
        };
        steps::say(&format!("{self:?}: cargo {arguments}"));
        let mut command = project.cargo(&arguments.split(' ').collect::<Vec<_>>());
        let server = project.binary(Profile::Release.directory(), "tatap");
        command.env("TATAP_SERVER_BIN", server);
        for (variable, path) in [
            ("TATAP_PYTHON", &tools.python),
            ("TATAP_AXE", &tools.axe),
            ("TATAP_OIDC_PROVIDER", &tools.oidc_provider),
        ] {
            if let Some(path) = path {
                command.env(variable, path);
            }
        }
        let mut tally = Tally::default();
        let success = follow(&mut command, |line| tally.read(line))?;
        tally.ended(success);
        Ok(tally)
    }
}

/// What tests use that others wrote, as far as it could be had.
#[derive(Debug)]
struct Tools {
    python: Option<PathBuf>,
    axe: Option<PathBuf>,
    oidc_provider: Option<PathBuf>,
}

/// Brings what it can; a test that lacks something says so itself.
fn prepare(project: &mut Project, suites: &[Suite]) -> Tools {
    told(packages::ensure(project));
    let firefox = ["firefox-esr", "firefox"]
        .iter()
        .any(|name| project.find(name).is_some());
    if firefox {
        told(tools::ensure_geckodriver(project));
    }
    if suites.contains(&Suite::Browsers) {
        told(tools::ensure_sockudo(project));
    }
    let package = |users: &[Suite], package| {
        let is_needed = users.iter().any(|suite| suites.contains(suite));
        is_needed.then(|| told(npm::ensure(project, package)))?
    };
    Tools {
        axe: package(&[Suite::Browsers], &npm::AXE),
        oidc_provider: package(&[Suite::Rust, Suite::Browsers], &npm::OIDC_PROVIDER),
        python: told(python::ensure(project)),
    }
}

/// Says what could not be had.
fn told<T>(outcome: Result<T>) -> Option<T> {
    outcome
        .inspect_err(|error| steps::say(&format!("{error:#}")))
        .ok()
}

/// Runs a tool that says at its end how many of its cases passed; what it says is shown if not all of them did.
fn judge(label: &str, tool: &mut Command, read: fn(&str) -> Tally) -> Result<Tally> {
    let program = tool.get_program().display().to_string();
    let output = steps::work(label, || {
        let output = tool.output();
        output.with_context(|| format!("cannot start {program}"))
    })?;
    let text = [output.stdout, output.stderr]
        .map(|part| String::from_utf8_lossy(&part).into_owned())
        .concat();
    let mut tally = read(&text);
    tally.ended(output.status.success());
    if !output.status.success() {
        steps::say(&text);
    }
    Ok(tally)
}

/// Runs `command`, passing on each line that it prints, and returns whether it succeeded.
fn follow(command: &mut Command, mut on_line: impl FnMut(&str)) -> Result<bool> {
    let program = command.get_program().display().to_string();
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {program}"))?;
    let stdout = child.stdout.take().context("stdout is piped")?;
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        steps::say(&line);
        on_line(&line);
    }
    Ok(child.wait()?.success())
}

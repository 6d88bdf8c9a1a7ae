//! `cargo xtask test`: brings what the tests need, runs all of them and counts.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::project::Project;
use crate::run::build_server;
use crate::suite::tally::Tally;
use crate::web::{self, Profile};
use crate::{steps, tools};

mod axe;
mod conformance;
mod guides;
mod load;
mod packages;
mod python;
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
    let python = prepare(project);
    let axe = if suites.contains(&Suite::Browsers) {
        axe::ensure(project)
            .inspect_err(|error| steps::say(&format!("{error:#}")))
            .ok()
    } else {
        None
    };
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
        let tally = suite.run(project, python.as_deref(), axe.as_deref())?;
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
    fn run(self, project: &Project, python: Option<&Path>, axe: Option<&Path>) -> Result<Tally> {
        let arguments = match self {
            Self::Rust => "test --workspace --exclude e2e --no-fail-fast",
            Self::Simulation => {
                "test --package call --package rooms --release --test simulation --test calls --test model"
            }
            Self::Traps => return load::run(project),
            Self::Soak => return load::soak(project),
            Self::Browsers => "test --package e2e --no-fail-fast -- --test-threads=1",
            Self::Conformance => return conformance::run(project, python),
            Self::Guides => return guides::run(project, python),
        };
        steps::say(&format!("{self:?}: cargo {arguments}"));
        let mut command = project.cargo(&arguments.split(' ').collect::<Vec<_>>());
        let server = project.binary(Profile::Release.directory(), "tatap");
        command.env("TATAP_SERVER_BIN", server);
        if let Some(python) = python {
            command.env("TATAP_PYTHON", python);
        }
        if let Some(axe) = axe {
            command.env("TATAP_AXE", axe);
        }
        let mut tally = Tally::default();
        let success = follow(&mut command, |line| tally.read(line))?;
        tally.ended(success);
        Ok(tally)
    }
}

/// Brings what it can; a test that lacks something says so itself.
fn prepare(project: &mut Project) -> Option<PathBuf> {
    if let Err(error) = packages::ensure(project) {
        steps::say(&format!("{error:#}"));
    }
    let firefox = ["firefox-esr", "firefox"]
        .iter()
        .any(|name| project.find(name).is_some());
    if firefox && let Err(error) = tools::ensure_geckodriver(project) {
        steps::say(&format!("{error:#}"));
    }
    python::ensure(project)
        .inspect_err(|error| steps::say(&format!("{error:#}")))
        .ok()
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

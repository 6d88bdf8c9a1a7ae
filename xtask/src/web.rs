//! Builds the web app with Trunk, if anything changed.

use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::project::Project;
use crate::{stamp, steps, tools, web_config};

/// What the web app is made from.
const INPUTS: [&str; 10] = [
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "crates/call",
    "crates/client",
    "crates/protocol",
    "crates/serverless",
    "index.html",
    "patches",
    "public",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build, large and slow to run.
    Dev,
    /// As it is shipped.
    Release,
}

impl Profile {
    /// The directory below `target` in which cargo puts native programs.
    pub(crate) fn directory(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }

    pub(crate) fn flag(self) -> Option<&'static str> {
        match self {
            Self::Dev => None,
            Self::Release => Some("--release"),
        }
    }
}

/// Makes sure that `dist` holds the web app of `profile`, built from the files as they are.
///
/// Returns whether that took a build.
pub(crate) fn build(project: &mut Project, profile: Profile) -> Result<bool> {
    tools::ensure_web_tools(project)?;
    let stamp_path = project.scratch()?.join("web.stamp");
    let stamp = stamp(project, profile)?;
    if fs::read_to_string(&stamp_path).is_ok_and(|last| last == stamp) {
        steps::say("The web app is up to date");
        return Ok(false);
    }
    steps::run(
        project,
        "Building the web app",
        &mut trunk(project, profile),
    )?;
    // Sources are read before the build: what changes meanwhile is built next time.
    let (sources, _) = stamp.split_once('\n').unwrap_or_default();
    fs::write(
        &stamp_path,
        format!("{sources}\n{}", stamp::fingerprint(&[project.dist()])?),
    )?;
    Ok(true)
}

fn trunk(project: &Project, profile: Profile) -> Command {
    let mut command = project.command("trunk");
    command.arg("build").args(profile.flag());
    // Trunk asks the registry for a newer Trunk otherwise, and cannot read `NO_COLOR=1`.
    command
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .env_remove("NO_COLOR");
    command
}

/// One line for the sources and one for `dist`, which `trunk serve` also writes to.
fn stamp(project: &Project, profile: Profile) -> Result<String> {
    let inputs: Vec<_> = INPUTS
        .iter()
        .map(|input| project.root().join(input))
        .collect();
    let sources = stamp::fingerprint(&inputs)?;
    let [server, service] = web_config::settings();
    let dist = stamp::fingerprint(&[project.dist()])?;
    Ok(format!("{profile:?} {server} {service} {sources}\n{dist}"))
}

//! `cargo xtask run`: from a fresh machine to a running server.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::Args;

use crate::project::Project;
use crate::web::{self, Profile};
use crate::{size, steps};

#[derive(Args)]
pub(crate) struct Options {
    /// Build without optimization: ready sooner, slower in the browser.
    #[arg(long)]
    dev: bool,
    /// Arguments for the server itself, after `--`.
    #[arg(last = true)]
    server: Vec<String>,
}

pub(crate) fn run(project: &mut Project, options: &Options) -> Result<ExitCode> {
    let profile = if options.dev {
        Profile::Dev
    } else {
        Profile::Release
    };
    if web::build(project, profile)? && profile == Profile::Release {
        size::report(project)?;
    }
    build_server(project, profile)?;
    let mut server = project.program(&project.binary(profile.directory(), "tatap"));
    server.args(&options.server);
    become_server(&mut server)
}

/// Builds the server, which carries `dist` as it is.
pub(crate) fn build_server(project: &Project, profile: Profile) -> Result<()> {
    let mut build = project.cargo(&["build", "--package", "server"]);
    build.args(profile.flag());
    steps::run(project, "Building the server", &mut build)
}

/// Turns this process into the server, so that Ctrl+C and its exit code are the server's own.
#[cfg(unix)]
fn become_server(server: &mut Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;

    let error = server.exec();
    Err(error).with_context(|| format!("cannot start {}", server.get_program().display()))
}

#[cfg(not(unix))]
fn become_server(server: &mut Command) -> Result<ExitCode> {
    let status = server
        .status()
        .with_context(|| format!("cannot start {}", server.get_program().display()))?;
    let code = status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1);
    Ok(ExitCode::from(code))
}

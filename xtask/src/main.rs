//! What cargo alone cannot do for Tatap: `cargo xtask run | build | test | ci | tidy | dependencies | size | bench | soak`.
//!
//! Each command has one file; `project` says where things are, `steps` says what is being done,
//! `tools` brings the programs that a fresh machine lacks.

#![expect(
    clippy::print_stdout,
    reason = "a command-line program speaks on stdout"
)]

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::project::Project;

mod bench;
mod build;
mod ci;
mod dependencies;
mod pack;
mod project;
mod run;
mod shrink;
mod size;
mod soak;
mod split;
mod stamp;
mod steps;
mod suite;
mod tidy;
mod tools;
mod web;
mod web_config;

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds the web app and the server and starts them: the one command to try Tatap.
    Run(run::Options),
    /// Builds the program as it is shipped, with the web app inside, or the web app alone.
    Build(build::Options),
    /// Installs what the tests need and runs all of them, real browsers included.
    Test(suite::Options),
    /// Checks everything that a change must pass; ends with the tests.
    Ci,
    /// Checks the repository's own rules.
    Tidy,
    /// Checks licenses, duplicates and sources of what the program is made of.
    Dependencies,
    /// Measures what a browser loads on its first visit and fails above the budget.
    Size,
    /// Builds and runs the benchmarks; arguments are passed on to them.
    Bench(bench::Options),
    /// Lets people come and go for minutes, and checks that nothing of them is left.
    Soak(soak::Options),
    /// Writes config.json for the web app; Trunk calls it after each build.
    #[command(hide = true)]
    WebConfig,
    /// Splits the built web app and makes it smaller; Trunk calls it after each build.
    #[command(hide = true)]
    Pack,
}

fn main() -> ExitCode {
    run(Cli::parse().command).unwrap_or_else(|error| {
        // Nobody is left to tell if this fails.
        let _ = writeln!(io::stderr(), "{error:#}");
        ExitCode::FAILURE
    })
}

fn run(command: Command) -> Result<ExitCode> {
    let mut project = Project::open()?;
    match command {
        Command::Run(options) => return run::run(&mut project, &options),
        Command::Test(options) => return suite::run(&mut project, &options),
        Command::Ci => return ci::run(&mut project),
        Command::Bench(options) => return bench::run(&project, &options),
        Command::Soak(options) => return soak::run(&project, &options),
        Command::Build(options) => build::run(&mut project, &options)?,
        Command::Tidy => tidy::run(&project)?,
        Command::Dependencies => dependencies::check(&project)?,
        Command::Size => size::run(&project)?,
        Command::WebConfig => web_config::write()?,
        Command::Pack => pack::run(&project)?,
    }
    Ok(ExitCode::SUCCESS)
}

//! `cargo xtask soak`: hours of a server's life in minutes.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::bench;
use crate::project::Project;

#[derive(Args)]
pub(crate) struct Options {
    /// For how many minutes people come and go.
    #[arg(long, default_value_t = 10)]
    minutes: u64,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<ExitCode> {
    let seconds = (options.minutes * 60).to_string();
    bench::build_and_run(project, &["--soak".to_owned(), seconds])
}

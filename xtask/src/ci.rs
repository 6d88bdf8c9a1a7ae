//! `cargo xtask ci`: everything that a change must pass, in the order in which a failure is cheapest.

use std::process::ExitCode;

use anyhow::Result;

use crate::project::Project;
use crate::web::{self, Profile};
use crate::{dependencies, size, steps, suite, tidy, tools};

pub(crate) fn run(project: &mut Project) -> Result<ExitCode> {
    tools::ensure_components(project)?;
    check(
        project,
        "Checking the lock file",
        &["metadata", "--locked", "--format-version", "1"],
    )?;
    check(
        project,
        "Checking the formatting",
        &["fmt", "--all", "--check"],
    )?;
    tidy::run(project)?;
    tools::ensure_web_tools(project)?;

    let clippy = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--",
        "-D",
        "warnings",
    ];
    check(project, "Running clippy", &clippy)?;
    let wasm = [
        "clippy",
        "--package",
        "client",
        "--package",
        "call",
        "--package",
        "protocol",
    ];
    let wasm = [
        &wasm[..],
        &[
            "--target",
            "wasm32-unknown-unknown",
            "--all-features",
            "--",
            "-D",
            "warnings",
        ],
    ]
    .concat();
    check(project, "Running clippy for the browser", &wasm)?;
    let doc = &mut project.cargo(&["doc", "--workspace", "--no-deps", "--all-features"]);
    steps::run(
        project,
        "Building the documentation",
        doc.env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    check_dependencies(project)?;

    web::build(project, Profile::Release)?;
    size::run(project)?;
    suite::run(project, &suite::Options::default())
}

fn check(project: &Project, label: &str, arguments: &[&str]) -> Result<()> {
    steps::run(project, label, &mut project.cargo(arguments))
}

fn check_dependencies(project: &Project) -> Result<()> {
    dependencies::check(project)?;
    if project.find("cargo-deny").is_none() {
        return Ok(());
    }
    check(
        project,
        "Checking them with cargo-deny, too",
        &["deny", "check", "licenses", "bans", "sources"],
    )
}

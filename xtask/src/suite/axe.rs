//! axe-core, which finds what keeps people out who use a screen reader, a keyboard or little contrast.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::steps;

const PACKAGE: &str = "axe-core@4.14.1";

/// Returns the script that is run in pages, bringing it on first use.
pub(crate) fn ensure(project: &Project) -> Result<PathBuf> {
    let folder = project.scratch()?.join("axe");
    let script = folder.join("node_modules/axe-core/axe.min.js");
    let done = folder.join("package.txt");
    if script.is_file() && fs::read_to_string(&done).is_ok_and(|package| package == PACKAGE) {
        return Ok(script);
    }
    project
        .find("npm")
        .context("The accessibility tests need npm: install Node 20 or later with npm")?;
    fs::create_dir_all(&folder)?;
    let mut npm = project.command("npm");
    npm.args(["install", "--ignore-scripts", "--no-audit", "--no-fund"])
        .args(["--no-save", "--prefix"])
        .arg(&folder)
        .arg(PACKAGE);
    steps::run(project, "Installing axe-core", &mut npm)?;
    fs::write(&done, PACKAGE)?;
    Ok(script)
}

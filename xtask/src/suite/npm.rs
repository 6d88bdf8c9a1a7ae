//! Packages of npm that tests use: each in a folder of its own, at one version.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::steps;

/// A package, and what of it is used.
#[derive(Debug)]
pub(crate) struct Package {
    /// Its name.
    name: &'static str,
    /// Its version.
    version: &'static str,
    /// The folder that it is put into.
    folder: &'static str,
    /// What is used: a path in it, the package itself if empty.
    path: &'static str,
    /// The tests that need it.
    tests: &'static str,
}

/// axe-core, which finds what keeps people out who use a screen reader, a keyboard or little contrast.
pub(crate) const AXE: Package = Package {
    name: "axe-core",
    version: "4.14.1",
    folder: "axe",
    path: "axe.min.js",
    tests: "accessibility",
};

/// An identity provider.
pub(crate) const OIDC_PROVIDER: Package = Package {
    name: "oidc-provider",
    version: "9.13.3",
    folder: "oidc",
    path: "",
    tests: "sign-in",
};

/// Returns what is used of a package, bringing the package on first use.
pub(crate) fn ensure(project: &Project, package: &Package) -> Result<PathBuf> {
    let folder = project.scratch()?.join(package.folder);
    let used = folder
        .join("node_modules")
        .join(package.name)
        .join(package.path);
    let done = folder.join("package.txt");
    let wanted = format!("{}@{}", package.name, package.version);
    if used.exists() && fs::read_to_string(&done).is_ok_and(|package| package == wanted) {
        return Ok(used);
    }
    project.find("npm").with_context(|| {
        let tests = package.tests;
        format!("The {tests} tests need npm: install Node 20 or later with npm")
    })?;
    fs::create_dir_all(&folder)?;
    let mut npm = project.command("npm");
    npm.args(["install", "--ignore-scripts", "--no-audit", "--no-fund"])
        .args(["--no-save", "--prefix"])
        .arg(&folder)
        .arg(&wanted);
    steps::run(project, &format!("Installing {}", package.name), &mut npm)?;
    fs::write(&done, wanted)?;
    Ok(used)
}

//! The programs that a fresh machine lacks and an ordinary command brings.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::steps;

const WASM_TARGET: &str = "wasm32-unknown-unknown";
const TRUNK_VERSION: &str = "0.21.14";
const GECKODRIVER_VERSION: &str = "0.37.1";
const SOCKUDO_VERSION: &str = "5.2.0";

/// Makes sure of all that building the web app takes.
pub(crate) fn ensure_web_tools(project: &mut Project) -> Result<()> {
    prefer_cargo_home(project);
    ensure_wasm_target(project)?;
    // `Trunk.toml` demands the same.
    ensure_installed(project, "trunk", "trunk", TRUNK_VERSION, |found| {
        found
            .strip_prefix("0.21.")
            .and_then(|patch| patch.parse::<u32>().ok())
            .is_some_and(|patch| patch >= 14)
    })?;
    // Bindings are made for one version of the crate: the CLI must be of exactly that one.
    let lock = std::fs::read_to_string(project.root().join("Cargo.lock"))
        .context("cannot read Cargo.lock")?;
    let version =
        locked_version(&lock, "wasm-bindgen").context("Cargo.lock names no wasm-bindgen")?;
    ensure_installed(
        project,
        "wasm-bindgen",
        "wasm-bindgen-cli",
        version,
        |found| found == version,
    )
}

/// The packages and versions of the tools that building the web app takes, for what installs them in its own way.
#[cfg(test)]
pub(crate) fn web_tools(lock: &str) -> Option<[(&'static str, String); 2]> {
    let bindgen = locked_version(lock, "wasm-bindgen")?.to_owned();
    Some([
        ("trunk", TRUNK_VERSION.to_owned()),
        ("wasm-bindgen-cli", bindgen),
    ])
}

/// The oldest Rust that builds the project, as its `Cargo.toml` says.
#[cfg(test)]
pub(crate) fn rust_version(manifest: &str) -> Option<&str> {
    let line = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = \""))?;
    line.strip_suffix('"')
}

/// Makes sure of Firefox's WebDriver, of any version.
pub(crate) fn ensure_geckodriver(project: &mut Project) -> Result<()> {
    prefer_cargo_home(project);
    ensure_installed(
        project,
        "geckodriver",
        "geckodriver",
        GECKODRIVER_VERSION,
        |_| true,
    )
}

/// Makes sure of a service that speaks Pusher's protocol.
pub(crate) fn ensure_sockudo(project: &mut Project) -> Result<()> {
    prefer_cargo_home(project);
    ensure_installed_with(
        project,
        "sockudo",
        "sockudo",
        SOCKUDO_VERSION,
        &["--no-default-features", "--features", "local"],
        |found| found == SOCKUDO_VERSION,
    )
}

/// Makes sure of components that come with the toolchain.
pub(crate) fn ensure_components(project: &Project) -> Result<()> {
    let missing: Vec<_> = [("cargo-fmt", "rustfmt"), ("cargo-clippy", "clippy")]
        .into_iter()
        .filter(|(program, _)| {
            project
                .command(program)
                .arg("--version")
                .output()
                .is_ok_and(|o| !o.status.success())
        })
        .map(|(_, component)| component)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let label = format!("Adding {} to the toolchain", missing.join(" and "));
    steps::run(
        project,
        &label,
        project
            .command("rustup")
            .args(["component", "add"])
            .args(missing),
    )
}

fn ensure_wasm_target(project: &Project) -> Result<()> {
    let output = project
        .command("rustc")
        .args(["--print", "target-libdir", "--target", WASM_TARGET])
        .output()
        .context("cannot start rustc")?;
    if Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir() {
        return Ok(());
    }
    if project.find("rustup").is_none() {
        bail!(
            "Rust's target {WASM_TARGET} is missing: install it as you installed Rust, or use rustup (https://rustup.rs)"
        );
    }
    steps::run(
        project,
        "Adding Rust's WebAssembly target",
        project
            .command("rustup")
            .args(["target", "add", WASM_TARGET]),
    )
}

/// Installs `version` of the crate `package` unless a `program` is found whose version is `good`.
///
/// A version that someone installed for other work is left alone: ours goes into a directory of its own.
fn ensure_installed(
    project: &mut Project,
    program: &str,
    package: &str,
    version: &str,
    good: impl Fn(&str) -> bool,
) -> Result<()> {
    ensure_installed_with(project, program, package, version, &[], good)
}

/// Like [`ensure_installed`], with more arguments for `cargo install`.
fn ensure_installed_with(
    project: &mut Project,
    program: &str,
    package: &str,
    version: &str,
    arguments: &[&str],
    good: impl Fn(&str) -> bool,
) -> Result<()> {
    let found = installed_version(project, program);
    if found.as_deref().is_some_and(&good) {
        return Ok(());
    }
    let mut install = project.cargo(&["install", "--locked"]);
    install
        .args([package, "--version", version])
        .args(arguments);
    if let Some(other) = found {
        let root = private_root(package, version)?;
        project.prefer(root.join("bin"));
        if installed_version(project, program)
            .as_deref()
            .is_some_and(&good)
        {
            return Ok(());
        }
        steps::say(&format!(
            "{program} {other} is installed, {version} is needed: it goes into {}",
            root.display()
        ));
        install.arg("--root").arg(root);
    }
    steps::run(
        project,
        &format!("Installing {package} {version}, once, which takes minutes"),
        &mut install,
    )?;
    if !installed_version(project, program)
        .as_deref()
        .is_some_and(&good)
    {
        bail!(
            "{package} was installed but is not on PATH: add the directory that cargo installs into"
        );
    }
    Ok(())
}

fn installed_version(project: &Project, program: &str) -> Option<String> {
    let output = project.command(program).arg("--version").output().ok()?;
    reported_version(&String::from_utf8_lossy(&output.stdout)).map(str::to_owned)
}

/// `cargo install` puts programs where PATH may not yet lead.
fn prefer_cargo_home(project: &mut Project) {
    let root = env::var_os("CARGO_INSTALL_ROOT")
        .or_else(|| env::var_os("CARGO_HOME"))
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    if let Some(root) = root {
        project.also_search(root.join("bin"));
    }
}

fn private_root(package: &str, version: &str) -> Result<PathBuf> {
    let cache = ["XDG_CACHE_HOME", "LOCALAPPDATA"]
        .into_iter()
        .find_map(env::var_os)
        .map(PathBuf::from);
    let cache = cache.or_else(|| env::home_dir().map(|home| home.join(".cache")));
    let cache = cache.context("there is no home directory to install tools into: set HOME")?;
    Ok(cache
        .join("tatap")
        .join("tools")
        .join(format!("{package}-{version}")))
}

/// Reads `0.21.14` out of `trunk 0.21.14`.
fn reported_version(output: &str) -> Option<&str> {
    output
        .lines()
        .next()?
        .split_whitespace()
        .nth(1)
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

/// Finds the version of `package` in the text of a `Cargo.lock`.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let after = lock.lines().skip_while(|line| *line != name).nth(1)?;
    after.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_version_that_a_program_reports() {
        assert_eq!(reported_version("trunk 0.21.14\n"), Some("0.21.14"));
        assert_eq!(
            reported_version("geckodriver 0.37.1 (abc 2026-01-01)\n\nmore"),
            Some("0.37.1")
        );
        assert_eq!(reported_version("error: no such command\n"), None);
        assert_eq!(reported_version(""), None);
    }

    #[test]
    fn finds_the_locked_version_of_exactly_that_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.70\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.128\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.128"));
        assert_eq!(locked_version(lock, "trunk"), None);
    }
}

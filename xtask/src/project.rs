//! Where things are, and child processes that see the same world.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// Variables that `cargo run` sets about xtask itself; they would make cargo build scripts run again.
const OWN_VARIABLES: [&str; 4] = [
    "CARGO_BIN_",
    "CARGO_CRATE_",
    "CARGO_MANIFEST_",
    "CARGO_PKG_",
];

pub(crate) struct Project {
    root: PathBuf,
    target: PathBuf,
    path: Vec<PathBuf>,
}

impl Project {
    pub(crate) fn open() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask lies in the project")?;
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(target) => std::path::absolute(target)?,
            None => root.join("target"),
        };
        let path = env::var_os("PATH")
            .map(|path| env::split_paths(&path).collect())
            .unwrap_or_default();
        Ok(Self {
            root: root.to_owned(),
            target,
            path,
        })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The built web app.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Where xtask keeps its own things; made on first use.
    pub(crate) fn scratch(&self) -> Result<PathBuf> {
        let scratch = self.target.join("xtask");
        std::fs::create_dir_all(&scratch)
            .with_context(|| format!("cannot make {}", scratch.display()))?;
        Ok(scratch)
    }

    /// The path of the binary `name` that cargo builds under `profile` (`debug` or `release`).
    pub(crate) fn binary(&self, profile: &str, name: &str) -> PathBuf {
        self.target.join(profile).join(with_suffix(name))
    }

    /// The path of the program `name` of the web app, as cargo has built it for Trunk.
    pub(crate) fn web_program(&self, name: &str) -> PathBuf {
        let directory = self.target.join("wasm32-unknown-unknown/web");
        directory.join(name).with_extension("wasm")
    }

    /// Lets all children find programs in `directory` first.
    pub(crate) fn prefer(&mut self, directory: PathBuf) {
        if self.path.first() != Some(&directory) {
            self.path.insert(0, directory);
        }
    }

    /// Lets all children find programs in `directory` too, after all others.
    pub(crate) fn also_search(&mut self, directory: PathBuf) {
        if !self.path.contains(&directory) {
            self.path.push(directory);
        }
    }

    /// Finds `program` as a child process would.
    pub(crate) fn find(&self, program: &str) -> Option<PathBuf> {
        let file = with_suffix(program);
        self.path
            .iter()
            .map(|directory| directory.join(&file))
            .find(|path| path.is_file())
    }

    /// A command that runs the program called `name` at the root.
    pub(crate) fn command(&self, name: &str) -> Command {
        self.program(&self.find(name).unwrap_or_else(|| PathBuf::from(name)))
    }

    /// A command that runs the program at `path` at the root.
    pub(crate) fn program(&self, path: &Path) -> Command {
        let mut command = Command::new(path);
        command.current_dir(&self.root);
        for (name, _) in env::vars_os() {
            if OWN_VARIABLES
                .iter()
                .any(|prefix| name.to_string_lossy().starts_with(prefix))
            {
                command.env_remove(name);
            }
        }
        if let Ok(path) = env::join_paths(&self.path) {
            command.env("PATH", path);
        }
        command
    }

    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.command("cargo");
        command.args(arguments);
        command
    }
}

fn with_suffix(program: &str) -> String {
    format!("{program}{}", env::consts::EXE_SUFFIX)
}

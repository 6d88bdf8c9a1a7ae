//! The steps of the Dockerfile by hand, for a machine that has no Docker.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::project::Project;
use crate::steps;
use crate::suite::guides::dockerfile::{Stage, ignores, stages, words};

/// Copies to `folder` what a build in Docker would see of the project.
pub(super) fn copy_context(project: &Project, folder: &Path) -> Result<()> {
    let patterns = fs::read_to_string(project.root().join(".dockerignore"))?;
    copy(project.root(), "", folder, &patterns)
}

fn copy(root: &Path, path: &str, folder: &Path, patterns: &str) -> Result<()> {
    fs::create_dir_all(folder.join(path))?;
    for entry in fs::read_dir(root.join(path))? {
        let entry = entry?;
        let name = entry.file_name().display().to_string();
        let path = if path.is_empty() {
            name
        } else {
            format!("{path}/{name}")
        };
        if ignores(patterns, &path) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy(root, &path, folder, patterns)?;
        } else {
            fs::copy(entry.path(), folder.join(&path))?;
        }
    }
    Ok(())
}

/// An image that was made by hand: what would be in it, and the C library that its base has.
pub(super) struct Image {
    root: PathBuf,
    chroot: PathBuf,
    user: String,
    variables: Vec<(String, String)>,
    entry: Vec<String>,
    check: Vec<String>,
}

impl Image {
    /// Takes the steps of the Dockerfile in `sources`; `folder` stands for `/` of the last stage.
    pub(super) fn build(project: &Project, sources: &Path, folder: &Path) -> Result<Self> {
        let text = fs::read_to_string(sources.join("Dockerfile"))?;
        let stages = stages(&text);
        let [build, last] = stages.as_slice() else {
            bail!("the Dockerfile has {} stages", stages.len());
        };
        let (made, root) = (folder.join("build"), folder.join("image"));
        for folder in [&made, &root] {
            if folder.exists() {
                fs::remove_dir_all(folder)?;
            }
            fs::create_dir_all(folder)?;
        }
        for run in build.all("RUN") {
            let run = run.replace(" /image", &format!(" {}/image", made.display()));
            let mut shell = project.command("sh");
            shell.args(["-euc", &run]).current_dir(sources);
            shell.env_remove("CARGO_TARGET_DIR");
            let first = run.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
            steps::run(
                project,
                &format!("Running {first} of the Dockerfile"),
                &mut shell,
            )?;
        }
        for copy in last.all("COPY") {
            take_copy(copy, build, &made, &root)?;
        }
        let entry = words(last.last("ENTRYPOINT")?)?;
        let check = last.last("HEALTHCHECK")?.split_once("CMD ");
        let variables = last.all("ENV").filter_map(|set| set.split_once('='));
        let chroot = project.find("chroot");
        let image = Self {
            chroot: chroot.unwrap_or_else(|| PathBuf::from("/usr/sbin/chroot")),
            user: last.last("USER")?.to_owned(),
            variables: variables
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            check: words(check.context("HEALTHCHECK has no CMD")?.1)?,
            entry,
            root,
        };
        image.add_library()?;
        Ok(image)
    }

    /// The base image has it; nothing else of it is there.
    fn add_library(&self) -> Result<()> {
        let program = inside(
            &self.root,
            self.entry.first().context("ENTRYPOINT is empty")?,
        );
        let output = Command::new("ldd").arg(&program).output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        for library in text.split_whitespace().filter(|word| word.starts_with('/')) {
            let place = inside(&self.root, library);
            fs::create_dir_all(place.parent().context("a library lies in a folder")?)?;
            fs::copy(library, place)?;
        }
        Ok(())
    }

    /// Runs the image, asks for its health by its own check, and stops it.
    pub(super) fn try_out(&self) -> Result<()> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let mut running = Running(
            self.command(&self.entry, port)
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()?,
        );
        let output = running.0.stdout.take().context("stdout is piped")?;
        let mut greeting = String::new();
        BufReader::new(output).read_line(&mut greeting)?;
        ensure!(
            greeting.starts_with("Tatap is listening"),
            "it did not greet"
        );
        let check = self.command(&self.check, port).status()?;
        ensure!(check.success(), "its health check ended with {check}");
        ensure!(
            fs::read_dir(self.root.join("data"))?.next().is_some(),
            "it keeps nothing in /data"
        );
        let kill = Command::new("kill")
            .arg(running.0.id().to_string())
            .status()?;
        ensure!(kill.success(), "it could not be told to stop");
        let ended = running.0.wait()?;
        ensure!(
            ended.success(),
            "it ended with {ended} when it was told to stop"
        );
        Ok(())
    }

    fn command(&self, words: &[String], port: u16) -> Command {
        // The environment is the image's, PATH included.
        let mut command = Command::new(&self.chroot);
        command
            .arg(format!("--userspec={}", self.user))
            .arg(&self.root)
            .args(words)
            .env_clear()
            .envs(self.variables.iter().cloned())
            .env("PORT", port.to_string())
            .env("TATAP_TURN_ADDR", "127.0.0.1:0");
        command
    }
}

/// Ends with the walk, whatever happens.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Killing fails only for one that has ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn take_copy(copy: &str, build: &Stage<'_>, made: &Path, root: &Path) -> Result<()> {
    let (options, paths): (Vec<_>, Vec<_>) = copy
        .split_whitespace()
        .partition(|word| word.starts_with("--"));
    let [from, to] = paths[..] else {
        bail!("COPY {copy} has not two paths");
    };
    let source = options
        .iter()
        .find_map(|option| option.strip_prefix("--from="));
    ensure!(
        source.is_some() && source == build.name,
        "COPY {copy} is of no stage"
    );
    let to = inside(root, to);
    let status = Command::new("cp")
        .arg("--archive")
        .args([&inside(made, from), &to])
        .status()?;
    ensure!(status.success(), "COPY {copy} failed");
    if let Some(owner) = options
        .iter()
        .find_map(|option| option.strip_prefix("--chown="))
    {
        let status = Command::new("chown")
            .arg("--recursive")
            .arg(owner)
            .arg(&to)
            .status()?;
        ensure!(status.success(), "COPY {copy} could not change the owner");
    }
    Ok(())
}

fn inside(root: &Path, path: &str) -> PathBuf {
    root.join(path.trim_start_matches('/'))
}

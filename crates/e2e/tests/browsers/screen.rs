use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use e2e::{Skipped, eventually, on_path};

/// A screen that nobody looks at, with its clipboard: Xvfb, until it is dropped.
pub(crate) struct Screen {
    server: Child,
    display: String,
    /// Whoever has copied something, and answers for it.
    owner: Option<Child>,
}

impl Screen {
    /// Starts it.
    ///
    /// # Errors
    ///
    /// Fails with [`Skipped`] if Xvfb or xclip is not installed.
    pub(crate) fn start() -> Result<Self> {
        for program in ["Xvfb", "xclip"] {
            if on_path(&[program]).is_none() {
                bail!(Skipped::new(format!("{program} is missing")));
            }
        }
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24"])
            .args(["-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("starting Xvfb")?;
        let stdout = server.stdout.take().context("stdout is piped")?;
        let mut screen = Self {
            server,
            display: String::new(),
            owner: None,
        };
        let mut number = String::new();
        BufReader::new(stdout).read_line(&mut number)?;
        screen.display = format!(":{}", number.trim());
        Ok(screen)
    }

    /// What a browser has to find in its environment to be on it.
    pub(crate) fn display(&self) -> &str {
        &self.display
    }

    /// Has a file's content in the clipboard, as this kind of data.
    pub(crate) fn copies(&mut self, kind: &str, file: &Path) -> Result<()> {
        self.forgets();
        let owner = self
            .clipboard()
            .args(["-quiet", "-in", "-t", kind])
            .arg(file)
            .stderr(Stdio::null())
            .spawn()?;
        self.owner = Some(owner);
        eventually("it is in the clipboard", || {
            let kinds = self
                .clipboard()
                .args(["-out", "-t", "TARGETS"])
                .stderr(Stdio::null())
                .output()?;
            let kinds = String::from_utf8_lossy(&kinds.stdout).into_owned();
            Ok(kinds.lines().any(|one| one == kind).then_some(()))
        })
    }

    fn clipboard(&self) -> Command {
        let mut command = Command::new("xclip");
        command
            .args(["-selection", "clipboard"])
            .env("DISPLAY", &self.display);
        command
    }

    fn forgets(&mut self) {
        if let Some(mut owner) = self.owner.take() {
            // One that has lost the clipboard has ended.
            let _ = owner.kill();
            let _ = owner.wait();
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.forgets();
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

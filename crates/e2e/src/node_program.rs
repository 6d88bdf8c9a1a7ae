use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::{Network, Skipped, on_path, workspace};

const START_LIMIT: Duration = Duration::from_secs(20);

/// A program for Node that says in its first line where it is; it runs until it is dropped.
#[derive(Debug)]
pub(crate) struct NodeProgram {
    process: Child,
    /// The first line.
    pub(crate) greeting: String,
}

impl NodeProgram {
    /// Starts the program at `path` of the workspace inside `network`; `prepare` adds to its command line.
    ///
    /// # Errors
    ///
    /// Fails with [`Skipped`] if there is no Node.
    pub(crate) fn start(
        network: &Network,
        path: impl AsRef<Path>,
        prepare: impl FnOnce(&mut Command),
    ) -> Result<Self> {
        let path = path.as_ref();
        let node = on_path(&["node"]).ok_or_else(|| Skipped::new("node is missing"))?;
        let mut command = Command::new(node);
        command.arg(workspace().join(path));
        prepare(&mut command);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let process = network.run(|| {
            let process = command.spawn();
            process.with_context(|| format!("starting {}", path.display()))
        })?;
        let mut program = Self {
            process,
            greeting: String::new(),
        };
        let stdout = program.process.stdout.take();
        let mut lines = BufReader::new(stdout.context("stdout is piped")?).lines();
        let (told, greeting) = mpsc::channel();
        thread::spawn(move || {
            // To its end, so that it never waits for a full pipe.
            for line in lines.by_ref().map_while(Result::ok) {
                // Only the first line is waited for.
                let _ = told.send(line);
            }
        });
        program.greeting = greeting
            .recv_timeout(START_LIMIT)
            .with_context(|| format!("{} does not say where it is", path.display()))?;
        Ok(program)
    }
}

impl Drop for NodeProgram {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

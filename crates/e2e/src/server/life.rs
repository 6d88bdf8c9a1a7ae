use std::env;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::{Network, leaks, web_app, workspace};

const START_LIMIT: Duration = Duration::from_secs(20);
const STOP_LIMIT: Duration = Duration::from_secs(5);
/// All that the server's own crates have to say, so that a secret that any of them tells is found.
const TELLS_MOST: &str = "debug,rooms=trace,server=trace,turn=trace";
const GREETING: &str = "Tatap is listening on http";

/// One run of the program; it ends when it is dropped.
#[derive(Debug)]
pub(super) struct Life {
    process: Child,
    log: Arc<Mutex<String>>,
    readers: Vec<JoinHandle<()>>,
}

impl Life {
    /// Starts the program and waits until it says that it listens.
    pub(super) fn start(
        network: &Network,
        port: u16,
        settings: &[(String, String)],
    ) -> Result<Self> {
        let program = program()?;
        let web = web_app();
        ensure!(
            web.join("index.html").is_file(),
            "no web app: run `trunk build`"
        );
        let mut command = Command::new(&program);
        command
            .env_clear()
            .env("TATAP_LOG", TELLS_MOST)
            .envs(env::vars_os().filter(|(name, _)| name == "PATH" || name == "TATAP_LOG"))
            .env("TATAP_WEB_DIR", web)
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .env("PORT", port.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut process = network.run(|| {
            command
                .spawn()
                .with_context(|| format!("starting {}", program.display()))
        })?;

        let log = Arc::new(Mutex::new(String::new()));
        let (greeted, greeting) = mpsc::channel();
        let stdout = process.stdout.take().context("stdout is piped")?;
        let stderr = process.stderr.take().context("stderr is piped")?;
        let readers = vec![
            collect(stdout, Arc::clone(&log), move |line| {
                if line.starts_with(GREETING) {
                    // Only the first greeting is waited for.
                    let _ = greeted.send(());
                }
            }),
            collect(stderr, Arc::clone(&log), {
                let settings = settings.to_vec();
                move |line| leaks::look(line, &settings)
            }),
        ];
        let life = Self {
            process,
            log,
            readers,
        };
        greeting
            .recv_timeout(START_LIMIT)
            .with_context(|| format!("the server did not greet; its log:\n{}", life.log()))?;
        Ok(life)
    }

    pub(super) fn log(&self) -> String {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Asks the program to end, and waits until it has.
    pub(super) fn stop(mut self, limit: Duration) -> Result<(ExitStatus, String)> {
        self.signal(Signal::SIGTERM);
        let Some(status) = self.wait(limit)? else {
            bail!(
                "the server goes on for {limit:?} after SIGTERM; its log:\n{}",
                self.log()
            );
        };
        Ok((status, self.whole_log()))
    }

    /// Ends the program without a word to it.
    pub(super) fn kill(mut self) -> Result<String> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(self.whole_log())
    }

    /// What an ended program has written to the last line.
    fn whole_log(&mut self) -> String {
        for reader in self.readers.drain(..) {
            // A panic there has been printed.
            let _ = reader.join();
        }
        self.log()
    }

    fn signal(&self, signal: Signal) {
        if let Ok(pid) = i32::try_from(self.process.id()) {
            // It may have ended by itself.
            let _ = kill(Pid::from_raw(pid), signal);
        }
    }

    fn wait(&mut self, limit: Duration) -> Result<Option<ExitStatus>> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait()? {
                return Ok(Some(status));
            }
            if start.elapsed() > limit {
                return Ok(None);
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        // Of one that has ended the id may be another's.
        if let Ok(Some(_)) = self.process.try_wait() {
            return;
        }
        self.signal(Signal::SIGTERM);
        if let Ok(None) | Err(_) = self.wait(STOP_LIMIT) {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }
}

/// Finds the built program: `TATAP_SERVER_BIN`, or the newest in the workspace.
pub(crate) fn program() -> Result<PathBuf> {
    if let Some(path) = env::var_os("TATAP_SERVER_BIN") {
        return Ok(PathBuf::from(path));
    }
    let built = ["release", "debug"]
        .map(|profile| workspace().join("target").join(profile).join("tatap"))
        .into_iter()
        .filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path)));
    built
        .max()
        .map(|(_, newest)| newest)
        .context("no server: run `cargo build -p server`, or set TATAP_SERVER_BIN")
}

/// Reads `output` to its end, so that the server never waits for a full pipe.
fn collect(
    output: impl Read + Send + 'static,
    log: Arc<Mutex<String>>,
    mut see: impl FnMut(&str) + Send + 'static,
) -> JoinHandle<()> {
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            see(&line);
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            log.push_str(&line);
            log.push('\n');
        }
    })
}

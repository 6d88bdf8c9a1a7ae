use std::env;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::{Network, web_app, workspace};

const START_LIMIT: Duration = Duration::from_secs(20);
const STOP_LIMIT: Duration = Duration::from_secs(5);
const GREETING: &str = "Tatap is listening on http://localhost:";

/// A Tatap server that runs until it is dropped.
#[derive(Debug)]
pub struct Server {
    process: Child,
    port: u16,
    log: Arc<Mutex<String>>,
}

impl Server {
    /// Starts the server inside `network` on a free port, with `settings` as its environment.
    ///
    /// # Errors
    ///
    /// Fails if there is no server or it does not greet.
    pub fn start(network: &Network, settings: &[(&str, &str)]) -> Result<Self> {
        let program = program()?;
        let web = web_app();
        ensure!(
            web.join("index.html").is_file(),
            "no web app: run `trunk build`"
        );
        let mut command = Command::new(&program);
        command
            .env_clear()
            .envs(env::vars_os().filter(|(name, _)| name == "PATH" || name == "TATAP_LOG"))
            .env("PORT", "0")
            .env("TATAP_WEB_DIR", web)
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut process = network.run(|| {
            command
                .spawn()
                .with_context(|| format!("starting {}", program.display()))
        })?;

        let log = Arc::new(Mutex::new(String::new()));
        let (port_seen, port) = mpsc::channel();
        let stdout = process.stdout.take().context("stdout is piped")?;
        let stderr = process.stderr.take().context("stderr is piped")?;
        collect(stdout, Arc::clone(&log), move |line| {
            if let Some(port) = line.strip_prefix(GREETING) {
                // Only the first greeting is waited for.
                let _ = port_seen.send(port.trim_end_matches('/').parse::<u16>());
            }
        });
        collect(stderr, Arc::clone(&log), |_| {});

        let mut server = Self {
            process,
            port: 0,
            log,
        };
        server.port = port
            .recv_timeout(START_LIMIT)
            .with_context(|| format!("the server did not greet; its log:\n{}", server.log()))?
            .context("the greeting has no port")?;
        Ok(server)
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The origin at which pages are secure though it is plain HTTP.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// What the server has written.
    #[must_use]
    pub fn log(&self) -> String {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(pid) = i32::try_from(self.process.id()) {
            // It may have ended by itself.
            let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
        }
        let start = Instant::now();
        while start.elapsed() < STOP_LIMIT {
            if let Ok(Some(_)) = self.process.try_wait() {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn program() -> Result<PathBuf> {
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
) {
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            see(&line);
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            log.push_str(&line);
            log.push('\n');
        }
    });
}

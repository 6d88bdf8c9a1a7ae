use std::io::{BufRead, BufReader};
use std::net::{IpAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{env, fs, thread};

use anyhow::{Context, Result};

use crate::wait::within;
use crate::{Network, Skipped, on_path};

const START_LIMIT: Duration = Duration::from_secs(20);

/// coturn, a TURN server that no one here wrote; it runs until it is dropped.
#[derive(Debug)]
pub struct Coturn {
    process: Child,
    log: Arc<Mutex<String>>,
    database: PathBuf,
}

/// How coturn is to run.
#[derive(Clone, Copy, Debug)]
pub struct CoturnSetup<'a> {
    pub addresses: &'a [IpAddr],
    /// For UDP and TCP.
    pub port: u16,
    pub secret: &'a str,
    /// What it says of itself instead of its address, as a server behind a router has to.
    pub external: Option<IpAddr>,
}

impl Coturn {
    /// The port, for UDP and TCP.
    pub const PORT: u16 = 3478;

    /// Starts it inside `network` on these addresses; it takes credentials by this secret.
    ///
    /// # Errors
    ///
    /// Fails with [`Skipped`] if it is not installed.
    pub fn start(network: &Network, addresses: &[IpAddr], secret: &str) -> Result<Self> {
        let setup = CoturnSetup {
            addresses,
            port: Self::PORT,
            secret,
            external: None,
        };
        Self::start_with(network, &setup)
    }

    /// Starts it as `setup` says.
    ///
    /// # Errors
    ///
    /// Fails with [`Skipped`] if it is not installed.
    pub fn start_with(network: &Network, setup: &CoturnSetup<'_>) -> Result<Self> {
        let program = on_path(&["turnserver"])
            .ok_or_else(|| Skipped::new("turnserver (coturn) is missing"))?;
        let mut command = Command::new(program);
        command.args([
            "-n",
            "--realm=tatap.test",
            "--use-auth-secret",
            "--fingerprint",
            "--no-cli",
            "--no-tls",
            "--no-dtls",
            "--no-multicast-peers",
            "--log-file=stdout",
            "--simple-log",
            "--pidfile=/dev/null",
            "--min-port=49160",
            "--max-port=49300",
        ]);
        // It takes no secret without a database, which it makes.
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let database =
            env::temp_dir().join(format!("tatap-coturn-{}-{number}", std::process::id()));
        command.arg(format!("--userdb={}", database.display()));
        command.arg(format!("--static-auth-secret={}", setup.secret));
        command.arg(format!("--listening-port={}", setup.port));
        for address in setup.addresses {
            command.arg(format!("--listening-ip={address}"));
            command.arg(format!("--relay-ip={address}"));
            if let Some(external) = setup.external {
                command.arg(format!("--external-ip={external}/{address}"));
            }
        }
        let mut process = network.run(|| {
            command
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .context("starting coturn")
        })?;
        let stdout = process.stdout.take().context("stdout is piped")?;
        let log = Arc::new(Mutex::new(String::new()));
        let lines = Arc::clone(&log);
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let mut log = lines.lock().unwrap_or_else(PoisonError::into_inner);
                log.push_str(&line);
                log.push('\n');
            }
        });
        let coturn = Self {
            process,
            log,
            database,
        };
        for address in setup.addresses {
            within(START_LIMIT, "coturn listens", || {
                network.run(|| Ok(TcpStream::connect((*address, setup.port)).map(|_| Some(()))?))
            })
            .with_context(|| coturn.log())?;
        }
        Ok(coturn)
    }

    /// What it has written.
    #[must_use]
    pub fn log(&self) -> String {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for Coturn {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_file(&self.database);
    }
}

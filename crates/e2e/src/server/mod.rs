mod life;

use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

pub(crate) use self::life::program;

use self::life::Life;
use crate::Network;

/// The longest that a server may take to stop when it is asked to.
const STOP_LIMIT: Duration = Duration::from_secs(60);

/// A Tatap server that runs until it is dropped, unless a story stops it and starts it again.
#[derive(Debug)]
pub struct Server {
    network: Arc<Network>,
    port: u16,
    settings: Vec<(String, String)>,
    /// `None` while it is stopped.
    life: Option<Life>,
    /// The logs of the lives that have ended.
    ended: Vec<String>,
}

/// How a server has stopped that was asked to.
#[derive(Clone, Copy, Debug)]
pub struct Exit {
    pub status: ExitStatus,
    /// From the signal to the end.
    pub took: Duration,
}

impl Server {
    /// Starts the server inside `network` on a free port, with `settings` as its environment.
    ///
    /// # Errors
    ///
    /// Fails if there is no server or it does not greet.
    pub fn start(network: &Arc<Network>, settings: &[(&str, &str)]) -> Result<Self> {
        Self::start_at(network, network.lasting_port()?, settings)
    }

    /// Like [`Server::start`], on a port that somebody else was told before.
    ///
    /// # Errors
    ///
    /// Fails if there is no server or it does not greet.
    pub fn start_at(network: &Arc<Network>, port: u16, settings: &[(&str, &str)]) -> Result<Self> {
        let mut server = Self {
            network: Arc::clone(network),
            port,
            settings: settings
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            life: None,
            ended: Vec::new(),
        };
        server.start_again()?;
        Ok(server)
    }

    /// Starts a server that has stopped again, on the same port and with the same settings, and waits until it listens.
    ///
    /// # Errors
    ///
    /// Fails if it runs, or does not greet.
    pub fn start_again(&mut self) -> Result<()> {
        ensure!(self.life.is_none(), "the server runs");
        let life = Life::start(&self.network, self.port, &self.settings)?;
        self.life = Some(life);
        Ok(())
    }

    /// Asks the server to stop (SIGTERM) and waits until it has; its port is free then.
    ///
    /// # Errors
    ///
    /// Fails if it does not run, or goes on for a minute.
    pub fn stop_gracefully(&mut self) -> Result<Exit> {
        let life = self.life.take().context("the server does not run")?;
        let start = Instant::now();
        let (status, log) = life.stop(STOP_LIMIT)?;
        let took = start.elapsed();
        self.ended.push(log);
        Ok(Exit { status, took })
    }

    /// Ends the server at once (SIGKILL), as a crash does; its port is free then.
    ///
    /// # Errors
    ///
    /// Fails if it does not run.
    pub fn kill(&mut self) -> Result<()> {
        let life = self.life.take().context("the server does not run")?;
        self.ended.push(life.kill()?);
        Ok(())
    }

    /// Has `tatap doctor` look at the server from beside it; returns its exit code and what it says in JSON.
    ///
    /// # Errors
    ///
    /// Fails if it says nothing.
    pub fn doctor(&self) -> Result<(Option<i32>, Value)> {
        let mut command = Command::new(program()?);
        command
            .args(["doctor", "--json"])
            .env_clear()
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .env("PORT", self.port.to_string());
        let output = self
            .network
            .run(|| command.output().context("starting the doctor"))?;
        let report = serde_json::from_slice(&output.stdout).context("no report")?;
        Ok((output.status.code(), report))
    }

    /// The port, which is the same in every life.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The origin at which pages are secure though it is plain HTTP.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// What the server has written in all its lives.
    #[must_use]
    pub fn log(&self) -> String {
        self.logs().concat()
    }

    /// What the server has written, life by life.
    #[must_use]
    pub fn logs(&self) -> Vec<String> {
        let mut logs = self.ended.clone();
        logs.extend(self.life.as_ref().map(Life::log));
        logs
    }
}

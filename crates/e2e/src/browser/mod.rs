mod stopped;
mod tabs;

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, mpsc as blocking};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use serde_json::Value;
use thirtyfour::{Capabilities, WebDriver};
use tokio::sync::mpsc;

pub use self::stopped::Stopped;
pub use self::tabs::Tab;
use crate::names::KnownName;
use crate::recorder;
use crate::{Certificate, Kind, Network, Trust};

/// The longest that a browser may take for one job.
const JOB_LIMIT: Duration = Duration::from_secs(60);

type Job = Box<dyn FnOnce(WebDriver) -> Pin<Box<dyn Future<Output = ()>>> + Send>;

/// A browser that runs until it is dropped.
///
/// One thread, inside the network, owns the driver and does jobs one after the other.
#[derive(Debug)]
pub struct Browser {
    kind: Kind,
    /// The driver's process, whose children are the browser's.
    driver: i32,
    jobs: Option<mpsc::UnboundedSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Browser {
    /// Starts a browser inside `network`.
    ///
    /// # Errors
    ///
    /// Fails with [`crate::Skipped`] if the browser or its driver is not installed.
    pub fn start(kind: Kind, network: &Arc<Network>) -> Result<Self> {
        Self::start_trusting(kind, network, &[])
    }

    /// Like [`Browser::start`]; pages of the origins `trusted` may use camera and microphone though they are plain HTTP.
    ///
    /// # Errors
    ///
    /// Fails with [`crate::Skipped`] if the browser or its driver is not installed.
    pub fn start_trusting(kind: Kind, network: &Arc<Network>, trusted: &[String]) -> Result<Self> {
        Self::start_in(kind, network, trusted, None, &[])
    }

    /// Like [`Browser::start_trusting`]; it also finds the server of `certificate`.
    ///
    /// # Errors
    ///
    /// Fails with [`crate::Skipped`] if the browser or its driver is not installed.
    pub fn start_near(
        kind: Kind,
        network: &Arc<Network>,
        trusted: &[String],
        certificate: &Certificate,
        trust: Trust,
    ) -> Result<Self> {
        let browser = Self::start_in(kind, network, trusted, Some((certificate, trust)), &[])?;
        if !kind.is_chromium() && trust == Trust::Given {
            browser.trust(&certificate.authority)?;
        }
        Ok(browser)
    }

    /// Like [`Browser::start`], for someone who goes on where nobody vouches for a server's certificate.
    ///
    /// # Errors
    ///
    /// Fails with [`crate::Skipped`] if the browser or its driver is not installed.
    pub fn start_taking_any_certificate(kind: Kind, network: &Arc<Network>) -> Result<Self> {
        let mut capabilities = kind.capabilities(&[], None)?;
        capabilities["acceptInsecureCerts"] = true.into();
        Self::start_as(kind, network, (capabilities, None), &[])
    }

    /// Like [`Browser::start`], with `environment` besides the machine's own.
    ///
    /// # Errors
    ///
    /// Fails with [`crate::Skipped`] if the browser or its driver is not installed.
    pub fn start_with(
        kind: Kind,
        network: &Arc<Network>,
        environment: &[(&str, &str)],
    ) -> Result<Self> {
        Self::start_in(kind, network, &[], None, environment)
    }

    fn start_in(
        kind: Kind,
        network: &Arc<Network>,
        trusted: &[String],
        near: Option<(&Certificate, Trust)>,
        environment: &[(&str, &str)],
    ) -> Result<Self> {
        let given = near.filter(|(_, trust)| *trust == Trust::Given);
        let capabilities = kind.capabilities(trusted, given.map(|(certificate, _)| certificate))?;
        let server = near.map(|(certificate, _)| certificate.server.clone());
        Self::start_as(kind, network, (capabilities, server), environment)
    }

    fn start_as(
        kind: Kind,
        network: &Arc<Network>,
        (capabilities, server): (Value, Option<KnownName>),
        environment: &[(&str, &str)],
    ) -> Result<Self> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let environment: Vec<(String, String)> = environment.iter().map(owned).collect();
        let (jobs, queue) = mpsc::unbounded_channel();
        let (started, outcome) = blocking::channel();
        let network = Arc::clone(network);
        let thread = thread::Builder::new()
            .name(format!("{kind:?}"))
            .spawn(move || {
                let known = server.map_or(Ok(()), |server| server.learn());
                let ended = known.and_then(|()| {
                    serve(kind, capabilities, environment, &network, queue, &started)
                });
                if let Err(error) = ended {
                    // Nobody listens for what goes wrong after the start.
                    let _ = started.send(Err(error));
                }
            })?;
        let driver = outcome
            .recv()
            .context("the browser's thread ended")?
            .with_context(|| format!("starting {kind:?}"))?;
        Ok(Self {
            kind,
            driver,
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Starts `job` and goes on; for what two browsers do at the same time.
    pub fn begin<T, F>(&self, job: F) -> Pending<T>
    where
        T: Send + 'static,
        F: AsyncFnOnce(WebDriver) -> Result<T> + Send + 'static,
    {
        let (answer, pending) = blocking::channel();
        let job: Job = Box::new(move |driver| {
            Box::pin(async move {
                let outcome = tokio::time::timeout(JOB_LIMIT, job(driver)).await;
                let outcome = outcome.unwrap_or_else(|_| Err(anyhow!("no answer from the driver")));
                // A test that has failed no longer waits.
                let _ = answer.send(outcome);
            })
        });
        if let Some(jobs) = &self.jobs {
            // A thread that has ended drops the job, and with it `answer`: the wait fails.
            let _ = jobs.send(job);
        }
        Pending(pending)
    }

    /// Does `job` with the driver.
    ///
    /// # Errors
    ///
    /// Fails if `job` does, or the browser is gone.
    pub fn run<T, F>(&self, job: F) -> Result<T>
    where
        T: Send + 'static,
        F: AsyncFnOnce(WebDriver) -> Result<T> + Send + 'static,
    {
        self.begin(job).wait()
    }

    /// Opens `url` in the current window.
    ///
    /// # Errors
    ///
    /// Fails if the page does not load.
    pub fn goto(&self, url: &str) -> Result<()> {
        let url = url.to_owned();
        self.run(async move |driver| {
            driver
                .goto(url.as_str())
                .await
                .with_context(|| format!("opening {url}"))
        })
    }

    /// Runs the body of an async function in the page; it finds `arguments` under that name.
    ///
    /// # Errors
    ///
    /// Fails if the script throws.
    pub fn script(&self, body: &str, arguments: Vec<Value>) -> Result<Value> {
        let script = format!("return (async () => {{ {body} }})()");
        self.run(async move |driver| {
            Ok(driver
                .execute(script.as_str(), arguments)
                .await?
                .json()
                .clone())
        })
    }

    /// Sends a command of the Chrome `DevTools` Protocol.
    ///
    /// # Errors
    ///
    /// Fails if the browser refuses it or does not speak the protocol.
    pub fn devtools(&self, method: &'static str, parameters: Value) -> Result<Value> {
        self.run(async move |driver| Ok(driver.cdp().send_raw(method, parameters).await?))
    }

    /// Takes what the console has shown at the level of an error since the last time; empty outside Chromium.
    ///
    /// # Errors
    ///
    /// Fails if the browser is gone.
    pub fn console_errors(&self) -> Result<Vec<String>> {
        if !self.kind.is_chromium() {
            return Ok(Vec::new());
        }
        let log = self.run(async |driver| Ok(driver.browser_log().await?))?;
        Ok(log
            .into_iter()
            .filter(|entry| entry.level == "SEVERE")
            .map(|entry| entry.message)
            .collect())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A panic there has been told by its pending job.
            let _ = thread.join();
        }
    }
}

/// What a browser has begun to do.
#[derive(Debug)]
pub struct Pending<T>(blocking::Receiver<Result<T>>);

impl<T> Pending<T> {
    /// Waits for the outcome.
    ///
    /// # Errors
    ///
    /// Fails if the job did, or the browser is gone.
    pub fn wait(self) -> Result<T> {
        self.0.recv().context("the browser is gone")?
    }
}

fn serve(
    kind: Kind,
    capabilities: Value,
    environment: Vec<(String, String)>,
    network: &Network,
    mut queue: mpsc::UnboundedReceiver<Job>,
    started: &blocking::Sender<Result<i32>>,
) -> Result<()> {
    network.enter()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let capabilities: Capabilities = serde_json::from_value(capabilities)?;
        let start = async {
            let (process, port) = kind.start_driver(environment).await?;
            let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await?;
            anyhow::Ok((process, driver))
        };
        let (mut process, driver) = tokio::time::timeout(JOB_LIMIT, start)
            .await
            .context("the driver does not answer")??;
        let pid = process.id().context("the driver has ended")?;
        if !kind.is_chromium() {
            recorder::install(&driver).await?;
        }
        let _ = started.send(Ok(i32::try_from(pid)?));
        while let Some(job) = queue.recv().await {
            job(driver.clone()).await;
        }
        let ended = tokio::time::timeout(JOB_LIMIT, driver.quit()).await;
        process.kill().await?;
        Ok(ended??)
    })
}

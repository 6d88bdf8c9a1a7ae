pub(crate) mod bystanders;
pub(crate) mod client;
pub(crate) mod http;
#[cfg(feature = "oidc")]
pub(crate) mod identity_provider;
pub(crate) mod installed;
pub(crate) mod nginx;
pub(crate) mod pebble;
pub(crate) mod program;
pub(crate) mod relay_client;
pub(crate) mod scratch;
pub(crate) mod tls;

use std::future::Future;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use serde_json::Value;
use server::{Config, Server, WebSource};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use bystanders::Bystanders;
use client::{Client, Memory};

/// A server in this process, on a port of its own.
pub(crate) struct TestServer {
    pub(crate) address: SocketAddr,
    /// Where its figures are, if it was told to have any.
    pub(crate) metrics: Option<SocketAddr>,
    /// Where it leads HTTP to HTTPS, if it was told to.
    pub(crate) redirect: Option<SocketAddr>,
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl TestServer {
    pub(crate) fn start() -> Self {
        Self::with(|_| {})
    }

    /// Starts a server whose settings differ from the defaults by `change`.
    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            port: 0,
            bind: Some(Ipv4Addr::LOCALHOST.into()),
            turn: None,
            web: WebSource::Directory("/nonexistent".into()),
            ..Config::default()
        };
        change(&mut config);
        let server = Server::bind(config).unwrap();
        let (address, metrics) = (server.local_address(), server.metrics_address());
        let redirect = server.redirect_address();
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(server.run(async {
            let _ = stopped.await;
        }));
        Self {
            address,
            metrics,
            redirect,
            stop,
            running,
        }
    }

    pub(crate) async fn bystanders(&self) -> Bystanders {
        Bystanders::start(self.address).await
    }

    pub(crate) async fn connect(&self) -> Client {
        Client::connect(self.address).await
    }

    /// Connects and joins; returns once the server has answered.
    pub(crate) async fn join(&self, room: &str, name: &str) -> Client {
        let mut client = self.connect().await;
        client.join(room, name).await;
        client
    }

    /// Comes back to the seat that `memory` is about; returns the answer too.
    pub(crate) async fn resume(&self, memory: Memory) -> (Client, Value) {
        Client::resume(self.address, memory).await
    }

    /// Two who are in a room together, and have heard of each other.
    pub(crate) async fn pair(&self, room: &str) -> (Client, Client) {
        let mut ann = self.join(room, "Ann").await;
        let bob = self.join(room, "Bob").await;
        assert_eq!(ann.next().await["type"], "participant_joined");
        (ann, bob)
    }

    /// Tells the server to stop, and returns its end.
    pub(crate) fn stop(self) -> JoinHandle<()> {
        self.stop.send(()).unwrap();
        self.running
    }
}

/// Says why a test cannot run here, past the test program, which keeps what a test prints that passes; where all must
/// run, it fails.
pub(crate) fn skip(reason: &str) {
    let must_run = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(!must_run, "{reason}");
    let _ = std::io::stdout().write_all(format!("skipped: {reason}\n").as_bytes());
}

/// Waits for what must come; generous, because machines that run tests are busy.
pub(crate) async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(Duration::from_secs(20), future).await {
        Ok(value) => value,
        Err(_) => panic!("waited in vain for {what}"),
    }
}

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::interval;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::media::Media;
use crate::support::bystanders::Bystanders;
use crate::support::client::Client;
use crate::support::program::Program;
use crate::support::relay_client::relay_address;
use crate::support::{http, soon};

/// Within what time the server says that it is well.
const WELL: Duration = Duration::from_millis(100);

/// How often it is asked.
const ASK: Duration = Duration::from_millis(100);

/// The tables that count what each address does, in KiB: they have one size, and a crowd is the first to touch all of it.
const TABLES: u64 = 7 * 256;

/// The real server while somebody abuses it, from addresses that nobody else has.
///
/// Whatever is done to it, [`Siege::lift`] looks for the same: two people in another room talk on each second and hear
/// nothing but each other, and their media goes on by way of the server's relay (see [`Media`]); the server says within
/// 100 ms that it is well (the half of all times it is asked), its memory goes back to what it was before and a tenth
/// more (and [`TABLES`]), it has not panicked, and it ends in good order.
pub(crate) struct Siege {
    program: Program,
    bystanders: Bystanders,
    media: Media,
    log: Arc<Mutex<String>>,
    /// The memory before, in KiB.
    base: u64,
    asking: JoinHandle<Vec<Duration>>,
    enough: oneshot::Sender<()>,
}

impl Siege {
    /// Starts a server with these settings, and lets two people talk there.
    pub(crate) async fn lay(settings: &[(&str, &str)]) -> Self {
        let defaults = [
            ("TATAP_LOG", "debug"),
            ("TATAP_WEB_DIR", env!("CARGO_TARGET_TMPDIR")),
            ("TATAP_TURN_ADDR", "127.0.0.1:0"),
        ];
        let settings: Vec<_> = defaults.iter().chain(settings).copied().collect();
        let mut program = Program::start(&settings).await;
        let log = program.keep_log();
        let address = program.address;
        let bystanders = Bystanders::start(address).await;
        let media = Media::start(bystanders.joined.clone()).await;
        // What a server that works has once touched belongs to what it was before.
        for _ in 0..20 {
            assert_eq!(http::get(address, "/healthz").await.status, 200);
        }
        let (enough, mut told) = oneshot::channel();
        let asking = tokio::spawn(async move {
            let (mut times, mut pace) = (Vec::new(), interval(ASK));
            while told.try_recv().is_err() {
                pace.tick().await;
                let start = Instant::now();
                assert_eq!(http::get(address, "/healthz").await.status, 200);
                times.push(start.elapsed());
            }
            times
        });
        Self {
            base: program.resident_kib(),
            program,
            bystanders,
            media,
            log,
            asking,
            enough,
        }
    }

    /// Connects from one of the abusers' addresses, `127.66.0.0` and up.
    pub(crate) async fn connect(&self, who: u16) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        let [high, low] = who.to_be_bytes();
        let from = Ipv4Addr::new(127, 66, high, low);
        socket.bind((from, 0).into()).unwrap();
        socket.connect(self.address()).await.unwrap()
    }

    /// Opens a WebSocket with these headers, or returns the status by which that is refused.
    pub(crate) async fn open(
        &self,
        who: u16,
        headers: &[(&'static str, &str)],
    ) -> Result<Client, u16> {
        let mut request = format!("ws://{}/ws", self.address())
            .into_client_request()
            .unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match client_async(request, self.connect(who).await).await {
            Ok((socket, _)) => Ok(Client::new(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Joins a room.
    pub(crate) async fn join(&self, who: u16, room: &str) -> Client {
        let mut client = self.open(who, &[]).await.unwrap();
        client.join(room, "Mallory").await;
        client
    }

    /// Sends some bytes, and returns all that comes until the server has had enough.
    pub(crate) async fn send(&self, who: u16, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect(who).await;
        // It may have had enough before the last of them.
        let _ = stream.write_all(bytes).await;
        let mut answer = Vec::new();
        let _ = soon("the end", stream.read_to_end(&mut answer)).await;
        answer
    }

    /// Asks for a path as it stands there.
    pub(crate) async fn get(&self, who: u16, path: &str, headers: &[(&str, &str)]) -> http::Reply {
        self.request(who, "GET", path, headers).await
    }

    pub(crate) async fn request(
        &self,
        who: u16,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> http::Reply {
        let head = http::head(self.address(), method, path, headers);
        http::parse(&self.send(who, head.as_bytes()).await)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.program.address
    }

    pub(crate) fn relay_address(&self) -> SocketAddr {
        relay_address(&self.bystanders.joined[0])
    }

    /// The memory that the server has now, in KiB.
    pub(crate) fn resident_kib(&self) -> u64 {
        self.program.resident_kib()
    }

    /// Checks all that must hold after the abuse, whose connections are gone; returns the log.
    pub(crate) async fn lift(self) -> String {
        self.media.ends_undisturbed().await;
        self.bystanders.talk_each_second();
        self.bystanders.are_undisturbed().await;
        self.enough.send(()).unwrap();
        let mut times = self.asking.await.unwrap();
        times.sort();
        let half = times[times.len() / 2];
        assert!(half < WELL, "{half:?} of {times:?}");
        let most = self.base + self.base / 10 + TABLES;
        let mut pace = interval(ASK);
        let settled = async {
            while self.program.resident_kib() > most {
                pace.tick().await;
            }
        };
        let is_back = tokio::time::timeout(Duration::from_secs(20), settled).await;
        let now = self.program.resident_kib();
        assert!(
            is_back.is_ok(),
            "{now} KiB are there, {} KiB were",
            self.base
        );
        self.program.signal(Signal::SIGTERM);
        let output = self.program.output().await;
        let log = self.log.lock().unwrap().clone();
        assert!(output.status.success(), "{}\n{log}", output.status);
        assert!(!log.contains("panicked"), "{log}");
        log
    }
}

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufWriter, split};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::spawn_local;
use tokio::time::{interval, sleep, timeout};
use tokio_rustls::TlsAcceptor;
use turn::{Client, Framer, Input, Link};

use super::outbox::Outbox;
use super::world::World;
use crate::connection_limits::ConnectionLimits;
use crate::tcp::limit_unsent;

/// The most connections at a time, in all and from one address: a household in a call of fifty has some hundred.
const MOST: usize = 10_000;
const MOST_PER_ADDRESS: usize = 512;

/// How long a connection may last without an allocation.
const IDLE: Duration = Duration::from_secs(20);

/// How long TLS may take to begin.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How long to wait where the system has no more sockets to give.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How much of a stream is read at once.
const READ_BYTES: usize = 16 * 1024;

/// How much is written at once.
const WRITE_BYTES: usize = 64 * 1024;

/// Takes in clients that come by TCP.
#[derive(Debug)]
pub(super) struct Doors {
    limits: Arc<ConnectionLimits>,
    /// Nobody waits for the end of them all.
    alive: mpsc::Sender<Infallible>,
}

impl Doors {
    pub(super) fn new() -> Self {
        Self {
            limits: Arc::new(ConnectionLimits::new(MOST, MOST_PER_ADDRESS)),
            alive: mpsc::channel(1).0,
        }
    }

    /// Accepts connections for as long as the server runs; over TLS where that is to be.
    pub(super) async fn serve(
        self: Rc<Self>,
        world: Rc<World>,
        listener: TcpListener,
        tls: Option<TlsAcceptor>,
    ) {
        loop {
            match listener.accept().await {
                Ok((stream, address)) => self.admit(&world, stream, address, tls.clone()),
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(error) => {
                    tracing::warn!(%error, "a connection to the relay could not be accepted");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    fn admit(
        &self,
        world: &Rc<World>,
        stream: TcpStream,
        address: SocketAddr,
        tls: Option<TlsAcceptor>,
    ) {
        let (Ok(peer), Ok(local)) = (
            self.limits.admit(address.ip(), &self.alive),
            stream.local_addr(),
        ) else {
            tracing::debug!(%address, "too many connections to the relay");
            return;
        };
        // Nagle's algorithm would hold voices back for up to 40 ms.
        let _ = stream.set_nodelay(true);
        limit_unsent(&stream);
        let number = world.next_stream();
        let client = Client {
            link: Link::Stream(number),
            address,
            local,
        };
        let world = Rc::clone(world);
        spawn_local(async move {
            let outbox = world.connected(number);
            let ended = match tls {
                None => {
                    let stream = BufWriter::with_capacity(WRITE_BYTES, stream);
                    converse(&world, client, &outbox, stream).await
                }
                // coturn's client takes a record for a message: each gets one of its own.
                Some(acceptor) => match timeout(HANDSHAKE, acceptor.accept(stream)).await {
                    Ok(Ok(stream)) => converse(&world, client, &outbox, stream).await,
                    Ok(Err(error)) => Err(error),
                    Err(late) => Err(late.into()),
                },
            };
            tracing::trace!(?ended, "a connection to the relay ended");
            world.disconnected(number, client);
            drop(peer);
        });
    }
}

/// Reads and writes one connection until it ends, says something else than TURN, or is of no use to anyone.
async fn converse(
    world: &Rc<World>,
    client: Client,
    outbox: &Outbox,
    stream: impl AsyncRead + AsyncWrite,
) -> io::Result<()> {
    let (mut reader, mut writer) = split(stream);
    let reading = async {
        let mut framer = Framer::default();
        let mut bytes = vec![0; READ_BYTES];
        loop {
            let count = reader.read(&mut bytes).await?;
            if count == 0 {
                return Ok(());
            }
            framer.push(bytes.get(..count).unwrap_or_default());
            while let Some(packet) = framer.next_packet().map_err(io::Error::other)? {
                world.handle(Input::FromClient { client, packet });
            }
        }
    };
    let writing = async {
        loop {
            for packet in outbox.next().await {
                writer.write_all(&packet).await?;
            }
            writer.flush().await?;
        }
    };
    let being_of_use = async {
        let mut checks = interval(IDLE);
        checks.tick().await;
        loop {
            checks.tick().await;
            if !world.serves(&client) {
                return Ok(());
            }
        }
    };
    tokio::select! {
        ended = reading => ended,
        ended = writing => ended,
        ended = being_of_use => ended,
    }
}

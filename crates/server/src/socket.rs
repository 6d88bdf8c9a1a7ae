use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use protocol::{ClientMessage, ErrorCode, MAX_FRAME_BYTES};
use rooms::{ConnectionId, Input, MessageRate};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};

use crate::closing::Closing;
use crate::fault;
use crate::hub::Hub;
use crate::outbox::Outbox;
use crate::tcp;

/// How long a connection may take to be closed in good order.
const CLOSE_GRACE: Duration = Duration::from_secs(2);

/// The pings that a peer may leave unanswered.
const MAX_UNANSWERED_PINGS: u8 = 2;

/// The bounds of one WebSocket.
#[derive(Clone, Debug)]
pub(crate) struct SocketLimits {
    pub(crate) join_timeout: Duration,
    pub(crate) ping_interval: Duration,
    pub(crate) messages_per_second: u32,
    pub(crate) message_burst: u32,
}

/// Returns the settings of the WebSocket protocol: its defaults take 64 MiB and an endless write queue.
pub(crate) fn protocol_config() -> WebSocketConfig {
    WebSocketConfig::default()
        .max_message_size(Some(MAX_FRAME_BYTES))
        .max_frame_size(Some(MAX_FRAME_BYTES))
        .read_buffer_size(4 * 1024)
        .write_buffer_size(64 * 1024)
        .max_write_buffer_size(256 * 1024)
}

/// Carries messages between one WebSocket and the hub until either ends it.
///
/// There is one such future for each participant, and most of them wait: what it holds is kept small.
pub(crate) fn run(
    socket: WebSocketStream<TcpStream>,
    connection: ConnectionId,
    hub: Hub,
    limits: Arc<SocketLimits>,
) -> impl Future<Output = ()> {
    tcp::limit_unsent(socket.get_ref());
    let mut session = Session {
        socket,
        connection,
        outbox: Arc::new(Outbox::default()),
        rate: MessageRate::new(
            limits.messages_per_second,
            limits.message_burst,
            Duration::ZERO,
        ),
        limits,
        started: Instant::now(),
        phase: Phase::Visiting,
        unanswered_pings: 0,
    };
    async move {
        hub.opened(connection, Arc::clone(&session.outbox)).await;
        let end = session.talk(&hub).await;
        // The room hears it first; the rest may take its time.
        hub.input(Input::Disconnected { connection }).await;
        drop(hub);
        Box::pin(session.close(end)).await;
    }
}

struct Session {
    socket: WebSocketStream<TcpStream>,
    connection: ConnectionId,
    outbox: Arc<Outbox>,
    limits: Arc<SocketLimits>,
    rate: MessageRate,
    started: Instant,
    phase: Phase,
    unanswered_pings: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Has not asked to join.
    Visiting,
    /// Has asked to join; if the rooms refuse, they close.
    Joining,
    /// Is refused: nothing is read any more, the hub's close is on its way.
    Refused,
}

/// What an event leads to.
enum Step {
    Nothing,
    Tell(Input),
    Write(Option<Message>),
    End(End),
}

/// Why the talk is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The server wants to close.
    Server(Closing),
    /// The peer has asked to close.
    Peer,
    /// Nobody is there any more, or at least nobody reads.
    Lost,
}

impl Session {
    async fn talk(&mut self, hub: &Hub) -> End {
        let timer = sleep(self.limits.join_timeout);
        tokio::pin!(timer);
        loop {
            let is_refused = self.phase == Phase::Refused;
            let was_visiting = self.phase == Phase::Visiting;
            let mut rang = false;
            let step = tokio::select! {
                () = self.outbox.filled() => Step::Write(None),
                frame = self.socket.next(), if !is_refused => self.read(frame),
                () = &mut timer, if !is_refused => {
                    rang = true;
                    self.tick()
                }
            };
            if rang || was_visiting && self.phase == Phase::Joining {
                timer
                    .as_mut()
                    .reset(Instant::now() + self.limits.ping_interval);
            }
            match step {
                Step::Nothing => {}
                Step::Tell(input) => hub.input(input).await,
                Step::Write(first) => {
                    if let Some(end) = self.write(first).await {
                        return end;
                    }
                }
                Step::End(end) => return end,
            }
        }
    }

    fn read(&mut self, frame: Option<Result<Message, Error>>) -> Step {
        let message = match frame {
            None => return Step::End(End::Lost),
            Some(Err(error)) => return self.read_failed(&error),
            Some(Ok(message)) => message,
        };
        self.unanswered_pings = 0;
        if !self.rate.take(self.started.elapsed()) {
            return self.refuse(ErrorCode::RateLimited, None);
        }
        match message {
            Message::Text(text) => self.read_text(&text),
            Message::Binary(_) => self.refuse(ErrorCode::BinaryFrame, None),
            Message::Close(_) => Step::End(End::Peer),
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Step::Nothing,
        }
    }

    fn read_text(&mut self, text: &str) -> Step {
        let connection = self.connection;
        match protocol::decode_client_message(text) {
            Ok(message) => {
                if matches!(message, ClientMessage::Join(_)) {
                    self.phase = Phase::Joining;
                }
                Step::Tell(Input::Message {
                    connection,
                    message,
                })
            }
            Err(error) => self.refuse(error.code(), Some(fault::detail(&error))),
        }
    }

    fn read_failed(&mut self, error: &Error) -> Step {
        tracing::debug!(connection = %self.connection, %error, "reading failed");
        match fault::of_frame(error) {
            Some((code, detail)) => self.refuse(code, detail),
            None => Step::End(End::Lost),
        }
    }

    fn tick(&mut self) -> Step {
        if self.phase == Phase::Visiting {
            return self.refuse(ErrorCode::JoinTimeout, None);
        }
        if self.unanswered_pings == MAX_UNANSWERED_PINGS {
            return Step::End(End::Lost);
        }
        self.unanswered_pings += 1;
        Step::Write(Some(Message::Ping(Bytes::new())))
    }

    fn refuse(&mut self, code: ErrorCode, detail: Option<String>) -> Step {
        if !code.keeps_connection() {
            self.phase = Phase::Refused;
        }
        Step::Tell(Input::Refused {
            connection: self.connection,
            code,
            detail,
        })
    }

    /// Writes `first` and all that is queued, with one flush at the end.
    async fn write(&mut self, first: Option<Message>) -> Option<End> {
        let written = tokio::select! {
            biased;
            written = write_queued(&mut self.socket, first, &self.outbox) => written,
            () = stuck(&self.outbox, self.limits.ping_interval) => return Some(End::Lost),
        };
        match (written, self.outbox.closing()) {
            (Err(_), _) => Some(End::Lost),
            (Ok(()), Some(closing)) => Some(End::Server(closing)),
            (Ok(()), None) => None,
        }
    }

    async fn close(mut self, end: End) {
        let closing = match end {
            End::Lost => return tcp::abort(self.socket.get_ref()),
            End::Peer => None,
            End::Server(closing) => Some(closing.into()),
        };
        let goodbye = async {
            // Whatever fails, what was sent should still arrive.
            let _ = shake_hands(&mut self.socket, closing).await;
            tcp::linger(self.socket.get_mut()).await;
        };
        if timeout(CLOSE_GRACE, goodbye).await.is_err() {
            tcp::abort(self.socket.get_ref());
        }
    }
}

async fn write_queued(
    socket: &mut WebSocketStream<TcpStream>,
    first: Option<Message>,
    outbox: &Outbox,
) -> Result<(), Error> {
    if let Some(message) = first {
        socket.feed(message).await?;
    }
    loop {
        while let Some(text) = outbox.pop() {
            socket.feed(Message::Text(text)).await?;
        }
        socket.flush().await?;
        // More may have come while the flush had to wait.
        if outbox.is_empty() {
            return Ok(());
        }
    }
}

/// Waits until a write has taken too long: for `patience`, or until the hub has had enough; and some grace.
async fn stuck(outbox: &Outbox, patience: Duration) {
    // Few writes have to wait: only those pay for this.
    Box::pin(async {
        let _ = timeout(patience, outbox.closed()).await;
        sleep(CLOSE_GRACE).await;
    })
    .await;
}

/// Sends the close, or the answer to the peer's, and reads until the peer has done the same.
async fn shake_hands(
    socket: &mut WebSocketStream<TcpStream>,
    closing: Option<CloseFrame>,
) -> Result<(), Error> {
    if closing.is_some() {
        socket.send(Message::Close(closing)).await?;
    }
    while socket.next().await.transpose()?.is_some() {}
    Ok(())
}

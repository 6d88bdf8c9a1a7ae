use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use ::doors::User;
use futures_util::{FutureExt, StreamExt};
use protocol::{ClientMessage, ErrorCode, Join, MAX_FRAME_BYTES};
use rooms::{ConnectionId, Host, Input, MessageRate};
use tokio::task::unconstrained;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tracing::Instrument;

use crate::Doors;
use crate::closing::Closing;
use crate::fault;
use crate::hub::Hub;
use crate::outbox::Outbox;
use crate::stream::Stream;
use crate::tcp;
use crate::writing::{CLOSE_GRACE, shake_hands, stuck, write_queued};

/// The bounds of one WebSocket.
#[derive(Clone, Debug)]
pub(crate) struct SocketLimits {
    pub(crate) join_timeout: Duration,
    /// How long a participant may say nothing at all. Browsers hide the WebSocket's own pings from pages, so it is
    /// the clients that ping, in the protocol.
    pub(crate) silence_timeout: Duration,
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
/// There is one such future for each participant, and most of them wait: what it holds is kept small. It also holds
/// what is `held` for the connection, since a future around it would take its room twice.
pub(crate) fn run(
    socket: WebSocketStream<Stream>,
    connection: ConnectionId,
    (address, host): (IpAddr, Option<Host>),
    visitor: Visitor,
    held: impl Send,
    hub: Hub,
    limits: Arc<SocketLimits>,
) -> impl Future<Output = ()> {
    tcp::limit_unsent(socket.get_ref().tcp());
    let mut session = Session {
        socket,
        connection,
        visitor,
        outbox: Arc::new(Outbox::default()),
        rate: MessageRate::new(
            limits.messages_per_second,
            limits.message_burst,
            Duration::ZERO,
        ),
        limits,
        started: Instant::now(),
        heard: Duration::ZERO,
        phase: Phase::Visiting,
    };
    let carrying = async move {
        hub.opened(connection, address, host, Arc::clone(&session.outbox))
            .await;
        let end = session.talk(&hub).await;
        tracing::debug!(?end, "the talk is over");
        // The room hears it first; the rest may take its time.
        hub.input(Input::Disconnected { connection }).await;
        drop(hub);
        Box::pin(session.close(end)).await;
        drop(held);
    };
    carrying.instrument(tracing::debug_span!("socket", %connection))
}

/// Who is at the other end, and who says what that opens.
#[derive(Debug)]
pub(crate) struct Visitor {
    pub(crate) doors: Arc<Doors>,
    pub(crate) user: Option<Box<User>>,
}

struct Session {
    socket: WebSocketStream<Stream>,
    connection: ConnectionId,
    visitor: Visitor,
    outbox: Arc<Outbox>,
    limits: Arc<SocketLimits>,
    rate: MessageRate,
    started: Instant,
    /// When the last frame came, since `started`.
    heard: Duration,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Has not asked to join, or was refused a resume.
    Visiting,
    /// Has asked to resume; if the rooms refuse, they leave it at that.
    Resuming,
    /// Has asked to join, or has resumed; if the rooms refuse, they close.
    Present,
    /// Is refused: nothing is read any more, the hub's close is on its way.
    Refused,
}

/// What an event leads to.
enum Step {
    Nothing,
    Tell(Input),
    Write,
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
            let was_present = self.phase == Phase::Present;
            let mut rang = false;
            let step = tokio::select! {
                () = self.outbox.filled() => Step::Write,
                frame = self.socket.next(), if !is_refused => self.read(frame),
                () = &mut timer, if !is_refused => {
                    rang = true;
                    self.time_out()
                }
            };
            match step {
                Step::Nothing => {}
                Step::Tell(input) => self.tell(hub, input).await,
                Step::Write => {
                    if let Some(end) = self.write().await {
                        return end;
                    }
                }
                Step::End(end) => return end,
            }
            if self.phase == Phase::Resuming && self.outbox.is_seated() {
                self.phase = Phase::Present;
            }
            if self.phase == Phase::Present && (rang || !was_present) {
                timer.as_mut().reset(self.silent_at());
            }
        }
    }

    /// Tells the hub; of whoever wants to come in, first what is worth what they bring.
    async fn tell(&self, hub: &Hub, input: Input) {
        if let Input::Message { frame, .. } = &input
            && let ClientMessage::Join(join) = &frame.message
        {
            // Seldom, and larger than everything else here.
            let vouched = Box::pin(self.vouch(join)).await;
            let is_refused = matches!(vouched, Input::Refused { .. });
            hub.input(vouched).await;
            if is_refused {
                return;
            }
        }
        hub.input(input).await;
    }

    async fn vouch(&self, join: &Join) -> Input {
        let connection = self.connection;
        let Visitor { doors, user } = &self.visitor;
        match doors.vouch(&join.room, &join.entry, user.as_deref()).await {
            Ok(grant) => Input::Vouched { connection, grant },
            Err(code) => Input::Refused {
                connection,
                code,
                detail: None,
            },
        }
    }

    fn read(&mut self, frame: Option<Result<Message, Error>>) -> Step {
        let message = match frame {
            None => return Step::End(End::Lost),
            Some(Err(error)) => return self.read_failed(&error),
            Some(Ok(message)) => message,
        };
        self.heard = self.started.elapsed();
        if !self.rate.take(self.heard) {
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
            Ok(frame) => {
                match &frame.message {
                    ClientMessage::Join(_) => self.phase = Phase::Present,
                    ClientMessage::Resume(_) if self.phase == Phase::Visiting => {
                        self.phase = Phase::Resuming;
                    }
                    ClientMessage::Resume(_)
                    | ClientMessage::Leave { .. }
                    | ClientMessage::Signal { .. }
                    | ClientMessage::SetPublications { .. }
                    | ClientMessage::Chat { .. }
                    | ClientMessage::SetHand { .. }
                    | ClientMessage::SetRecording { .. }
                    | ClientMessage::Act(_)
                    | ClientMessage::React { .. }
                    | ClientMessage::RenewIceServers
                    | ClientMessage::AskHostPass
                    | ClientMessage::Ping { .. } => {}
                }
                Step::Tell(Input::Message { connection, frame })
            }
            Err(error) => self.refuse(error.code(), Some(fault::detail(&error))),
        }
    }

    fn read_failed(&mut self, error: &Error) -> Step {
        tracing::debug!(%error, "reading failed");
        match fault::of_frame(error) {
            Some((code, detail)) => self.refuse(code, detail),
            None => Step::End(End::Lost),
        }
    }

    fn time_out(&mut self) -> Step {
        match self.phase {
            Phase::Visiting | Phase::Resuming => self.refuse(ErrorCode::JoinTimeout, None),
            Phase::Present if Instant::now() >= self.silent_at() => {
                // What came while the hub had no place for this task was said in time.
                match unconstrained(self.socket.next()).now_or_never() {
                    Some(frame) => self.read(frame),
                    None => Step::End(End::Lost),
                }
            }
            Phase::Present | Phase::Refused => Step::Nothing,
        }
    }

    /// Returns when the peer will have been silent for too long.
    fn silent_at(&self) -> Instant {
        self.started + self.heard + self.limits.silence_timeout
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

    /// Writes all that is queued.
    async fn write(&mut self) -> Option<End> {
        let written = tokio::select! {
            biased;
            written = write_queued(&mut self.socket, &self.outbox) => written,
            () = stuck(&self.outbox, self.limits.silence_timeout) => return Some(End::Lost),
        };
        match (written, self.outbox.closing()) {
            (Err(_), _) => Some(End::Lost),
            (Ok(()), Some(closing)) => Some(End::Server(closing)),
            (Ok(()), None) => None,
        }
    }

    async fn close(mut self, end: End) {
        let closing = match end {
            End::Lost => return tcp::abort(self.socket.get_ref().tcp()),
            End::Peer => None,
            End::Server(closing) => Some(closing.into()),
        };
        let goodbye = async {
            // Whatever fails, what was sent should still arrive.
            let _ = shake_hands(&mut self.socket, closing).await;
            tcp::linger(self.socket.get_mut()).await;
        };
        if timeout(CLOSE_GRACE, goodbye).await.is_err() {
            tcp::abort(self.socket.get_ref().tcp());
        }
    }
}

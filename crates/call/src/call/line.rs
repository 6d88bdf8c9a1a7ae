use std::time::Duration;

use protocol::{ClientMessage, Join, Resume, VERSIONS};

use super::{Call, Phase};
use crate::heartbeat::{Beat, Heartbeat};
use crate::{Command, EndReason, Reconnection, Timestamp};

/// The connection to the server.
#[derive(Clone, Debug)]
pub(super) enum Line {
    /// Not wanted.
    Closed,
    /// Being opened, or waiting for the answer to `join` or `resume`; given up at `ends`.
    Trying {
        ends: Timestamp,
        /// `join` or `resume` is sent.
        asked: bool,
    },
    /// In the room.
    Online {
        heartbeat: Heartbeat,
        /// Events that came since the last ping.
        events: u32,
        /// When the connection has held long enough to forget earlier losses.
        holds_at: Option<Timestamp>,
    },
    /// Lost; the next try begins at `until`.
    Waiting { until: Timestamp },
}

impl Line {
    /// How many events, or commands, may wait for an acknowledgement before the next ping is hastened.
    const MANY: usize = 64;

    pub(super) fn online(now: Timestamp) -> Self {
        Self::Online {
            heartbeat: Heartbeat::new(now),
            events: 0,
            holds_at: Some(now + Reconnection::HELD),
        }
    }

    pub(super) fn is_online(&self) -> bool {
        matches!(self, Self::Online { .. })
    }

    /// True if the server has given a seat, or may be about to.
    pub(super) fn may_have_a_seat(&self) -> bool {
        matches!(self, Self::Online { .. } | Self::Trying { asked: true, .. })
    }

    pub(super) fn received(&mut self) {
        if let Self::Online { heartbeat, .. } = self {
            heartbeat.received();
        }
    }

    /// Counts an event that the server keeps until it is acknowledged.
    pub(super) fn note_event(&mut self, now: Timestamp) {
        if let Self::Online {
            heartbeat, events, ..
        } = self
        {
            *events += 1;
            if *events as usize >= Self::MANY {
                heartbeat.hasten(now);
            }
        }
    }

    /// Notes how many commands wait for the server to acknowledge them.
    pub(super) fn note_unacknowledged(&mut self, commands: usize, now: Timestamp) {
        if let Self::Online { heartbeat, .. } = self
            && commands > 0
            && commands.is_multiple_of(Self::MANY)
        {
            heartbeat.hasten(now);
        }
    }

    pub(super) fn deadline(&self) -> Option<Timestamp> {
        match self {
            Self::Closed => None,
            Self::Trying { ends, .. } => Some(*ends),
            Self::Online {
                heartbeat,
                holds_at,
                ..
            } => Some(holds_at.map_or(heartbeat.next(), |at| at.min(heartbeat.next()))),
            Self::Waiting { until } => Some(*until),
        }
    }
}

impl Call {
    /// Does what is due on the line by the time alone.
    pub(super) fn tend_line(&mut self) {
        let now = self.now;
        match &mut self.line {
            Line::Closed => {}
            Line::Trying { ends, .. } => {
                if *ends <= now {
                    tracing::debug!("the server does not answer");
                    self.lose_line(None);
                }
            }
            Line::Waiting { until } => {
                if *until <= now {
                    self.open_line(Reconnection::TRY);
                }
            }
            Line::Online {
                heartbeat,
                events,
                holds_at,
            } => {
                if holds_at.is_some_and(|at| at <= now) {
                    *holds_at = None;
                    self.reconnection.reset();
                }
                match heartbeat.beat(now) {
                    Beat::Rest => {}
                    Beat::Dead => {
                        tracing::debug!("nothing comes from the server");
                        // Silence is the network's: nobody has turned the client away.
                        self.reconnection.reset();
                        for peer in self.peers.values_mut() {
                            peer.server_is_silent(now);
                        }
                        self.lose_line(None);
                    }
                    Beat::Ping => {
                        *events = 0;
                        let received = self.received.unwrap_or_default();
                        self.send(ClientMessage::Ping { received });
                    }
                }
            }
        }
    }

    /// Starts one try; one that is under way is given up.
    pub(super) fn open_line(&mut self, patience: Duration) {
        self.sockets += 1;
        self.line = Line::Trying {
            ends: self.now + patience,
            asked: false,
        };
        self.commands.push_back(Command::OpenSocket);
    }

    /// The socket is open: asks for the seat, or for a new one.
    pub(super) fn greet(&mut self) {
        let Line::Trying { asked, .. } = &mut self.line else {
            return;
        };
        *asked = true;
        let Some(seat) = &mut self.seat else {
            return self.ask_to_join();
        };
        seat.attempt += 1;
        self.announced = self.media.publications(&self.streams);
        let resume = Resume {
            versions: VERSIONS.to_vec(),
            room: self.room.clone(),
            token: seat.token.clone(),
            attempt: seat.attempt,
            received: self.received,
            chat: self.chat.last(),
            publications: self.announced.clone(),
        };
        self.send(ClientMessage::Resume(resume));
    }

    pub(super) fn ask_to_join(&mut self) {
        let Some(name) = &self.name else { return };
        self.announced = self.media.publications(&self.streams);
        let join = Join {
            versions: VERSIONS.to_vec(),
            room: self.room.clone(),
            name: name.clone(),
            publications: self.announced.clone(),
            engine: self.environment.engine,
            entry: self.entry.clone(),
        };
        self.send(ClientMessage::Join(join));
    }

    /// In the room, by whatever way: what was missed is over.
    pub(super) fn line_is_up(&mut self) {
        self.line = Line::online(self.now);
        if self.is_loss_told() {
            self.back_until = Some(self.now + Self::BACK_ONLINE);
        }
        self.lost = None;
    }

    /// The connection is gone, or a try has failed: media goes on, and the next try comes in its time.
    pub(super) fn lose_line(&mut self, retry_after: Option<Duration>) {
        match self.phase {
            Phase::Joining {
                returning: false, ..
            } => self.end(EndReason::Unreachable),
            Phase::Joining {
                returning: true, ..
            }
            | Phase::Waiting
            | Phase::InCall { .. } => {
                self.sockets += 1;
                self.commands.push_back(Command::CloseSocket);
                self.lost.get_or_insert(self.now);
                self.back_until = None;
                let delay = self.reconnection.next_delay(self.now, retry_after);
                if delay.is_zero() {
                    self.open_line(Reconnection::TRY);
                } else {
                    self.line = Line::Waiting {
                        until: self.now + delay,
                    };
                }
            }
            Phase::GreenRoom | Phase::Left | Phase::Ended(_) => self.line = Line::Closed,
        }
    }

    pub(super) fn close_line(&mut self) {
        self.line = Line::Closed;
        self.lost = None;
        self.back_until = None;
        self.reconnection.reset();
    }

    /// The person does not want to wait.
    pub(super) fn try_now(&mut self) {
        if matches!(self.line, Line::Waiting { .. }) {
            self.open_line(Reconnection::TRY);
        }
    }

    /// The world may have changed: the connection has to show life within `patience`, or is tried anew at once.
    pub(super) fn suspect(&mut self, patience: Duration) {
        match &mut self.line {
            Line::Closed => {}
            Line::Online { heartbeat, .. } => heartbeat.probe(self.now, patience),
            Line::Waiting { .. } => self.open_line(Reconnection::TRY),
            // What is being opened over a network that is gone would only time out.
            Line::Trying { .. } if matches!(self.phase, Phase::InCall { .. } | Phase::Waiting) => {
                self.open_line(Reconnection::TRY);
            }
            Line::Trying { .. } => {}
        }
        self.tend_line();
    }

    /// Asks the server for a sign of life as soon as nothing comes from anyone else: it may be one's own network.
    pub(super) fn watch_over_media(&mut self) {
        let silent: Vec<bool> = self
            .peers
            .values()
            .filter_map(|peer| peer.is_silent(self.now))
            .collect();
        let silent = !silent.is_empty() && silent.iter().all(|silent| *silent);
        let begins = silent && !self.silent;
        self.silent = silent;
        if begins && let Line::Online { heartbeat, .. } = &mut self.line {
            heartbeat.probe(self.now, Heartbeat::URGENT_PROBE);
            self.tend_line();
        }
    }

    /// True if the connection is missing for so long that the person is told.
    pub(super) fn is_loss_told(&self) -> bool {
        self.lost
            .is_some_and(|lost| lost + Self::QUIET_LOSS <= self.now)
    }
}

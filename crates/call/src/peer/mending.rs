use std::time::Duration;

use super::path_health::Sign;
use super::recovery::{Means, Step, Tries};
use super::state::{Clock, State, Task};
use super::{Peer, PeerContext, PeerOutput};
use crate::{ConnectionState, Negotiation, Timestamp, Traffic};

type Output = Vec<PeerOutput>;

/// What is noticed of a path, and what it leads to.
impl Peer {
    /// The time between two ICE restarts because of the network.
    pub(crate) const BETWEEN_NETWORKS: Duration = Duration::from_secs(3);

    /// Does what is due by the time alone.
    pub(crate) fn handle_timeout(&mut self, context: PeerContext<'_>, out: &mut Output) {
        self.see(context);
        match self.state {
            State::Connected => {
                if self.is_path_stalled(context.now) {
                    self.mend(context, out);
                } else if self.settles_by.is_some_and(|by| by <= context.now) {
                    self.settles_by = Some(context.now + Self::NEGOTIATION);
                    if self.can_be_answered() {
                        self.beyond_repair(context, out);
                    }
                }
            }
            State::Connecting { task, .. } | State::Mending { task, .. } => match task.clock {
                Clock::Running { until } if until <= context.now => {
                    if self.can_be_answered() {
                        self.next_step(context, out);
                    } else {
                        self.set_clock(Clock::Paused);
                    }
                }
                Clock::Running { .. } => {}
                Clock::Wanted => self.begin(context, out),
                Clock::Paused if self.can_be_answered() => self.go_on(context, out),
                Clock::Paused => {}
            },
            State::Failed => {}
        }
    }

    /// The device has another network: paths that were found before may be gone, even if something still arrives.
    pub(crate) fn network_changed(&mut self, context: PeerContext<'_>, out: &mut Output) {
        self.see(context);
        self.health.doubt(context.now);
        let is_recent = self
            .restarted_for_network
            .is_some_and(|at| context.now < at + Self::BETWEEN_NETWORKS);
        if !self.online || !self.fresh || is_recent {
            return;
        }
        match self.state {
            State::Connected
            | State::Mending {
                task:
                    Task {
                        step: Step::Restart { .. },
                        ..
                    },
                ..
            } => {
                if self.means(context).restart {
                    self.restarted_for_network = Some(context.now);
                    self.tries = Tries::default();
                    self.mend(context, out);
                }
            }
            State::Failed => {
                self.restarted_for_network = Some(context.now);
                self.start_over(context, out);
            }
            State::Connecting { .. } | State::Mending { .. } => {}
        }
    }

    /// Nothing comes from the server: where nothing comes from here either, it is most likely this side's own network.
    pub(crate) fn server_is_silent(&mut self, now: Timestamp) {
        if self.is_silent(now) == Some(true) {
            self.health.doubt_silence();
        }
    }

    /// Signals can be sent again, and none was lost: what was wanted meanwhile is done now.
    pub(crate) fn back_online(&mut self, context: PeerContext<'_>, out: &mut Output) {
        self.see(context);
        self.settles_by = None;
        self.watch_negotiation(context.now);
        match self.state {
            State::Connected => {
                if self.is_path_stalled(context.now) || self.health.is_doubtful() {
                    self.mend(context, out);
                }
            }
            State::Connecting { task, .. } | State::Mending { task, .. } => match task.clock {
                Clock::Wanted => self.begin(context, out),
                Clock::Running { .. } | Clock::Paused => self.go_on(context, out),
            },
            State::Failed => {}
        }
    }

    /// The credentials are good again: what has waited for them begins, and nothing that is under way is touched.
    pub(crate) fn refreshed(&mut self, context: PeerContext<'_>, out: &mut Output) {
        self.see(context);
        match self.state {
            State::Connected if self.health.is_doubtful() => self.mend(context, out),
            State::Connected | State::Connecting { .. } | State::Mending { .. } | State::Failed => {
                self.handle_timeout(context, out);
            }
        }
    }

    /// Signals of either side may have been lost for ever: what was not settled starts over.
    pub(crate) fn signals_lost(&mut self, context: PeerContext<'_>, out: &mut Output) {
        self.see(context);
        let was_connected = self.health.was_connected();
        // Opened since: nothing of it can be lost.
        let is_new = !was_connected && self.negotiation().is_some_and(Negotiation::is_untouched);
        let is_good = was_connected
            && !self.is_stalled(context.now)
            && self.negotiation().is_some_and(Negotiation::is_settled);
        if is_good || is_new {
            self.back_online(context, out);
        } else {
            self.start_over(context, out);
        }
    }

    /// The person wants another try after the connection was given up.
    pub(crate) fn reconnect(&mut self, context: PeerContext<'_>, out: &mut Output) {
        self.see(context);
        if matches!(self.state, State::Failed) {
            self.start_over(context, out);
        }
    }

    /// Takes in what the browser says of the connection.
    pub(super) fn connection(
        &mut self,
        state: ConnectionState,
        context: PeerContext<'_>,
        out: &mut Output,
    ) {
        self.health.connection(state, context.now);
        match state {
            ConnectionState::Connecting | ConnectionState::Disconnected => {}
            ConnectionState::Connected => {
                self.path_found(context.now);
            }
            ConnectionState::Failed => match self.state {
                State::Connected => self.mend(context, out),
                State::Connecting { task, .. } | State::Mending { task, .. } => match task.step {
                    // It goes by its own time: a restart that is under way may still find a path.
                    Step::Restart { .. } => {}
                    Step::Meet | Step::Rebuild | Step::RelayOnly if self.can_be_answered() => {
                        self.next_step(context, out);
                    }
                    Step::Meet | Step::Rebuild | Step::RelayOnly => self.set_clock(Clock::Wanted),
                },
                State::Failed => {}
            },
        }
    }

    /// Takes in what has arrived so far.
    pub(super) fn traffic(&mut self, traffic: Traffic, context: PeerContext<'_>, out: &mut Output) {
        let sign = self.health.sample(traffic, context.now);
        let is_stalled = self.is_path_stalled(context.now);
        match sign {
            Sign::Life if self.health.was_connected() && !is_stalled => {
                if self.path_found(context.now) {
                    self.tries = Tries::default();
                }
            }
            Sign::Silence if is_stalled && matches!(self.state, State::Connected) => {
                self.mend(context, out);
            }
            Sign::Life | Sign::Silence => {}
        }
    }

    /// The negotiation cannot go on, whatever the path is like: only a new connection helps.
    pub(super) fn beyond_repair(&mut self, context: PeerContext<'_>, out: &mut Output) {
        match self.state {
            State::Connected | State::Connecting { .. } | State::Mending { .. } => {
                let means = Means {
                    restart: false,
                    ..self.means(context)
                };
                self.take_step(means, context, out);
            }
            State::Failed => self.close(out),
        }
    }

    /// The other side has started over: this side's step is over too.
    pub(super) fn follow(&mut self, now: Timestamp) {
        if matches!(self.state, State::Failed) {
            self.state = State::Connecting {
                since: now,
                task: Task::running(Step::Meet, now),
            };
        } else {
            self.set_task(Task::running(Step::Meet, now));
            self.path_is_closed(now);
        }
    }

    /// Keeps an eye on a negotiation that is under way: what it waits for may have been lost.
    pub(super) fn watch_negotiation(&mut self, now: Timestamp) {
        if self.is_settled() {
            self.settles_by = None;
        } else {
            self.settles_by.get_or_insert(now + Self::NEGOTIATION);
        }
    }

    pub(super) fn is_path_stalled(&self, now: Timestamp) -> bool {
        let is_media_expected = self.participant.publications.iter().next().is_some();
        self.health.is_stalled(is_media_expected, now)
    }

    /// Takes in whether signals can be sent, and whether something new may begin.
    pub(super) fn see(&mut self, context: PeerContext<'_>) {
        self.online = context.online;
        self.fresh = context.fresh;
    }

    /// True while what is sent arrives and is answered.
    pub(super) fn can_be_answered(&self) -> bool {
        self.online && self.connected
    }
}

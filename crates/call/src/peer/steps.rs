use super::path_health::PathHealth;
use super::recovery::{Means, Step, Tries, restarts_ice};
use super::state::{Clock, State, Task};
use super::{Link, Peer, PeerContext, PeerOutput};
use crate::{Negotiation, PeerCommand, Timestamp};

type Output = Vec<PeerOutput>;

/// What is tried for a path, one step after the other.
impl Peer {
    /// How many new connections are tried after a path was lost.
    const REBUILDS_OF_A_PATH: u32 = 1;

    pub(super) fn set_task(&mut self, new: Task) {
        match &mut self.state {
            State::Connecting { task, .. } | State::Mending { task, .. } => *task = new,
            State::Connected => {
                self.state = State::Mending {
                    stalled_from: None,
                    task: new,
                }
            }
            State::Failed => {}
        }
    }

    pub(super) fn set_clock(&mut self, clock: Clock) {
        if let State::Connecting { task, .. } | State::Mending { task, .. } = &mut self.state {
            task.clock = clock;
        }
    }

    /// Looks for a path in place of the one that there is.
    pub(super) fn mend(&mut self, context: PeerContext<'_>, out: &mut Output) {
        self.take_step(self.means(context), context, out);
    }

    /// A step has not helped in its time.
    pub(super) fn next_step(&mut self, context: PeerContext<'_>, out: &mut Output) {
        if !self.is_well(context.now) {
            self.take_step(self.means(context), context, out);
        }
    }

    pub(super) fn take_step(&mut self, means: Means, context: PeerContext<'_>, out: &mut Output) {
        match self.tries.next(means) {
            Some(step) => {
                self.set_task(Task::wanted(step));
                self.begin(context, out);
            }
            None => {
                if self.negotiation().is_none_or(Negotiation::is_given_up) {
                    self.close(out);
                }
                self.state = State::Failed;
            }
        }
    }

    /// Begins the step that is wanted, if signals can be sent and the credentials are good.
    pub(super) fn begin(&mut self, context: PeerContext<'_>, out: &mut Output) {
        let (State::Connecting { task, .. } | State::Mending { task, .. }) = self.state else {
            return;
        };
        if !self.online || !self.fresh {
            self.set_clock(Clock::Wanted);
            return;
        }
        match task.step {
            Step::Restart { number } => {
                // One that is still being negotiated is not doubled.
                if number == 1 || self.is_settled() {
                    self.give_servers(context, out);
                    self.command(PeerCommand::RestartIce, out);
                }
            }
            Step::Meet | Step::Rebuild => self.renew(false, context, out),
            Step::RelayOnly => self.renew(true, context, out),
        }
        self.set_task(Task::running(task.step, context.now));
    }

    /// Goes on with a step that was under way while signals could not be sent, with all the time that it may take.
    pub(super) fn go_on(&mut self, context: PeerContext<'_>, out: &mut Output) {
        let (State::Connecting { task, .. } | State::Mending { task, .. }) = self.state else {
            return;
        };
        if self.is_well(context.now) {
            return;
        }
        if matches!(task.step, Step::Restart { .. }) && self.is_settled() {
            self.begin(context, out);
        } else {
            self.set_task(Task::running(task.step, context.now));
        }
    }

    /// Replaces the connection by one of the next generation, which tells the other side to do the same.
    fn renew(&mut self, relay_only: bool, context: PeerContext<'_>, out: &mut Output) {
        self.close(out);
        self.generation = self.generation.saturating_add(1);
        self.path_is_closed(context.now);
        self.open_link(true, relay_only, context, out);
    }

    /// Starts over with a new connection and fresh tries.
    pub(super) fn start_over(&mut self, context: PeerContext<'_>, out: &mut Output) {
        self.tries = Tries::default();
        if matches!(self.state, State::Failed) {
            self.state = State::Connecting {
                since: context.now,
                task: Task::wanted(Step::Rebuild),
            };
        } else {
            self.set_task(Task::wanted(Step::Rebuild));
        }
        self.begin(context, out);
    }

    /// There is a path; false if the connection is of no use all the same.
    pub(super) fn path_found(&mut self, now: Timestamp) -> bool {
        if self.negotiation().is_none_or(Negotiation::is_given_up) {
            return false;
        }
        self.has_met = true;
        if !matches!(self.state, State::Connected) {
            self.state = State::Connected;
            self.settles_by = None;
            self.watch_negotiation(now);
        }
        true
    }

    /// Ends the search where nothing is wrong any more.
    fn is_well(&mut self, now: Timestamp) -> bool {
        self.health.was_connected()
            && !self.health.is_doubtful()
            && !self.is_path_stalled(now)
            && self.path_found(now)
    }

    /// Without a connection nothing arrives from here on.
    pub(super) fn path_is_closed(&mut self, now: Timestamp) {
        let from = if self.is_path_stalled(now) {
            now
        } else {
            now + PathHealth::STALL
        };
        if let State::Mending { stalled_from, .. } = &mut self.state {
            stalled_from.get_or_insert(from);
        }
    }

    pub(super) fn means(&self, context: PeerContext<'_>) -> Means {
        let is_usable = matches!(&self.link, Link::Open(negotiation) if !negotiation.is_given_up());
        Means {
            restart: is_usable
                && self.health.was_connected()
                && restarts_ice(context.engine, self.participant.engine),
            rebuilds: match self.state {
                State::Connecting { .. } => Self::MAX_REBUILDS,
                State::Connected | State::Mending { .. } | State::Failed => {
                    Self::REBUILDS_OF_A_PATH
                }
            },
            relay: context.ice.has_relay(),
        }
    }
}

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use protocol::HostRule;
use protocol::{ClientFrame, ClientMessage, OpaqueSignal, Reaction};
use rooms::{Input, Limits, Rooms};

use super::client::{Client, Phase, uncounted};
use super::hands::Hands;
use super::step::Step;
use super::wires::{End, Wire};
use crate::common::words::{publications, read, signal_frame};
use crate::common::{Server, secret};

pub(crate) const CLIENTS: usize = 5;

pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) clients: Vec<Client>,
    pub(super) wires: BTreeMap<u64, Wire>,
    pub(super) hands: Hands,
    connections: u64,
    pub(crate) signals: Vec<Sent>,
}

/// A signal that was sent, and how often the numbering had broken at its ends.
pub(crate) struct Sent {
    pub(crate) number: u64,
    pub(crate) from: (usize, u64),
    pub(crate) to: (usize, u64),
}

impl World {
    pub(crate) fn new(room_capacity: u32, rooms: [&'static str; CLIENTS]) -> Self {
        let names = ["Ana", "Budi", "Citra", "Dewi", "Eka"];
        let limits = Limits {
            room_capacity,
            stores: true,
            ..Limits::default()
        };
        let clients = names.iter().zip(rooms);
        Self {
            server: Server::with_host_rule(limits, HostRule::LongestThere),
            clients: clients
                .map(|(name, room)| Client::new(name, room))
                .collect(),
            wires: BTreeMap::new(),
            hands: Hands::default(),
            connections: 0,
            signals: Vec::new(),
        }
    }

    pub(crate) fn step(&mut self, step: Step) {
        match step {
            Step::Connect(who) => self.connect(who),
            Step::Up(nth) => self.up_on(nth),
            Step::Down(who) => self.down(who),
            Step::Flush => self.flush(),
            Step::Say(who) => {
                let frame = self.clients[who].say("Hi");
                self.send(who, frame);
            }
            Step::Signal(who, to) => self.signal(who, to),
            Step::Publish(who, muted) => {
                let frame = self.clients[who].publish(publications(muted));
                self.send(who, frame);
            }
            Step::Raise(who, raised) => {
                let frame = self.clients[who].command(ClientMessage::SetHand { raised });
                self.send(who, frame);
            }
            Step::Record(who, on) => {
                let frame = self.clients[who].command(ClientMessage::SetRecording { on });
                self.send(who, frame);
            }
            Step::React(who) => {
                let reaction = Reaction::Clapping;
                self.send(who, Some(uncounted(ClientMessage::React { reaction })));
            }
            Step::Ping(who) => {
                let frame = self.clients[who].ping();
                self.send(who, Some(frame));
            }
            Step::Abandon(who) => self.abandon(who),
            Step::Notice(nth) => self.notice(nth),
            Step::Leave(who) => {
                let may_return = false;
                self.send(who, Some(uncounted(ClientMessage::Leave { may_return })));
                self.abandon(who);
                self.clients[who].become_someone_new();
            }
            Step::Reload(who, goodbye) => {
                if goodbye {
                    let may_return = true;
                    self.push(who, uncounted(ClientMessage::Leave { may_return }));
                }
                self.abandon(who);
                self.clients[who].reload();
            }
            Step::Wait(milliseconds) => self.wait(Duration::from_millis(milliseconds)),
            Step::Stop => {
                self.input(Input::Stopping);
                self.restart();
            }
            Step::Kill => self.restart(),
            Step::KillWithin(commands) => {
                self.server.dies_after = Some(commands);
                self.up_on(0);
                self.server.dies_after = None;
                self.restart();
            }
            Step::Misbehave(who, what) => self.misbehave(who, what),
            Step::Intrude(who, how) => self.intrude(who, how),
        }
        if matches!(step, Step::Flush | Step::Wait(_)) {
            self.check_store();
        }
        let open = self
            .wires
            .values()
            .filter(|wire| wire.at_server == End::Open);
        assert_eq!(open.count(), self.server.rooms.connection_count());
    }

    /// What is stored are the rooms and seats that there are.
    fn check_store(&self) {
        let limits = self.server.limits.clone();
        let restored = Rooms::restore(limits, self.server.store.load(), self.server.now);
        let counts = |rooms: &Rooms| (rooms.room_count(), rooms.seat_count());
        assert_eq!(counts(&restored), counts(&self.server.rooms));
    }

    pub(crate) fn connect(&mut self, who: usize) {
        self.abandon(who);
        self.connections += 1;
        let wire = Wire {
            client: who,
            up: VecDeque::from([self.clients[who].ask()]),
            down: VecDeque::new(),
            at_client: End::Open,
            at_server: End::Open,
        };
        self.wires.insert(self.connections, wire);
        self.input(Input::Connected {
            connection: rooms::ConnectionId(self.connections),
            secret: secret(self.connections),
            host: None,
        });
    }

    pub(crate) fn abandon(&mut self, who: usize) {
        if let Some(wire) = self.wire_of(who) {
            wire.at_client = End::Closed;
        }
        self.clients[who].phase = Phase::Offline;
        self.forget_dead_wires();
    }

    pub(crate) fn wait(&mut self, time: Duration) {
        let commands = self.server.wait(time);
        self.obey(commands);
        for who in 0..CLIENTS {
            for frame in self.clients[who].say_refused() {
                self.send(who, Some(frame));
            }
        }
    }

    pub(crate) fn send(&mut self, who: usize, frame: Option<ClientFrame<OpaqueSignal>>) {
        if self.clients[who].phase == Phase::In
            && let Some(frame) = frame
        {
            self.push(who, frame);
        }
    }

    pub(super) fn push(&mut self, who: usize, frame: ClientFrame<OpaqueSignal>) {
        if let Some(wire) = self.wire_of(who) {
            wire.up.push_back(frame);
        }
    }

    fn signal(&mut self, who: usize, to: usize) {
        let sender = &mut self.clients[who];
        let Some(to) = sender.page.peers.keys().nth(to).copied() else {
            return;
        };
        let (name, breaks) = (sender.room, sender.breaks);
        let number = self.signals.len() as u64;
        let receiver = |client: &Client| client.room == name && client.page.you == Some(to);
        if let Some(index) = self.clients.iter().position(receiver) {
            self.signals.push(Sent {
                number,
                from: (who, breaks),
                to: (index, self.clients[index].breaks),
            });
            let frame = signal_frame(to.0, &format!(r#"{{"n":{number}}}"#));
            let frame = self.clients[who].command(read(&frame));
            self.send(who, frame);
        }
    }
}

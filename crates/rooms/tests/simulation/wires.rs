use std::collections::VecDeque;
use std::sync::Arc;

use protocol::{ClientFrame, OpaqueSignal};
use rooms::{Command, Input, StoreChange};

use super::client::Phase;
use super::world::World;
use crate::common::words::Said;

/// One WebSocket, with what is on the way.
pub(super) struct Wire {
    pub(super) client: usize,
    pub(super) up: VecDeque<ClientFrame<OpaqueSignal>>,
    pub(super) down: VecDeque<(Option<u64>, Arc<Said>)>,
    pub(super) at_client: End,
    pub(super) at_server: End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Open,
    Closed,
}

impl World {
    /// Lets everything arrive; what the clients have given up, the server notices.
    pub(crate) fn flush(&mut self) {
        loop {
            while let Some(connection) = self.next_with_frames() {
                self.up(connection);
            }
            let abandoned = |(_, wire): &(&u64, &Wire)| wire.at_client == End::Closed;
            if let Some(connection) = self.wires.iter().find(abandoned).map(|(id, _)| *id) {
                self.notice_on(connection);
                continue;
            }
            let hears =
                |(_, wire): &(&u64, &Wire)| !wire.down.is_empty() || wire.at_server == End::Closed;
            let Some(client) = self.wires.iter().find(hears).map(|(_, wire)| wire.client) else {
                return;
            };
            self.down(client);
        }
    }

    pub(super) fn up_on(&mut self, nth: usize) {
        let waiting = self.wires.iter().filter(|(_, wire)| wire.has_frames());
        let waiting: Vec<u64> = waiting.map(|(id, _)| *id).collect();
        if !waiting.is_empty() {
            self.up(waiting[nth % waiting.len()]);
        }
    }

    pub(super) fn up(&mut self, connection: u64) {
        let wire = self.wires.get_mut(&connection).expect("a wire");
        let frame = wire.up.pop_front().expect("a frame");
        let connection = rooms::ConnectionId(connection);
        self.input(Input::Message { connection, frame });
    }

    pub(crate) fn down(&mut self, who: usize) {
        let Some(wire) = self.wire_of(who) else {
            return;
        };
        let Some((seq, message)) = wire.down.pop_front() else {
            if wire.at_server == End::Closed {
                wire.at_client = End::Closed;
                if self.clients[who].phase != Phase::Out {
                    self.clients[who].phase = Phase::Offline;
                }
                self.forget_dead_wires();
            }
            return;
        };
        for frame in self.clients[who].hear(seq, &message) {
            self.push(who, frame);
        }
    }

    pub(super) fn notice(&mut self, nth: usize) {
        let open = self
            .wires
            .iter()
            .filter(|(_, wire)| wire.at_server == End::Open);
        let open: Vec<u64> = open.map(|(id, _)| *id).collect();
        if !open.is_empty() {
            self.notice_on(open[nth % open.len()]);
        }
    }

    pub(crate) fn notice_on(&mut self, connection: u64) {
        let wire = self.wires.get_mut(&connection).expect("a wire");
        wire.at_server = End::Closed;
        wire.up.clear();
        self.forget_dead_wires();
        let connection = rooms::ConnectionId(connection);
        self.input(Input::Disconnected { connection });
    }

    pub(crate) fn restart(&mut self) {
        for wire in self.wires.values_mut() {
            wire.at_server = End::Closed;
            wire.up.clear();
        }
        self.forget_dead_wires();
        let commands = self.server.kill();
        self.obey(commands);
    }

    pub(super) fn input(&mut self, input: Input) {
        let commands = self.server.handle(input);
        self.obey(commands);
    }

    pub(super) fn obey(&mut self, commands: Vec<Command>) {
        for command in commands {
            match command {
                Command::Store(StoreChange::DeleteRoom { room }) => self.hands.forget(&room),
                Command::Store(_)
                | Command::Revoke { .. }
                | Command::CheckPassword { .. }
                | Command::HashPassword { .. }
                | Command::GiveHostPass { .. } => {}
                Command::Send { to, message } => {
                    assert!(!to.is_empty());
                    for delivery in to {
                        let wire = self.open_wire(delivery.connection.0);
                        let client = wire.client;
                        wire.down.push_back((delivery.seq, Arc::clone(&message)));
                        self.hands.hear(self.clients[client].room, &message);
                    }
                }
                Command::Close { connection, .. } => {
                    self.open_wire(connection.0).at_server = End::Closed;
                }
            }
        }
        self.forget_dead_wires();
    }

    pub(super) fn open_wire(&mut self, connection: u64) -> &mut Wire {
        let wire = self.wires.get_mut(&connection);
        wire.filter(|wire| wire.at_server == End::Open)
            .unwrap_or_else(|| panic!("{connection} is gone"))
    }

    pub(super) fn wire_of(&mut self, who: usize) -> Option<&mut Wire> {
        let mut wires = self.wires.values_mut();
        wires.find(|wire| wire.client == who && wire.at_client == End::Open)
    }

    pub(super) fn next_with_frames(&self) -> Option<u64> {
        let mut wires = self.wires.iter();
        wires.find(|(_, wire)| wire.has_frames()).map(|(id, _)| *id)
    }

    pub(super) fn forget_dead_wires(&mut self) {
        self.wires
            .retain(|_, wire| wire.at_client == End::Open || wire.at_server == End::Open);
    }
}

impl Wire {
    /// True if the server has something to read, or has closed and reads it for nothing.
    fn has_frames(&self) -> bool {
        !self.up.is_empty()
    }
}

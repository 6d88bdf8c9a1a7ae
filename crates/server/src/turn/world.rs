use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;

use tokio::task::{AbortHandle, spawn_local};
use turn::{
    AddressFamily, AllocationId, Client, Command, Engine, Figures, Input, Link, NoRelay, Timestamp,
};

use super::TurnConfig;
use super::addresses::{Addresses, Place, is_global};
use super::outbox::Outbox;
use super::ports::free_port;
use super::udp::{Scratch, Udp};
use crate::hub::Clock;

/// The engine and the sockets around it; it lives on one thread, and whoever has something for it hands it in.
pub(super) struct World {
    pub(super) config: TurnConfig,
    pub(super) scratch: RefCell<Scratch>,
    engine: RefCell<Engine>,
    clock: Clock,
    datagrams: Vec<Rc<Udp>>,
    /// The address that the server listens on, or the unspecified one.
    bound: IpAddr,
    streams: RefCell<BTreeMap<u64, Rc<Outbox>>>,
    relays: RefCell<BTreeMap<AllocationId, Relay>>,
    addresses: RefCell<Addresses>,
    last_stream: Cell<u64>,
    has_warned: Cell<bool>,
}

/// The socket of a relayed address, and the task that reads it.
struct Relay {
    udp: Rc<Udp>,
    reading: AbortHandle,
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.reading.abort();
    }
}

impl World {
    pub(super) fn new(
        config: TurnConfig,
        engine: Engine,
        datagrams: Vec<Rc<Udp>>,
        bound: IpAddr,
    ) -> Self {
        Self {
            config,
            scratch: RefCell::new(Scratch::new()),
            engine: RefCell::new(engine),
            clock: Clock::start(),
            datagrams,
            bound,
            streams: RefCell::default(),
            relays: RefCell::default(),
            addresses: RefCell::default(),
            last_stream: Cell::default(),
            has_warned: Cell::default(),
        }
    }

    /// Hands in what happened, and does what is to be done about it.
    pub(super) fn handle(self: &Rc<Self>, input: Input<'_>) {
        self.engine.borrow_mut().handle(input, self.now());
        loop {
            // The engine is free again while a command is carried out: some have an outcome.
            let command = self.engine.borrow_mut().next_command();
            match command {
                Some(command) => self.perform(command),
                None => return,
            }
        }
    }

    /// Looks which addresses the machine has: they come and go with networks.
    pub(super) fn look_around(self: &Rc<Self>) {
        let addresses = Addresses::of_this_machine();
        if *self.addresses.borrow() != addresses {
            let own = [&addresses.own[..], &self.config.public].concat();
            *self.addresses.borrow_mut() = addresses;
            self.handle(Input::OwnAddresses(&own));
        }
    }

    pub(super) fn serves(&self, client: &Client) -> bool {
        self.engine.borrow().serves(client)
    }

    pub(super) fn figures(&self) -> Figures {
        self.engine.borrow().figures()
    }

    /// Returns a number for a connection, never given twice.
    pub(super) fn next_stream(&self) -> u64 {
        let number = self.last_stream.get() + 1;
        self.last_stream.set(number);
        number
    }

    /// Gives a connection a place to be written to for as long as it lasts.
    pub(super) fn connected(&self, number: u64) -> Rc<Outbox> {
        let outbox = Rc::new(Outbox::default());
        self.streams.borrow_mut().insert(number, Rc::clone(&outbox));
        outbox
    }

    pub(super) fn disconnected(self: &Rc<Self>, number: u64, client: Client) {
        self.streams.borrow_mut().remove(&number);
        self.handle(Input::ClientGone(client));
    }

    fn now(&self) -> Timestamp {
        Timestamp(self.clock.now().0)
    }

    fn perform(self: &Rc<Self>, command: Command) {
        match command {
            Command::ToClient { client, packet } => self.send_to_client(&client, packet),
            Command::ToPeer {
                allocation,
                peer,
                packet,
            } => {
                if let Some(relay) = self.relays.borrow().get(&allocation) {
                    relay.udp.send(None, peer, &packet);
                }
            }
            Command::OpenRelay {
                allocation,
                client,
                family,
                is_even,
            } => {
                let outcome = self.open_relay(allocation, &client, family, is_even);
                self.engine.borrow_mut().handle(
                    Input::RelayOpened {
                        allocation,
                        outcome,
                    },
                    self.now(),
                );
            }
            Command::CloseRelay(allocation) => {
                self.relays.borrow_mut().remove(&allocation);
            }
        }
    }

    fn send_to_client(&self, client: &Client, packet: Vec<u8>) {
        match client.link {
            Link::Datagrams => {
                let udp = self
                    .datagrams
                    .iter()
                    .find(|udp| udp.address().is_ipv4() == client.local.is_ipv4());
                if let Some(udp) = udp {
                    udp.send(Some(client.local.ip()), client.address, &packet);
                }
            }
            Link::Stream(number) => {
                if let Some(outbox) = self.streams.borrow().get(&number) {
                    outbox.push(packet);
                }
            }
        }
    }

    fn open_relay(
        self: &Rc<Self>,
        allocation: AllocationId,
        client: &Client,
        family: Option<AddressFamily>,
        is_even: bool,
    ) -> Result<SocketAddr, NoRelay> {
        let place = self.addresses.borrow().place(
            client.local.ip(),
            family,
            self.bound,
            &self.config.public,
        );
        let place = place.ok_or(NoRelay::Family)?;
        let udp = free_port(&self.config.ports, is_even, |port| {
            Udp::bind(SocketAddr::new(place.bind, port))
        });
        let udp = udp
            .and_then(|socket| Udp::new(socket).ok())
            .ok_or(NoRelay::Port)?;
        self.warn_if_unreachable(client, place);
        let announced = SocketAddr::new(place.announced, udp.address().port());
        let udp = Rc::new(udp);
        let reading =
            spawn_local(read_relay(Rc::clone(self), allocation, Rc::clone(&udp))).abort_handle();
        self.relays
            .borrow_mut()
            .insert(allocation, Relay { udp, reading });
        Ok(announced)
    }

    /// Says once that people elsewhere are told an address that means nothing to them.
    fn warn_if_unreachable(&self, client: &Client, place: Place) {
        let is_from_elsewhere = is_global(client.address.ip());
        if is_from_elsewhere && !is_global(place.announced) && !self.has_warned.replace(true) {
            tracing::warn!(
                announced = %place.announced,
                "someone from the internet was told a private address as the relay's: \
                 set TATAP_PUBLIC_IP to the address by which the internet reaches this machine"
            );
        }
    }
}

async fn read_relay(world: Rc<World>, allocation: AllocationId, udp: Rc<Udp>) {
    while udp.readable().await.is_ok() {
        let outcome = udp.receive(&mut world.scratch.borrow_mut(), |packet| {
            world.handle(Input::FromPeer {
                allocation,
                peer: packet.from,
                packet: packet.content,
            });
        });
        if let Err(error) = outcome {
            tracing::debug!(%error, "a relayed address could not be read");
        }
    }
}

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use turn::{
    AddressFamily, AllocationId, Client, Command, Engine, Input, Limits, NoRelay, PeerRules,
    Secret, Setup, Timestamp,
};

/// A server whose relayed addresses are 9.9.9.9 and 2620:fe::9, from port 50001 on.
pub(crate) struct Server {
    pub(crate) engine: Engine,
    pub(crate) now: Timestamp,
    pub(crate) ports_left: u16,
    last_port: u16,
}

pub(crate) fn secret() -> Secret {
    Secret::new("north".to_owned())
}

impl Server {
    pub(crate) fn new() -> Self {
        Self::with(Limits::default(), PeerRules::default())
    }

    pub(crate) fn with(limits: Limits, peers: PeerRules) -> Self {
        Self {
            engine: Engine::new(Setup {
                secret: secret(),
                limits,
                peers,
                seed: [7; 32],
            }),
            now: Timestamp(Duration::from_secs(1_760_000_000)),
            ports_left: u16::MAX,
            last_port: 50_000,
        }
    }

    pub(crate) fn wait(&mut self, seconds: u64) {
        self.now = Timestamp(self.now.0 + Duration::from_secs(seconds));
        assert!(
            self.handle(Input::Tick)
                .iter()
                .all(|command| matches!(command, Command::CloseRelay(_)))
        );
    }

    /// Hands in what happened, opens relayed addresses, and returns everything else that is to be done.
    pub(crate) fn handle(&mut self, input: Input<'_>) -> Vec<Command> {
        let mut commands = Vec::new();
        self.engine.handle(input, self.now);
        while let Some(command) = self.engine.next_command() {
            match command {
                Command::OpenRelay {
                    allocation,
                    family,
                    is_even,
                    ..
                } => {
                    let outcome = self.open(family, is_even);
                    self.engine.handle(
                        Input::RelayOpened {
                            allocation,
                            outcome,
                        },
                        self.now,
                    );
                }
                command @ (Command::ToClient { .. }
                | Command::ToPeer { .. }
                | Command::CloseRelay(_)) => commands.push(command),
            }
        }
        commands
    }

    pub(crate) fn hear(&mut self, client: Client, packet: &[u8]) -> Vec<Command> {
        self.handle(Input::FromClient { client, packet })
    }

    /// Hands in a packet from a client and returns what that client, and nobody else, is sent.
    pub(crate) fn answer(&mut self, client: Client, packet: &[u8]) -> Option<Vec<u8>> {
        let mut commands = self.hear(client, packet).into_iter();
        let first = commands.find(|command| !matches!(command, Command::CloseRelay(_)))?;
        let Command::ToClient { client: to, packet } = first else {
            panic!("not an answer: {first:?}");
        };
        assert_eq!(to, client);
        assert!(commands.all(|command| matches!(command, Command::CloseRelay(_))));
        Some(packet)
    }

    pub(crate) fn hear_peer(&mut self, allocation: u64, peer: &str, packet: &[u8]) -> Vec<Command> {
        let (allocation, peer) = (AllocationId(allocation), peer.parse().unwrap());
        self.handle(Input::FromPeer {
            allocation,
            peer,
            packet,
        })
    }

    fn open(
        &mut self,
        family: Option<AddressFamily>,
        is_even: bool,
    ) -> Result<SocketAddr, NoRelay> {
        self.ports_left = self.ports_left.checked_sub(1).ok_or(NoRelay::Port)?;
        self.last_port += 1;
        if is_even {
            self.last_port = self.last_port.next_multiple_of(2);
        }
        let address: IpAddr = match family {
            Some(AddressFamily::IPV6) => [0x2620, 0xfe, 0, 0, 0, 0, 0, 9].into(),
            Some(AddressFamily::IPV4) | None => [9, 9, 9, 9].into(),
        };
        Ok(SocketAddr::new(address, self.last_port))
    }
}

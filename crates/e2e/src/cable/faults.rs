use std::time::Duration;

/// What a cable does to packets.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Faults {
    /// Which packets suffer.
    pub traffic: Traffic,
    /// How many of a hundred packets are lost.
    pub loss_percent: f64,
    /// How long each packet takes.
    pub delay: Duration,
    /// By how much more it may take; the order of the packets stays.
    pub jitter: Duration,
    /// How many of a hundred packets come [`REORDERED_BY`] late, behind those sent after them.
    pub reorder_percent: f64,
    /// How much goes through; what waits longer than [`BACKLOG`] is lost.
    pub bytes_per_second: Option<u32>,
}

/// By how much a packet is late that is to arrive out of order.
pub const REORDERED_BY: Duration = Duration::from_millis(40);

/// The longest that a packet waits for its turn.
pub const BACKLOG: Duration = Duration::from_millis(200);

/// A kind of packets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Traffic {
    #[default]
    All,
    /// Media, but not the WebSocket.
    Udp,
}

impl Faults {
    /// Nothing comes through.
    #[must_use]
    pub fn cut() -> Self {
        Self::loss(100.0)
    }

    /// So many of a hundred packets are lost.
    #[must_use]
    pub fn loss(percent: f64) -> Self {
        Self {
            loss_percent: percent,
            ..Self::default()
        }
    }

    /// Each packet takes `delay`.
    #[must_use]
    pub fn delay(delay: Duration) -> Self {
        Self {
            delay,
            ..Self::default()
        }
    }

    /// So many of a hundred packets arrive behind later ones.
    #[must_use]
    pub fn reorder(percent: f64) -> Self {
        Self {
            reorder_percent: percent,
            ..Self::default()
        }
    }

    /// Only UDP suffers.
    #[must_use]
    pub fn of_udp(self) -> Self {
        Self {
            traffic: Traffic::Udp,
            ..self
        }
    }
}

impl Traffic {
    /// True if `packet`, of IP, is of this kind.
    pub(super) fn includes(self, packet: &[u8]) -> bool {
        const UDP: u8 = 17;
        let protocol = match packet.first().map(|byte| byte >> 4) {
            Some(4) => packet.get(9),
            Some(6) => packet.get(6),
            _ => None,
        };
        match self {
            Self::All => true,
            Self::Udp => protocol == Some(&UDP),
        }
    }
}

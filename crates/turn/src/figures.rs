use std::collections::BTreeMap;

/// What the server has done since it started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The allocations there are.
    pub allocations: usize,
    /// The allocations that were made.
    pub allocated: u64,
    /// The bytes that went from clients to peers, without headers.
    pub bytes_to_peers: u64,
    /// The bytes that went from peers to clients, without headers.
    pub bytes_to_clients: u64,
    /// What was refused, how often.
    pub refusals: BTreeMap<Refusal, u64>,
}

impl Figures {
    pub(crate) fn refuse(&mut self, refusal: Refusal) {
        *self.refusals.entry(refusal).or_default() += 1;
    }
}

/// Why a request or a packet was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// The request has no credentials: each client's first one.
    NoCredentials,
    /// The nonce is old, or not for this client.
    StaleNonce,
    /// The user name is none of ours, the realm is another, or the password is wrong.
    WrongCredentials,
    /// The credentials have ended.
    Expired,
    /// The credentials end too far in the future.
    TooFarAhead,
    /// The subject was told to go.
    Revoked,
    /// The allocation belongs to other credentials.
    OtherUser,
    /// The message is not one that makes sense.
    BadRequest,
    /// The message has an attribute that must be understood and is not.
    UnknownAttribute,
    /// There is an allocation where none should be, or none where one should be.
    Mismatch,
    /// The peer is not one that the relay may send to.
    ForbiddenPeer,
    /// The server has no address of that family.
    UnsupportedFamily,
    /// The peer's address is of another family than the relayed one.
    OtherFamily,
    /// Something else than UDP is to be relayed.
    UnsupportedTransport,
    /// The subject has as many allocations as it may have.
    Quota,
    /// There is no more of what was asked for.
    Capacity,
    /// A packet for or from a peer that was not permitted, or on a channel that is not bound.
    NotPermitted,
    /// A packet more than the bandwidth lets through.
    TooFast,
    /// An answer more than an address gets before anyone there is known.
    Flood,
}

impl Refusal {
    /// The error code of the response, if there is one (RFC 8489, section 14.8; RFC 8656, section 19).
    pub(crate) fn code(self) -> Option<u16> {
        match self {
            Self::NoCredentials
            | Self::WrongCredentials
            | Self::Expired
            | Self::TooFarAhead
            | Self::Revoked => Some(401),
            Self::BadRequest => Some(400),
            Self::ForbiddenPeer => Some(403),
            Self::UnknownAttribute => Some(420),
            Self::Mismatch => Some(437),
            Self::StaleNonce => Some(438),
            Self::UnsupportedFamily => Some(440),
            Self::OtherUser => Some(441),
            Self::UnsupportedTransport => Some(442),
            Self::OtherFamily => Some(443),
            Self::Quota => Some(486),
            Self::Capacity => Some(508),
            Self::NotPermitted | Self::TooFast | Self::Flood => None,
        }
    }

    /// A word for metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoCredentials => "no_credentials",
            Self::StaleNonce => "stale_nonce",
            Self::WrongCredentials => "wrong_credentials",
            Self::Expired => "expired",
            Self::TooFarAhead => "too_far_ahead",
            Self::Revoked => "revoked",
            Self::OtherUser => "other_user",
            Self::BadRequest => "bad_request",
            Self::UnknownAttribute => "unknown_attribute",
            Self::Mismatch => "mismatch",
            Self::ForbiddenPeer => "forbidden_peer",
            Self::UnsupportedFamily => "unsupported_family",
            Self::OtherFamily => "other_family",
            Self::UnsupportedTransport => "unsupported_transport",
            Self::Quota => "quota",
            Self::Capacity => "capacity",
            Self::NotPermitted => "not_permitted",
            Self::TooFast => "too_fast",
            Self::Flood => "flood",
        }
    }
}

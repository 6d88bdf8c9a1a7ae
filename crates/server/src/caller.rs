use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ::turn::Network;
use axum::http::HeaderMap;

use crate::client_address::{client_address, is_passed_on, is_trusted};
use crate::connection_limits::{Peer, Place};
use crate::limits::Limits;
use crate::refusal::Reason;

/// Who asks: of each request, because a proxy brings many people by one connection.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) address: IpAddr,
    peer: Arc<Peer>,
}

/// What counts a connection for as long as it is there.
#[derive(Debug)]
pub(crate) struct Held {
    _peer: Arc<Peer>,
    _place: Option<Place>,
}

impl Caller {
    pub(crate) fn new(peer: &Arc<Peer>, headers: &HeaderMap, proxies: &[Network]) -> Self {
        if is_passed_on(headers) && !is_trusted(peer.address, proxies) {
            hint(peer.address);
        }
        Self {
            address: client_address(peer.address, headers, proxies),
            peer: Arc::clone(peer),
        }
    }

    /// Counts what comes of this request as one of the connections of its address, if it is not counted yet.
    pub(crate) fn hold(&self, limits: &Limits) -> Result<Held, Reason> {
        if self.peer.is_proxy() {
            limits.connection(self.address).map_err(Reason::TooOften)?;
        }
        Ok(Held {
            _place: self.peer.place_for(self.address)?,
            _peer: Arc::clone(&self.peer),
        })
    }
}

/// Says once that a proxy nearby is not trusted; anyone else may send what they like.
fn hint(address: IpAddr) {
    static SAID: AtomicBool = AtomicBool::new(false);
    let is_near = match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
    };
    if is_near && !SAID.swap(true, Ordering::Relaxed) {
        tracing::warn!(
            "requests come by way of a proxy that TATAP_TRUSTED_PROXIES does not name: \
             all who come by it count as one address"
        );
        tracing::debug!(%address, "the proxy that is not named");
    }
}

//! Tries a STUN and TURN server as a browser would, with a client that is not written here.

mod client;
mod link;

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use doctor::relay::Outcome;
use doctor::{Target, Way};
use thiserror::Error;
use tokio::net::lookup_host;
use tokio::time::{Instant, timeout};
use turn::Credential;

use client::Client;
use link::Link;

/// Why a step failed.
#[derive(Debug, Error)]
enum Fault {
    #[error("{0}")]
    Unreachable(#[from] io::Error),
    #[error("error {0:?}")]
    Refused(Option<u16>),
    #[error("nothing may be sent to {0}")]
    Forbidden(SocketAddr),
}

/// Finds out whether a server does what it is for; `credential` is for those that relay.
pub(crate) async fn examine(target: &Target, credential: Option<&Credential>) -> Outcome {
    let server = match resolve(target).await {
        Ok(server) => server,
        Err(error) => return Outcome::Unreachable(error.to_string()),
    };
    let outcome = match credential.filter(|_| target.relays) {
        Some(credential) => relay(target, server, credential).await,
        None => reflect(target, server).await,
    };
    outcome.unwrap_or_else(|fault| match fault {
        Fault::Unreachable(error) => Outcome::Unreachable(error.to_string()),
        Fault::Refused(code) => Outcome::Refused(code),
        Fault::Forbidden(address) => Outcome::Forbidden(address),
    })
}

/// Like [`examine`]; a server that relays must also hear whom it does not serve, where it lets such a one send at all.
///
/// Those that it serves it may bring together though nobody reaches the addresses that it gives.
pub(crate) async fn examine_as_peer(target: &Target, credential: Option<&Credential>) -> Outcome {
    let outcome = examine(target, credential).await;
    let relays = matches!(outcome, Outcome::Relayed { .. }) && target.way == Way::Udp;
    match credential.filter(|_| relays) {
        Some(credential) => match deaf_address(target, credential).await {
            Ok(Some(deaf)) => Outcome::Deaf(deaf),
            Ok(None) | Err(_) => outcome,
        },
        None => outcome,
    }
}

/// How long a server may take for the addresses, and for the bytes.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long to wait for a datagram before another is sent.
const PAUSE: Duration = Duration::from_millis(500);

const PAYLOAD: &[u8] = b"face to face";

async fn resolve(target: &Target) -> io::Result<SocketAddr> {
    let mut addresses = lookup_host((target.host.as_str(), target.port)).await?;
    addresses.next().ok_or(io::ErrorKind::NotFound.into())
}

/// Asks as which address one is seen (RFC 8489, section 2).
async fn reflect(target: &Target, server: SocketAddr) -> Result<Outcome, Fault> {
    let request = client::binding_request();
    let asking = async {
        let mut link = Link::open(target, server).await?;
        loop {
            link.send(&request).await?;
            if let Ok(answer) = timeout(PAUSE, link.receive()).await
                && let Some(seen) = client::mapped_address(&answer?, &request)
            {
                return Ok(Outcome::Reflected(seen));
            }
        }
    };
    timeout(PATIENCE, asking)
        .await
        .unwrap_or(Ok(Outcome::Silent))
}

/// Sends some bytes through two addresses of the server, there and back.
async fn relay(
    target: &Target,
    server: SocketAddr,
    credential: &Credential,
) -> Result<Outcome, Fault> {
    let allocating = async {
        let mut one = Client::connect(target, server, credential).await?;
        let mut other = Client::connect(target, server, credential).await?;
        let addresses = (one.allocate().await?, other.allocate().await?);
        Ok::<_, Fault>((one, other, addresses))
    };
    let Ok(allocated) = timeout(PATIENCE, allocating).await else {
        return Ok(Outcome::Silent);
    };
    let (mut one, mut other, addresses) = allocated?;
    let carried = timeout(PATIENCE, echo(&mut one, &mut other, addresses)).await;
    // The server need not keep what nobody uses any more, and counts it against its limits.
    one.give_back().await;
    other.give_back().await;
    carried.unwrap_or(Ok(Outcome::Lost(addresses.1)))
}

/// Sends some bytes to an address of the server from a socket that it knows nothing of; returns an address at which
/// nothing arrives.
async fn deaf_address(
    target: &Target,
    credential: &Credential,
) -> Result<Option<SocketAddr>, Fault> {
    let server = resolve(target).await?;
    let Outcome::Reflected(here) = reflect(target, server).await? else {
        return Ok(None);
    };
    let mut client = Client::connect(target, server, credential).await?;
    let preparing = async {
        let address = client.allocate().await?;
        client.permit(here).await?;
        Ok::<_, Fault>(address)
    };
    let Ok(prepared) = timeout(PATIENCE, preparing).await else {
        return Ok(None);
    };
    let outcome = match prepared {
        Ok(address) => knock(&mut client, address).await,
        Err(fault) => Err(fault),
    };
    client.give_back().await;
    outcome
}

async fn knock(client: &mut Client, address: SocketAddr) -> Result<Option<SocketAddr>, Fault> {
    let socket = link::datagrams(address).await?;
    let knocking = async {
        loop {
            // There may be no way to an address that nobody has.
            let _ = socket.send(PAYLOAD).await;
            if let Ok(arrived) = timeout(PAUSE, client.receive(PAYLOAD)).await {
                return arrived;
            }
        }
    };
    match timeout(PATIENCE, knocking).await {
        Ok(heard) => heard.map(|()| None),
        Err(_) => Ok(Some(address)),
    }
}

async fn echo(
    one: &mut Client,
    other: &mut Client,
    (here, there): (SocketAddr, SocketAddr),
) -> Result<Outcome, Fault> {
    one.permit(there).await?;
    other.permit(here).await?;
    let begun = Instant::now();
    send(one, other, there).await?;
    send(other, one, here).await?;
    Ok(Outcome::Relayed {
        address: there,
        round_trip: begun.elapsed(),
    })
}

/// Sends until it has arrived: a datagram may be lost.
async fn send(from: &mut Client, to: &mut Client, address: SocketAddr) -> Result<(), Fault> {
    loop {
        from.send(address, PAYLOAD).await?;
        if let Ok(arrived) = timeout(PAUSE, to.receive(PAYLOAD)).await {
            return arrived;
        }
    }
}

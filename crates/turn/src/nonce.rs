use std::net::IpAddr;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{Client, Link, Timestamp};

/// How long a nonce is good for; a client that comes with an older one is given a new one (RFC 8656, section 5).
const LIFETIME: Duration = Duration::from_secs(60 * 60);

/// The moment, as seconds since 1970 modulo 2^32, and as much of a hash as keeps a response small.
const MOMENT_BYTES: usize = 4;
const HASH_BYTES: usize = 8;

/// Makes nonces that need not be remembered: the moment and a keyed hash over it and the client's address.
pub(crate) struct Nonces {
    key: [u8; 32],
}

impl Nonces {
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    pub(crate) fn make(&self, client: &Client, now: Timestamp) -> String {
        let moment = truncated(now).to_be_bytes();
        let hash = self
            .hash(moment, client)
            .map(|mac| mac.finalize().into_bytes());
        let mut nonce = [0; MOMENT_BYTES + HASH_BYTES];
        let (head, tail) = nonce.split_at_mut(MOMENT_BYTES);
        head.copy_from_slice(&moment);
        for (to, from) in tail.iter_mut().zip(hash.into_iter().flatten()) {
            *to = from;
        }
        STANDARD.encode(nonce)
    }

    /// True for a nonce that was made for this client not long ago.
    pub(crate) fn check(&self, nonce: &str, client: &Client, now: Timestamp) -> bool {
        let Ok(nonce) = STANDARD.decode(nonce) else {
            return false;
        };
        let Some((&moment, hash)) = nonce.split_first_chunk::<MOMENT_BYTES>() else {
            return false;
        };
        let age = truncated(now).wrapping_sub(u32::from_be_bytes(moment));
        hash.len() == HASH_BYTES
            && Duration::from_secs(age.into()) <= LIFETIME
            && self
                .hash(moment, client)
                .is_some_and(|mac| mac.verify_truncated_left(hash).is_ok())
    }

    fn hash(&self, moment: [u8; MOMENT_BYTES], client: &Client) -> Option<Hmac<Sha256>> {
        let link = match client.link {
            Link::Datagrams => [0],
            Link::Stream(_) => [1],
        };
        let address = match client.address.ip() {
            IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
            IpAddr::V6(v6) => v6.octets(),
        };
        let mac = Hmac::<Sha256>::new_from_slice(&self.key).ok()?;
        Some(
            mac.chain_update(moment)
                .chain_update(link)
                .chain_update(address)
                .chain_update(client.address.port().to_be_bytes()),
        )
    }
}

#[expect(clippy::cast_possible_truncation, reason = "it is meant to wrap")]
fn truncated(now: Timestamp) -> u32 {
    now.as_secs() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(Duration::from_secs(1_760_000_000));

    fn client(address: &str, link: Link) -> Client {
        Client {
            link,
            address: address.parse().unwrap(),
            local: "192.0.2.1:3478".parse().unwrap(),
        }
    }

    fn ann() -> Client {
        client("198.51.100.7:40000", Link::Datagrams)
    }

    #[test]
    fn a_nonce_is_good_for_its_client_for_an_hour() {
        let nonces = Nonces::new([7; 32]);
        let nonce = nonces.make(&ann(), NOW);
        assert_eq!(
            nonce.len(),
            16,
            "the response to an empty request has no room for more"
        );
        let good = |client: &Client, wait: u64| {
            nonces.check(&nonce, client, NOW.after(Duration::from_secs(wait)))
        };
        assert!(good(&ann(), 0) && good(&ann(), 3600));
        assert!(!good(&ann(), 3601));
        assert!(!good(&client("198.51.100.7:40001", Link::Datagrams), 0));
        assert!(!good(&client("198.51.100.8:40000", Link::Datagrams), 0));
        assert!(!good(&client("198.51.100.7:40000", Link::Stream(1)), 0));
    }

    #[test]
    fn nobody_else_can_make_one() {
        let nonce = Nonces::new([8; 32]).make(&ann(), NOW);
        let nonces = Nonces::new([7; 32]);
        assert!(!nonces.check(&nonce, &ann(), NOW));
        for wrong in [
            "",
            "0",
            "AAAA",
            "AAAAAAAAAAAAAAAA",
            "not base 64 at all",
            "AAAAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert!(!nonces.check(wrong, &ann(), NOW), "{wrong}");
        }
    }

    #[test]
    fn a_nonce_from_the_future_is_none() {
        let nonces = Nonces::new([7; 32]);
        let later = nonces.make(&ann(), NOW.after(Duration::from_secs(10)));
        assert!(!nonces.check(&later, &ann(), NOW));
    }

    #[test]
    fn a_nonce_outlives_the_end_of_the_counter() {
        let nonces = Nonces::new([7; 32]);
        let end = Timestamp(Duration::from_secs(u64::from(u32::MAX)));
        let nonce = nonces.make(&ann(), end);
        assert!(nonces.check(&nonce, &ann(), end.after(Duration::from_secs(5))));
    }
}

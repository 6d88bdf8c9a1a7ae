use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::time::Duration;

use rcgen::{
    CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;

use super::shown::provider;
use super::validity::Validity;
use super::{CertificateFiles, files};
use crate::store::replace_private_file;

const FILE: &str = "self-signed.pem";

const DAY: u64 = 24 * 60 * 60;

/// Apple's devices take none that is good for longer.
const LIFETIME: u64 = 825 * DAY;

/// A certificate that ends sooner is not shown any more by a server that starts.
const REST: u64 = 30 * DAY;

/// Returns the certificate that the server made for itself and keeps in `directory`; the first time, and when it ends
/// soon, it is made. `now` is in seconds since 1970.
pub(super) fn certificate(directory: Option<&Path>, now: u64) -> io::Result<CertifiedKey> {
    let Some(directory) = directory else {
        return Ok(make(now)?.1);
    };
    let path = directory.join(FILE);
    let files = CertificateFiles {
        certificate: path.clone(),
        key: path.clone(),
    };
    let kept = files::read(&files).ok();
    if let Some(kept) = kept.filter(|kept| is_good(kept, now)) {
        return Ok(kept);
    }
    let (pem, made) = make(now)?;
    replace_private_file(&path, |file| file.write_all(pem.as_bytes()))?;
    Ok(made)
}

fn is_good(certificate: &CertifiedKey, now: u64) -> bool {
    let end = certificate
        .end_entity_cert()
        .ok()
        .and_then(|der| Validity::of(der).ok());
    end.and_then(|validity| u64::try_from(validity.end).ok())
        .is_some_and(|end| end > now + REST)
}

/// Makes a certificate for the names of this machine on its own networks; returns it, and its key, in PEM too.
fn make(now: u64) -> io::Result<(String, CertifiedKey)> {
    let mut params = CertificateParams::new(names()).map_err(io::Error::other)?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Tatap, signed by itself");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Clocks of other devices may be late.
    let start = date_time_ymd(1970, 1, 1) + Duration::from_secs(now.saturating_sub(DAY));
    params.not_before = start;
    params.not_after = start + Duration::from_secs(LIFETIME);
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let certificate = params.self_signed(&key).map_err(io::Error::other)?;
    let pem = format!("{}{}", certificate.pem(), key.serialize_pem());
    Ok((pem, certified(&certificate, &key)?))
}

/// Puts a certificate and its key together, which are of each other.
pub(super) fn certified(
    certificate: &rcgen::Certificate,
    key: &KeyPair,
) -> io::Result<CertifiedKey> {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let key = provider().key_provider.load_private_key(key);
    let chain = vec![certificate.der().clone()];
    // Looked into, the answer to a challenge would be found strange: what makes it one is critical (RFC 8737).
    Ok(CertifiedKey::new(chain, key.map_err(io::Error::other)?))
}

fn names() -> Vec<String> {
    let mut addresses = vec![
        IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::LOCALHOST),
    ];
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    for interface in interfaces {
        if !interface.is_link_local() && !addresses.contains(&interface.ip()) {
            addresses.push(interface.ip());
        }
    }
    let addresses = addresses.iter().map(IpAddr::to_string);
    ["localhost".to_owned()]
        .into_iter()
        .chain(addresses)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const NOW: u64 = 1_800_000_000;

    fn der(certificate: &CertifiedKey) -> Vec<u8> {
        certificate.end_entity_cert().unwrap().to_vec()
    }

    #[test]
    fn is_made_once_and_again_when_it_ends_soon_or_is_damaged() {
        let path = std::env::temp_dir().join(format!("tatap-self-signed-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        let at = |now| der(&certificate(Some(&path), now).unwrap());
        let first = at(NOW);
        assert_eq!(at(NOW + 700 * DAY), first);
        let second = at(NOW + 800 * DAY);
        assert_ne!(second, first);
        fs::write(path.join(FILE), "rubbish").unwrap();
        assert_ne!(at(NOW + 800 * DAY), second);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(path.join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn is_good_from_yesterday_for_as_long_as_all_devices_take() {
        let made = certificate(None, NOW).unwrap();
        let validity = Validity::of(&der(&made)).unwrap();
        let start = i64::try_from(NOW - DAY).unwrap();
        assert_eq!(validity.start, start);
        assert_eq!(validity.end - start, i64::try_from(LIFETIME).unwrap());
    }
}

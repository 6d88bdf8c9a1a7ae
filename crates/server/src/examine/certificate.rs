use std::path::Path;
use std::time::SystemTime;

use doctor::{Line, certificate};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use x509_parser::parse_x509_certificate;

/// Says how long the first certificate in a file is good for.
pub(super) fn line(path: &Path) -> Line {
    match end(path) {
        Ok(end) => certificate::line(end.saturating_sub(now())),
        Err(why) => certificate::unreadable(&why),
    }
}

/// The end of the certificate, in seconds since 1970.
fn end(path: &Path) -> Result<i64, String> {
    let der = CertificateDer::from_pem_file(path).map_err(|error| error.to_string())?;
    let (_, certificate) = parse_x509_certificate(&der).map_err(|error| error.to_string())?;
    Ok(certificate.validity().not_after.timestamp())
}

fn now() -> i64 {
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
}

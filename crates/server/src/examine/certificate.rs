use std::path::Path;
use std::time::SystemTime;

use doctor::{Line, certificate};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::tls::Validity;

/// Says how long the first certificate in a file is good for, which the operator has named by `setting`.
pub(super) fn line(setting: &'static str, path: &Path) -> Line {
    match end(path) {
        Ok(end) => certificate::line(setting, end.saturating_sub(now())),
        Err(why) => certificate::unreadable(setting, &why),
    }
}

/// The end of the certificate, in seconds since 1970.
fn end(path: &Path) -> Result<i64, String> {
    let der = CertificateDer::from_pem_file(path).map_err(|error| error.to_string())?;
    Ok(Validity::of(&der)?.end)
}

fn now() -> i64 {
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
}

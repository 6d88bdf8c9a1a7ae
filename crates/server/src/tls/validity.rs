use x509_parser::extensions::GeneralName;
use x509_parser::parse_x509_certificate;
use x509_parser::prelude::X509Certificate;

/// From when to when a certificate is good, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    pub(crate) start: i64,
    pub(crate) end: i64,
}

impl Validity {
    /// Reads it in a certificate in DER.
    ///
    /// # Errors
    ///
    /// Says what is wrong with it.
    pub(crate) fn of(der: &[u8]) -> Result<Self, String> {
        let (_, certificate) = parse_x509_certificate(der).map_err(|error| error.to_string())?;
        let validity = certificate.validity();
        Ok(Self {
            start: validity.not_before.timestamp(),
            end: validity.not_after.timestamp(),
        })
    }
}

/// True if nobody but its own key vouches for the certificate.
pub(super) fn is_self_signed(der: &[u8]) -> bool {
    parse_x509_certificate(der)
        .is_ok_and(|(_, certificate)| certificate.subject() == certificate.issuer())
}

/// True if the certificate is for all of these names.
pub(super) fn is_for(der: &[u8], names: &[String]) -> bool {
    parse_x509_certificate(der)
        .is_ok_and(|(_, certificate)| names.iter().all(|name| has_name(&certificate, name)))
}

fn has_name(certificate: &X509Certificate<'_>, wanted: &str) -> bool {
    let Ok(Some(names)) = certificate.subject_alternative_name() else {
        return false;
    };
    names
        .value
        .general_names
        .iter()
        .any(|name| matches!(name, GeneralName::DNSName(name) if name.eq_ignore_ascii_case(wanted)))
}

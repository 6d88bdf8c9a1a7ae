use x509_parser::extensions::GeneralName;
use x509_parser::parse_x509_certificate;

/// Reads the names that a certificate is for (RFC 5280, section 4.2.1.6); none where it cannot be read.
pub(super) fn certified_names(der: &[u8]) -> Vec<Box<str>> {
    let Ok((_, certificate)) = parse_x509_certificate(der) else {
        return Vec::new();
    };
    let Ok(Some(extension)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    let names = extension.value.general_names.iter();
    names.filter_map(dns_name).map(Box::from).collect()
}

fn dns_name<'a>(name: &GeneralName<'a>) -> Option<&'a str> {
    if let GeneralName::DNSName(name) = name {
        Some(name)
    } else {
        None
    }
}

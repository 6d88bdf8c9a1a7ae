use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use clap::Args;

use super::{AcmeConfig, CertificateFiles, TlsConfig, read};
use crate::problems::Problems;

/// The settings of TLS, as they are written.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct TlsTexts {
    /// Whether the server speaks TLS by a certificate that it makes for itself: self-signed, or empty
    #[arg(long = "tls", env = "TATAP_TLS", default_value = "")]
    kind: String,
    /// The file with the server's certificate, in PEM
    #[arg(long = "tls-cert", env = "TATAP_TLS_CERT", default_value = "")]
    certificate: String,
    /// The file with the key of that certificate, in PEM
    #[arg(long = "tls-key", env = "TATAP_TLS_KEY", default_value = "")]
    key: String,
    /// The names, separated by commas, that a certificate is asked for by ACME
    #[arg(long = "acme-domains", env = "TATAP_ACME_DOMAINS", default_value = "")]
    domains: String,
    /// The mail address that the authority is told
    #[arg(long = "acme-contact", env = "TATAP_ACME_CONTACT", default_value = "")]
    contact: String,
    /// The URL of the authority's directory
    #[arg(
        long = "acme-directory",
        env = "TATAP_ACME_DIRECTORY",
        default_value = "https://acme-v02.api.letsencrypt.org/directory"
    )]
    directory: String,
    /// The file with the certificates that vouch for the authority itself, in PEM; the system's if empty
    #[arg(long = "acme-roots", env = "TATAP_ACME_ROOTS", default_value = "")]
    roots: String,
    /// The address and port where HTTP is led to HTTPS; nowhere if empty
    #[arg(
        long = "http-redirect-addr",
        env = "TATAP_HTTP_REDIRECT_ADDR",
        default_value = ""
    )]
    redirect: String,
}

impl Problems {
    /// Reads whose certificate the server shows; `keeps` is true if there is a directory to keep things in.
    pub(crate) fn tls(&mut self, texts: &TlsTexts, keeps: bool) -> Option<TlsConfig> {
        let has_files = !texts.certificate.is_empty() || !texts.key.is_empty();
        let ways = [
            has_files.then_some("TATAP_TLS_CERT"),
            (!texts.domains.is_empty()).then_some("TATAP_ACME_DOMAINS"),
        ];
        let mut ways = ways.into_iter().flatten();
        let (way, other) = (ways.next(), ways.next());
        match (texts.kind.as_str(), way, other) {
            ("", Some(_), Some(_)) | ("self-signed", Some(_), _) => {
                let variable = other.or(way).unwrap_or("TATAP_TLS");
                self.add(variable, "", "the only source of a certificate: leave TATAP_TLS, TATAP_TLS_CERT or TATAP_ACME_DOMAINS empty");
                None
            }
            ("self-signed", None, _) => Some(TlsConfig::SelfSigned),
            ("", Some(_), None) if has_files => self.tls_files(texts),
            ("", Some(_), None) => self.acme(texts, keeps),
            ("", None, _) => None,
            _ => {
                self.add("TATAP_TLS", &texts.kind, "self-signed, or empty");
                None
            }
        }
    }

    /// Reads where HTTP is led to HTTPS; `[::]` stands for all addresses.
    pub(crate) fn redirect(&mut self, texts: &TlsTexts, has_tls: bool) -> Option<SocketAddr> {
        let text = texts.redirect.as_str();
        if text.is_empty() {
            return None;
        }
        if !has_tls {
            self.add(
                "TATAP_HTTP_REDIRECT_ADDR",
                text,
                "empty as long as the server itself speaks no TLS",
            );
            return None;
        }
        let everywhere = |port| SocketAddr::from((Ipv6Addr::UNSPECIFIED, port));
        let address = text.parse().or_else(|_| text.parse().map(everywhere)).ok();
        if address.is_none() {
            self.add(
                "TATAP_HTTP_REDIRECT_ADDR",
                text,
                "an IP address and a port, for example 192.0.2.1:80, or a port",
            );
        }
        address
    }

    fn tls_files(&mut self, texts: &TlsTexts) -> Option<TlsConfig> {
        for (variable, text) in [
            ("TATAP_TLS_CERT", &texts.certificate),
            ("TATAP_TLS_KEY", &texts.key),
        ] {
            if text.is_empty() {
                self.add(
                    variable,
                    "",
                    "a file in PEM, for example /etc/tatap/tls.pem",
                );
                return None;
            }
        }
        let files = CertificateFiles {
            certificate: texts.certificate.clone().into(),
            key: texts.key.clone().into(),
        };
        self.certificate("TATAP_TLS_CERT", "TATAP_TLS_KEY", &files);
        Some(TlsConfig::Files(files))
    }

    /// Looks whether a certificate and its key are ones.
    pub(crate) fn certificate(
        &mut self,
        variable: &'static str,
        key: &'static str,
        files: &CertificateFiles,
    ) {
        if let Err(error) = read(files) {
            let accepted = format!("a certificate in PEM that {key} belongs to ({error})");
            self.add(variable, &files.certificate.display().to_string(), accepted);
        }
    }

    fn acme(&mut self, texts: &TlsTexts, keeps: bool) -> Option<TlsConfig> {
        let parts = texts.domains.split(',').map(str::trim);
        let domains: Vec<String> = parts
            .filter(|part| !part.is_empty())
            .map(str::to_ascii_lowercase)
            .collect();
        for domain in domains.iter().filter(|domain| !is_name(domain)) {
            self.add(
                "TATAP_ACME_DOMAINS",
                domain,
                "names without wildcards, for example meet.example.org",
            );
        }
        if !texts.contact.is_empty() && !texts.contact.contains('@') {
            self.add(
                "TATAP_ACME_CONTACT",
                &texts.contact,
                "a mail address, or empty",
            );
        }
        if !texts.directory.starts_with("https://") {
            self.add(
                "TATAP_ACME_DIRECTORY",
                &texts.directory,
                "the URL of an authority's directory, beginning with https://",
            );
        }
        if !keeps {
            self.add(
                "TATAP_DATA_DIR",
                "",
                "a directory, for example /var/lib/tatap, where TATAP_ACME_DOMAINS is set: authorities give out only so many certificates a week",
            );
        }
        let contact = (!texts.contact.is_empty()).then(|| texts.contact.clone());
        Some(TlsConfig::Acme(AcmeConfig {
            domains,
            contact,
            directory: texts.directory.clone(),
            roots: (!texts.roots.is_empty()).then(|| texts.roots.clone().into()),
        }))
    }
}

/// True for the name of a host (RFC 1123, section 2.1), and not for an address.
fn is_name(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= 253 && text.split('.').all(is_label) && text.parse::<IpAddr>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETS_ENCRYPT: &str = "https://acme-v02.api.letsencrypt.org/directory";

    fn defaults() -> TlsTexts {
        TlsTexts {
            directory: LETS_ENCRYPT.to_owned(),
            ..TlsTexts::default()
        }
    }

    fn read(texts: &TlsTexts, keeps: bool) -> (Option<TlsConfig>, Vec<&'static str>) {
        let mut problems = Problems::default();
        let config = problems.tls(texts, keeps);
        let told = problems.0.iter().map(|problem| problem.variable);
        (config, told.collect())
    }

    fn with(change: impl FnOnce(&mut TlsTexts)) -> TlsTexts {
        let mut texts = defaults();
        change(&mut texts);
        texts
    }

    #[test]
    fn without_settings_there_is_no_tls() {
        assert_eq!(read(&defaults(), true), (None, vec![]));
    }

    #[test]
    fn there_is_one_source_of_a_certificate() {
        let check = |texts: TlsTexts, variable| {
            assert_eq!(read(&texts, true), (None, vec![variable]), "{texts:?}");
        };
        let own = |texts: &mut TlsTexts| texts.kind = "self-signed".to_owned();
        let acme = |texts: &mut TlsTexts| texts.domains = "a.example".to_owned();
        let files = |texts: &mut TlsTexts| texts.certificate = "a.pem".to_owned();
        check(
            with(|texts| {
                own(texts);
                acme(texts);
            }),
            "TATAP_ACME_DOMAINS",
        );
        check(
            with(|texts| {
                own(texts);
                files(texts);
            }),
            "TATAP_TLS_CERT",
        );
        check(
            with(|texts| {
                acme(texts);
                files(texts);
            }),
            "TATAP_ACME_DOMAINS",
        );
        check(with(|texts| texts.kind = "yes".to_owned()), "TATAP_TLS");
        assert_eq!(
            read(&with(own), false),
            (Some(TlsConfig::SelfSigned), vec![])
        );
    }

    #[test]
    fn files_are_two_and_fit() {
        let check = |certificate: &str, key: &str, variable| {
            let texts = with(|texts| {
                texts.certificate = certificate.to_owned();
                texts.key = key.to_owned();
            });
            assert_eq!(read(&texts, true).1, [variable]);
        };
        check("/nonexistent", "", "TATAP_TLS_KEY");
        check("", "/nonexistent", "TATAP_TLS_CERT");
        check("/nonexistent", "/nonexistent", "TATAP_TLS_CERT");
    }

    #[test]
    fn an_authority_is_asked_for_names_alone() {
        let texts = with(|texts| texts.domains = " Meet.example.org, b.example ,".to_owned());
        let config = AcmeConfig {
            domains: vec!["meet.example.org".to_owned(), "b.example".to_owned()],
            contact: None,
            directory: LETS_ENCRYPT.to_owned(),
            roots: None,
        };
        assert_eq!(read(&texts, true), (Some(TlsConfig::Acme(config)), vec![]));
        assert_eq!(read(&texts, false).1, ["TATAP_DATA_DIR"]);
        for name in [
            "*.example.org",
            "192.0.2.1",
            "a..b",
            "-a.b",
            "a_b.c",
            "https://a.b",
        ] {
            let texts = with(|texts| texts.domains = name.to_owned());
            assert_eq!(read(&texts, true).1, ["TATAP_ACME_DOMAINS"], "{name}");
        }
        let texts = with(|texts| {
            texts.domains = "a.example".to_owned();
            texts.contact = "nobody".to_owned();
            texts.directory = "http://a.example".to_owned();
        });
        assert_eq!(
            read(&texts, true).1,
            ["TATAP_ACME_CONTACT", "TATAP_ACME_DIRECTORY"]
        );
    }

    #[test]
    fn http_is_led_to_https_where_there_is_https() {
        let check = |text: &str, has_tls: bool, expected: Option<&str>, problems: usize| {
            let mut found = Problems::default();
            let texts = with(|texts| texts.redirect = text.to_owned());
            let address = found.redirect(&texts, has_tls);
            assert_eq!(
                address,
                expected.map(|text| text.parse().unwrap()),
                "{text}"
            );
            assert_eq!(found.0.len(), problems, "{text}");
        };
        check("", false, None, 0);
        check("80", true, Some("[::]:80"), 0);
        check("192.0.2.1:8080", true, Some("192.0.2.1:8080"), 0);
        check("80", false, None, 1);
        check("everywhere", true, None, 1);
    }
}

//! A certificate that the server asks an authority for, and renews (RFC 8555, with the challenge of RFC 8737).

mod http;
mod kept;
mod renewal;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use instant_acme::{
    Account, AuthorizationStatus, ChallengeType, Identifier, NewAccount, NewOrder, Order,
    OrderStatus, RetryPolicy,
};
use rcgen::{CertificateParams, CustomExtension, KeyPair};
use rustls::sign::CertifiedKey;
use thiserror::Error;
use tokio::time::sleep;

use self::http::Https;
use self::kept::Kept;
use super::AcmeConfig;
use super::self_signed::certified;
use super::shown::Shown;
use super::validity::Validity;

/// The longest sleep: a clock that was wrong may be set right meanwhile.
const LONGEST_SLEEP: Duration = Duration::from_secs(6 * 60 * 60);

/// How long an authority may take to look at the server and to make a certificate.
const PATIENCE: Duration = Duration::from_secs(180);

/// Keeps a certificate of an authority good.
#[derive(Debug)]
pub(crate) struct Acme {
    config: AcmeConfig,
    kept: Kept,
    shown: Arc<Shown>,
}

/// Why there is no certificate.
#[derive(Debug, Error)]
enum AcmeError {
    #[error("{0}")]
    Authority(#[from] instant_acme::Error),
    #[error("{0}")]
    Here(#[from] io::Error),
    #[error("{0}")]
    Making(#[from] rcgen::Error),
    #[error("the authority has no way to look at port 443 (tls-alpn-01) for {0}")]
    NoChallenge(String),
    #[error(
        "the authority does not believe that {0} is this server: do its addresses lead to port 443 here?"
    )]
    NotBelieved(String),
}

impl Acme {
    /// Begins with the certificate that is kept in `directory`, if it is for the same names.
    pub(super) fn new(config: AcmeConfig, directory: PathBuf) -> Self {
        let kept = Kept::new(directory);
        let shown = Shown::default();
        if let Some(certificate) = kept.certificate(&config) {
            shown.show(certificate);
        }
        Self {
            config,
            kept,
            shown: Arc::new(shown),
        }
    }

    pub(super) fn shown(&self) -> Arc<Shown> {
        Arc::clone(&self.shown)
    }

    /// Gets a certificate, and another before each ends.
    pub(super) async fn keep(self) {
        let mut failures = 0;
        loop {
            let due = self
                .validity()
                .map_or(Duration::ZERO, |validity| renewal::due_in(validity, now()));
            if !due.is_zero() {
                sleep(due.min(LONGEST_SLEEP)).await;
                continue;
            }
            let obtained = self.obtain().await;
            self.shown.answer(BTreeMap::new());
            match obtained {
                Ok(()) => {
                    failures = 0;
                    tracing::info!(domains = ?self.config.domains, "there is a new certificate");
                }
                Err(error) => {
                    failures += 1;
                    let pause = renewal::pause_after(failures);
                    tracing::error!(%error, ?pause, "there is no new certificate: another try follows");
                    sleep(pause).await;
                }
            }
        }
    }

    fn validity(&self) -> Option<Validity> {
        let shown = self.shown.certificate()?;
        Validity::of(shown.end_entity_cert().ok()?).ok()
    }

    async fn obtain(&self) -> Result<(), AcmeError> {
        let account = self.account().await?;
        let names = self.config.domains.iter().cloned().map(Identifier::Dns);
        let names: Vec<Identifier> = names.collect();
        let mut order = account.new_order(&NewOrder::new(&names)).await?;
        self.prove(&mut order).await?;
        let patience = RetryPolicy::new().timeout(PATIENCE);
        if order.poll_ready(&patience).await? != OrderStatus::Ready {
            return Err(AcmeError::NotBelieved(self.config.domains.join(", ")));
        }
        let key = KeyPair::generate()?;
        let request = CertificateParams::new(self.config.domains.clone())?;
        let request = request.serialize_request(&key)?;
        order.finalize_csr(request.der()).await?;
        let chain = order.poll_certificate(&patience).await?;
        let certificate = self.kept.keep(&chain, &key.serialize_pem())?;
        self.shown.show(certificate);
        Ok(())
    }

    async fn account(&self) -> Result<Account, AcmeError> {
        let https = || Https::new(self.config.roots.as_deref()).map(Box::new);
        if let Some(credentials) = self.kept.account(&self.config) {
            let builder = Account::builder_with_http(https()?);
            return Ok(builder.from_credentials(credentials).await?);
        }
        let contact = self.config.contact.as_ref();
        let contact = contact.map(|address| format!("mailto:{address}"));
        let contact: Vec<&str> = contact.iter().map(String::as_str).collect();
        let wanted = NewAccount {
            contact: &contact,
            terms_of_service_agreed: true,
            only_return_existing: false,
        };
        let builder = Account::builder_with_http(https()?);
        let directory = self.config.directory.clone();
        let (account, credentials) = builder.create(&wanted, directory, None).await?;
        self.kept.keep_account(&self.config, &credentials)?;
        Ok(account)
    }

    /// Shows the authority that the names are this server's.
    async fn prove(&self, order: &mut Order) -> Result<(), AcmeError> {
        let mut answers = BTreeMap::new();
        let mut authorizations = order.authorizations();
        while let Some(authorization) = authorizations.next().await {
            let mut authorization = authorization?;
            let name = authorization.identifier().to_string();
            match authorization.status {
                AuthorizationStatus::Valid => continue,
                AuthorizationStatus::Pending => {}
                AuthorizationStatus::Invalid
                | AuthorizationStatus::Revoked
                | AuthorizationStatus::Expired
                | AuthorizationStatus::Deactivated => return Err(AcmeError::NotBelieved(name)),
            }
            let Some(mut challenge) = authorization.challenge(ChallengeType::TlsAlpn01) else {
                return Err(AcmeError::NoChallenge(name));
            };
            let digest = challenge.key_authorization().digest();
            answers.insert(name.clone(), Arc::new(answer(&name, digest.as_ref())?));
            self.shown.answer(answers.clone());
            challenge.set_ready().await?;
        }
        Ok(())
    }
}

/// Makes the certificate that answers a challenge (RFC 8737, section 3).
fn answer(name: &str, digest: &[u8]) -> Result<CertifiedKey, AcmeError> {
    let mut params = CertificateParams::new([name.to_owned()])?;
    params.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
    let key = KeyPair::generate()?;
    Ok(certified(&params.self_signed(&key)?, &key)?)
}

fn now() -> i64 {
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
}

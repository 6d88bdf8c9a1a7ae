use std::io;
use std::time::{Duration, Instant};

use axum::body::Body;
use doors::User;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdTokenVerifier, CoreJwsSigningAlgorithm,
    CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, TokenResponse,
};
use protocol::DisplayName;
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::{Asked, ProviderError};
use crate::doors::config::OidcConfig;
use crate::{Origin, http_client, tls_client};

/// How long the provider may take for one answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// More than any answer of a provider.
const LONGEST_ANSWER: usize = 256 * 1024;

/// How long what the provider says of itself is believed.
const FRESH: Duration = Duration::from_secs(60 * 60);

/// How old its keys must be before they are asked for again, when an identity token does not fit them.
const OLD_ENOUGH: Duration = Duration::from_secs(60);

/// Algorithms that need no shared secret.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 5] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Where people have their accounts (OpenID Connect Core 1.0).
#[derive(Debug)]
pub(super) struct Provider {
    config: OidcConfig,
    redirect: RedirectUrl,
    known: Mutex<Option<Known>>,
}

/// What the provider has said of itself, its keys included.
#[derive(Clone, Debug)]
struct Known {
    metadata: CoreProviderMetadata,
    since: Instant,
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl Provider {
    /// Makes the way to a provider; `None` if `redirect` is no address.
    pub(super) fn new(config: &OidcConfig, redirect: String) -> Option<Self> {
        Some(Self {
            config: config.clone(),
            redirect: RedirectUrl::new(redirect).ok()?,
            known: Mutex::default(),
        })
    }

    /// Returns where to send somebody who wants to sign in.
    pub(super) async fn address(&self, asked: &Asked) -> Result<String, ProviderError> {
        let client = self.client(&self.known(FRESH).await?);
        let (state, nonce) = (asked.state.clone(), asked.nonce.clone());
        let verifier = PkceCodeVerifier::new(asked.code_verifier.clone());
        let (url, _, _) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(url.into())
    }

    /// Asks who has come back with `code`.
    pub(super) async fn user(&self, code: String, asked: &Asked) -> Result<User, ProviderError> {
        let known = self.known(FRESH).await?;
        let mut client = self.client(&known);
        let request = client.exchange_code(AuthorizationCode::new(code));
        let request = request.map_err(|error| ProviderError::Unreachable(error.to_string()))?;
        let answer = request
            .set_pkce_verifier(PkceCodeVerifier::new(asked.code_verifier.clone()))
            .request_async(&fetch)
            .await
            .map_err(|error| match error {
                RequestTokenError::Request(error) => ProviderError::Unreachable(chain(&error)),
                error @ (RequestTokenError::ServerResponse(_)
                | RequestTokenError::Parse(..)
                | RequestTokenError::Other(_)) => refused("the code was not taken", &error),
            })?;
        let subject = match subject(&client, &answer, asked) {
            Ok(subject) => subject,
            Err(_) if known.since.elapsed() > OLD_ENOUGH => {
                client = self.client(&self.known(OLD_ENOUGH).await?);
                subject(&client, &answer, asked)?
            }
            Err(error) => return Err(error),
        };
        let name = match subject.name {
            Some(name) => Some(name),
            None => self.told_name(&client, &answer, &subject.id).await,
        };
        Ok(User {
            issuer: self.config.issuer.as_str().into(),
            subject: subject.id.as_str().into(),
            name,
        })
    }

    /// Asks what somebody is called, where the identity token does not say it; who does not answer is no obstacle.
    async fn told_name(
        &self,
        client: &Client,
        answer: &CoreTokenResponse,
        subject: &openidconnect::SubjectIdentifier,
    ) -> Option<DisplayName> {
        let token = answer.access_token().clone();
        let request = client.user_info(token, Some(subject.clone())).ok()?;
        let told: CoreUserInfoClaims = request
            .request_async(&fetch)
            .await
            .inspect_err(|error| tracing::debug!(%error, "the provider does not say a name"))
            .ok()?;
        let claims = told.standard_claims();
        let name = claims.name().and_then(|name| name.get(None));
        let short = claims.preferred_username().map(|name| name.as_str());
        shown(name.map(|name| name.as_str()), short)
    }

    /// Returns what the provider says of itself, not older than `age`.
    async fn known(&self, age: Duration) -> Result<Known, ProviderError> {
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.since.elapsed() < age) {
            return Ok(known.clone());
        }
        let issuer = IssuerUrl::new(self.config.issuer.clone())
            .map_err(|error| ProviderError::Unreachable(error.to_string()))?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &fetch)
            .await
            .map_err(|error| ProviderError::Unreachable(chain(&error)))?;
        let since = Instant::now();
        let fresh = Known { metadata, since };
        *known = Some(fresh.clone());
        Ok(fresh)
    }

    fn client(&self, known: &Known) -> Client {
        let secret = self.config.client_secret.as_ref();
        CoreClient::from_provider_metadata(
            known.metadata.clone(),
            ClientId::new(self.config.client_id.clone()),
            secret.map(|secret| ClientSecret::new(secret.reveal().to_owned())),
        )
        .set_redirect_uri(self.redirect.clone())
    }
}

struct Subject {
    id: openidconnect::SubjectIdentifier,
    name: Option<DisplayName>,
}

/// Reads the identity token: signature, issuer, audience, times and nonce are checked.
fn subject(
    client: &Client,
    answer: &CoreTokenResponse,
    asked: &Asked,
) -> Result<Subject, ProviderError> {
    let verifier: CoreIdTokenVerifier<'_> = client.id_token_verifier().set_allowed_algs(ALGORITHMS);
    let token = answer.id_token();
    let token = token.ok_or_else(|| ProviderError::Refused("there is no identity token".into()))?;
    let claims = token
        .claims(&verifier, &Nonce::new(asked.nonce.clone()))
        .map_err(|error| refused("the identity token is not good", &error))?;
    let name = claims.name().and_then(|name| name.get(None));
    let short = claims.preferred_username().map(|name| name.as_str());
    Ok(Subject {
        id: claims.subject().clone(),
        name: shown(name.map(|name| name.as_str()), short),
    })
}

fn shown(name: Option<&str>, short: Option<&str>) -> Option<DisplayName> {
    let mut names = [name, short].into_iter().flatten();
    names.find_map(|name| DisplayName::parse(name).ok())
}

fn refused(what: &str, error: &dyn std::error::Error) -> ProviderError {
    ProviderError::Refused(format!("{what}: {}", chain(error)))
}

/// An error with those that it comes from.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// Sends a request to the provider; none goes over a network in clear.
async fn fetch(request: HttpRequest) -> io::Result<HttpResponse> {
    let uri = request.uri().clone();
    let origin = uri
        .scheme_str()
        .zip(uri.authority())
        .and_then(|(scheme, authority)| Origin::parse(&format!("{scheme}://{authority}")))
        .filter(|origin| origin.is_secure() || origin.is_loopback())
        .ok_or_else(|| io::Error::other("the provider names an address that is not https"))?;
    let (mut head, body) = request.into_parts();
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    head.uri = path.parse().map_err(io::Error::other)?;
    let request = axum::http::Request::from_parts(head, Body::from(body));
    let connector = || tls_client::connector(None);
    let asking = http_client::send(&origin, connector, request, LONGEST_ANSWER);
    let answer = timeout(PATIENCE, asking);
    let (head, body) = answer
        .await
        .map_err(|_| io::Error::other("no answer in time"))??;
    Ok(HttpResponse::from_parts(head, body.to_vec()))
}

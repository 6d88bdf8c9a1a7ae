use std::time::Duration;

use ::doors::{ApiToken, RoomCreation, SigningKey, TrustedKeys};
use clap::Args;

use crate::Origin;
use crate::doors::sign_in;
use crate::doors::{DoorsConfig, HiddenText, OidcConfig};
use crate::number::Number;
use crate::problems::Problems;

/// What stands in place of a secret where a problem is told.
const HIDDEN: &str = "something else";

const ISSUER: &str = "the address of an identity provider by https, exactly as it calls itself, \
    for example https://id.example.org/realms/meet";

/// The settings of who may come in, as they are written.
#[derive(Clone, Debug, Args)]
pub(crate) struct DoorsSettings {
    /// Where people reach this server, for the links of invites
    #[arg(long, env = "TATAP_PUBLIC_URL", default_value = "")]
    public_url: String,
    /// Who may open a room that is not there yet: anyone, signed-in or token
    #[arg(long, env = "TATAP_ROOM_CREATION", default_value = "anyone")]
    room_creation: String,
    /// The key by which invites are signed; drawn if empty
    #[arg(
        long,
        env = "TATAP_INVITE_KEY",
        default_value = "",
        hide_env_values = true
    )]
    invite_key: String,
    /// The token by which other programs may make and revoke invites; none may if empty
    #[arg(
        long,
        env = "TATAP_API_TOKEN",
        default_value = "",
        hide_env_values = true
    )]
    api_token: String,
    /// The file with the public keys of a system whose tokens let people in: PEM or JWKS
    #[arg(long, env = "TATAP_JWT_KEYS", default_value = "")]
    jwt_keys: String,
    /// The audience that those tokens must be for
    #[arg(long, env = "TATAP_JWT_AUDIENCE", default_value = "")]
    jwt_audience: String,
    /// The address of the identity provider by which people sign in (OpenID Connect); nobody does if empty
    #[arg(long, env = "TATAP_OIDC_ISSUER", default_value = "")]
    oidc_issuer: String,
    /// What this server is called there
    #[arg(long, env = "TATAP_OIDC_CLIENT_ID", default_value = "")]
    oidc_client_id: String,
    /// The secret that the identity provider has given to this server
    #[arg(
        long,
        env = "TATAP_OIDC_CLIENT_SECRET",
        default_value = "",
        hide_env_values = true
    )]
    oidc_client_secret: String,
    /// The hours for which somebody stays signed in
    #[arg(long, env = "TATAP_SESSION_HOURS", default_value = "12")]
    session_hours: String,
}

impl Problems {
    /// Reads who may come in.
    pub(crate) fn doors(&mut self, settings: &DoorsSettings) -> DoorsConfig {
        let public_url = self.list("TATAP_PUBLIC_URL", &settings.public_url).pop();
        DoorsConfig {
            oidc: self.oidc(settings, public_url.as_ref()),
            public_url,
            creation: self.creation(settings),
            invite_key: self.invite_key(&settings.invite_key),
            api_token: self.api_token(&settings.api_token),
            trusted: self.trusted(&settings.jwt_keys, &settings.jwt_audience),
        }
    }

    fn oidc(
        &mut self,
        settings: &DoorsSettings,
        public_url: Option<&Origin>,
    ) -> Option<OidcConfig> {
        let hours = Number {
            unit: " of hours",
            range: 1..=720,
            example: 12,
        };
        let hours: u32 = self.number("TATAP_SESSION_HOURS", &settings.session_hours, hours);
        let (issuer, client_id) = (&settings.oidc_issuer, &settings.oidc_client_id);
        let secret = &settings.oidc_client_secret;
        if issuer.is_empty() {
            if !client_id.is_empty() || !secret.is_empty() {
                self.add("TATAP_OIDC_ISSUER", "", ISSUER);
            }
            return None;
        }
        if !sign_in::IS_BUILT_IN {
            let accepted = "empty: this program was built without the feature oidc";
            self.add("TATAP_OIDC_ISSUER", issuer, accepted);
        } else if !is_issuer(issuer) {
            self.add("TATAP_OIDC_ISSUER", issuer, ISSUER);
        }
        if client_id.is_empty() {
            let accepted = "the name of this server at the identity provider (client_id)";
            self.add("TATAP_OIDC_CLIENT_ID", "", accepted);
        }
        if !public_url.is_some_and(|url| url.is_secure() || url.is_loopback()) {
            self.add(
                "TATAP_PUBLIC_URL",
                &settings.public_url,
                "the address by https at which people reach this server, for them to come back to from \
                 TATAP_OIDC_ISSUER, for example https://meet.example.org",
            );
        }
        Some(OidcConfig {
            issuer: issuer.clone(),
            client_id: client_id.clone(),
            client_secret: Some(secret)
                .filter(|secret| !secret.is_empty())
                .map(|secret| HiddenText::new(secret.clone())),
            session_lifetime: Duration::from_secs(u64::from(hours) * 60 * 60),
        })
    }

    fn creation(&mut self, settings: &DoorsSettings) -> RoomCreation {
        let text = &settings.room_creation;
        let creation = RoomCreation::parse(text);
        if creation.is_none() {
            self.add("TATAP_ROOM_CREATION", text, "anyone, signed-in or token");
        }
        if creation == Some(RoomCreation::SignedIn) && settings.oidc_issuer.is_empty() {
            let accepted = "anyone or token as long as nobody can sign in: set TATAP_OIDC_ISSUER";
            self.add("TATAP_ROOM_CREATION", text, accepted);
        }
        creation.unwrap_or_default()
    }

    fn invite_key(&mut self, text: &str) -> Option<SigningKey> {
        if text.is_empty() {
            return None;
        }
        let key = SigningKey::parse(text).ok();
        if key.is_none() {
            self.add(
                "TATAP_INVITE_KEY",
                HIDDEN,
                "64 digits of 0-9 and a-f, as `openssl rand -hex 32` draws them, or empty",
            );
        }
        key
    }

    fn api_token(&mut self, text: &str) -> Option<ApiToken> {
        if text.is_empty() {
            return None;
        }
        let token = ApiToken::new(text).ok();
        if token.is_none() {
            self.add(
                "TATAP_API_TOKEN",
                HIDDEN,
                format!(
                    "{} or more letters, digits and signs without spaces, as `openssl rand -hex 32` draws them, \
                     or empty",
                    ApiToken::MIN_CHARS
                ),
            );
        }
        token
    }

    fn trusted(&mut self, path: &str, audience: &str) -> Option<TrustedKeys> {
        if path.is_empty() && audience.is_empty() {
            return None;
        }
        if audience.is_empty() {
            self.add(
                "TATAP_JWT_AUDIENCE",
                "",
                "what the tokens name as their audience (aud), for example https://meet.example.org",
            );
        }
        let accepted = "a file with a public key in PEM or a set of them in JSON (JWKS)";
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                self.add("TATAP_JWT_KEYS", path, format!("{accepted} ({error})"));
                return None;
            }
        };
        TrustedKeys::parse(&text, audience)
            .map_err(|error| self.add("TATAP_JWT_KEYS", path, format!("{accepted} ({error})")))
            .ok()
    }
}

/// True for an address by https; what is on this machine itself may be without.
fn is_issuer(text: &str) -> bool {
    let path = text.split_once("://").map_or("", |(_, rest)| rest);
    let authority = path.split('/').next().unwrap_or_default();
    let origin = text
        .strip_suffix(path)
        .map(|scheme| format!("{scheme}{authority}"));
    let origin = origin.and_then(|origin| Origin::parse(&origin));
    !text.contains(['?', '#', ' '])
        && origin.is_some_and(|origin| origin.is_secure() || origin.is_loopback())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[test]
    fn everything_that_is_wrong_is_told_at_once_and_no_secret_with_it() {
        let told = problems(&[
            ("--public-url", "meet.example.org"),
            ("--room-creation", "everyone"),
            ("--invite-key", "guessed-key"),
            ("--api-token", "guessed-token"),
            ("--jwt-keys", "/nowhere/keys.json"),
        ]);
        let variables = [
            "TATAP_PUBLIC_URL",
            "TATAP_ROOM_CREATION",
            "TATAP_INVITE_KEY",
            "TATAP_API_TOKEN",
            "TATAP_JWT_AUDIENCE",
            "TATAP_JWT_KEYS",
        ];
        assert_eq!(told.len(), variables.len(), "{told:?}");
        for (line, variable) in told.iter().zip(variables) {
            assert!(line.starts_with(variable), "{line}");
            assert!(!line.contains("guessed"), "{line}");
        }
    }

    #[test]
    fn what_is_wrong_with_keys_is_told() {
        let path = std::env::temp_dir().join(format!("tatap-jwks-{}", std::process::id()));
        std::fs::write(&path, r#"{"keys":[{"kty":"oct","k":"AAAA"}]}"#).unwrap();
        let keys = path.to_str().unwrap();
        let told = problems(&[("--jwt-keys", keys), ("--jwt-audience", "tatap")]);
        assert!(told[0].contains("it has a private key"), "{told:?}");
        let told = problems(&[("--jwt-audience", "tatap")]);
        assert!(told[0].starts_with("TATAP_JWT_KEYS"), "{told:?}");
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn signing_in_needs_all_of_it() {
        let told = problems(&[
            ("--oidc-issuer", "http://id.example.org"),
            ("--session-hours", "0"),
        ]);
        for (line, variable) in told.iter().zip([
            "TATAP_SESSION_HOURS",
            "TATAP_OIDC_ISSUER",
            "TATAP_OIDC_CLIENT_ID",
            "TATAP_PUBLIC_URL",
        ]) {
            assert!(line.starts_with(variable), "{line}");
        }
        assert_eq!(told.len(), 4, "{told:?}");
        let told = problems(&[("--oidc-client-secret", "guessed")]);
        assert!(told[0].starts_with("TATAP_OIDC_ISSUER is \"\""), "{told:?}");
        let told = problems(&[("--room-creation", "signed-in")]);
        assert!(told[0].starts_with("TATAP_ROOM_CREATION"), "{told:?}");
        let whole = [
            ("--oidc-issuer", "https://id.example.org/realms/x"),
            ("--oidc-client-id", "tatap"),
            ("--public-url", "https://meet.example.org"),
            ("--room-creation", "signed-in"),
        ];
        let expected = usize::from(!sign_in::IS_BUILT_IN);
        assert_eq!(problems(&whole).len(), expected);
    }

    #[test]
    fn an_issuer_is_reached_by_https_or_on_this_machine() {
        for issuer in [
            "https://id.example.org",
            "https://id.example.org/",
            "https://id.example.org:8443/realms/x",
            "http://127.0.0.1:3000",
            "http://localhost:3000/oidc",
        ] {
            assert!(is_issuer(issuer), "{issuer}");
        }
        for other in [
            "",
            "id.example.org",
            "http://id.example.org",
            "https://",
            "https:///x",
            "https://a b/",
            "https://id.example.org/?x",
            "https://evil@id.example.org",
            "ftp://127.0.0.1",
        ] {
            assert!(!is_issuer(other), "{other}");
        }
    }

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        doors: DoorsSettings,
    }

    fn problems(options: &[(&str, &str)]) -> Vec<String> {
        let words = options.iter().flat_map(|(name, value)| [*name, *value]);
        let program = Program::try_parse_from([""].into_iter().chain(words)).unwrap();
        let mut problems = Problems::default();
        problems.doors(&program.doors);
        problems.0.iter().map(ToString::to_string).collect()
    }
}

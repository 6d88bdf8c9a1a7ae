use ::doors::{ApiToken, RoomCreation, SigningKey, TrustedKeys};
use clap::Args;

use crate::doors::DoorsConfig;
use crate::problems::Problems;

/// What stands in place of a secret where a problem is told.
const HIDDEN: &str = "something else";

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
}

impl Problems {
    /// Reads who may come in.
    pub(crate) fn doors(&mut self, settings: &DoorsSettings) -> DoorsConfig {
        DoorsConfig {
            public_url: self.list("TATAP_PUBLIC_URL", &settings.public_url).pop(),
            creation: self.creation(settings),
            invite_key: self.invite_key(&settings.invite_key),
            api_token: self.api_token(&settings.api_token),
            trusted: self.trusted(&settings.jwt_keys, &settings.jwt_audience),
        }
    }

    fn creation(&mut self, settings: &DoorsSettings) -> RoomCreation {
        let text = &settings.room_creation;
        let creation = RoomCreation::parse(text);
        if creation.is_none() {
            self.add("TATAP_ROOM_CREATION", text, "anyone, signed-in or token");
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

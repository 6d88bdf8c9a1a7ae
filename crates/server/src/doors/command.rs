use std::fmt::Display;
use std::path::Path;
use std::time::SystemTime;

use ::doors::{Invite, InviteId, InviteRule, InviteRuleError, SigningKey, parse_lifetime};
use clap::Args;
use protocol::{DisplayName, Role, RoomId};

use crate::problems::Problems;
use crate::store::{DataDir, Store, invite_key_in_use};
use crate::{Config, Problem, Settings};

/// What an invite should be, as it is written on the command line.
#[derive(Clone, Debug, Args)]
pub struct InviteTexts {
    /// The name of the room
    #[arg(long)]
    room: String,
    /// What whoever brings it may do: host, member or viewer
    #[arg(long, default_value = "member")]
    role: String,
    /// How long it holds: a number and m, h, d or w
    #[arg(long, default_value = "7d")]
    expires: String,
    /// How many browsers may come in by it; any number if it is left out
    #[arg(long)]
    uses: Option<String>,
    /// The name of whoever it is for
    #[arg(long)]
    name: Option<String>,
}

/// Writes the link of an invite, by the key that the server with these settings has.
///
/// # Errors
///
/// Names everything that is wrong at once.
pub fn invite_link(settings: Settings, texts: &InviteTexts) -> Result<String, Vec<Problem>> {
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    let (settings, data_dir) = settings.take_data_dir();
    let mut problems = Problems::default();
    let rule = problems.invite(texts, now.as_secs());
    match settings.check() {
        Ok(config) => {
            let key = problems.key(&config, data_dir.as_deref());
            if let (Some(rule), Some(key), []) = (rule, key, problems.0.as_slice()) {
                return signed(&config, rule, &key).map_err(|problem| vec![problem]);
            }
        }
        Err(wrong) => problems.0.extend(wrong),
    }
    Err(problems.0)
}

fn signed(config: &Config, rule: InviteRule, key: &SigningKey) -> Result<String, Problem> {
    let mut id = [0; InviteId::BYTES];
    getrandom::fill(&mut id).map_err(|error| Problem {
        variable: "The system's source of random numbers",
        value: error.to_string(),
        accepted: "one that works".to_owned(),
    })?;
    let id = InviteId::new(id);
    let invite = Invite { id, rule };
    let path = Invite::path(&invite.rule.room, &invite.sign(key));
    let home = config.doors.public_url.as_ref();
    let home = home.or(config.frontends.first()).map_or_else(
        || format!("http://localhost:{}", config.port),
        ToString::to_string,
    );
    Ok(format!("{home}{path}"))
}

impl Problems {
    fn invite(&mut self, texts: &InviteTexts, now: u64) -> Option<InviteRule> {
        let room = RoomId::parse(&texts.room);
        let room = self.parsed("--room", &texts.room, room, "the name of a room");
        let role = role(&texts.role).ok_or("for example member");
        let role = self.parsed("--role", &texts.role, role, "host, member or viewer");
        let lifetime = parse_lifetime(&texts.expires).ok_or("for example 7d");
        let accepted = "a number and m, h, d or w";
        let lifetime = self.parsed("--expires", &texts.expires, lifetime, accepted);
        let max_uses = texts.uses.as_deref().and_then(|text| {
            let accepted = format!("a number from 1 to {}", InviteRule::MAX_USES);
            self.parsed("--uses", text, text.parse(), &accepted)
        });
        let name = texts
            .name
            .as_deref()
            .and_then(|text| self.parsed("--name", text, DisplayName::parse(text), "a name"));
        let rule = InviteRule {
            room: room?,
            role: role?,
            starts: 0,
            expires: now.saturating_add(lifetime?),
            max_uses,
            name,
        };
        match rule.check(now) {
            Ok(()) => return Some(rule),
            Err(error @ (InviteRuleError::Over | InviteRuleError::TooLong)) => {
                self.add("--expires", &texts.expires, format!("shorter ({error})"));
            }
            Err(error @ InviteRuleError::Uses) => {
                let uses = texts.uses.clone().unwrap_or_default();
                self.add("--uses", &uses, format!("another number ({error})"));
            }
        }
        None
    }

    fn parsed<T, E: Display>(
        &mut self,
        option: &'static str,
        text: &str,
        parsed: Result<T, E>,
        accepted: &str,
    ) -> Option<T> {
        parsed
            .map_err(|error| self.add(option, text, format!("{accepted} ({error})")))
            .ok()
    }

    /// The key of the server that runs, or will run, with these settings.
    fn key(&mut self, config: &Config, data_dir: Option<&Path>) -> Option<SigningKey> {
        if let Some(key) = &config.doors.invite_key {
            return Some(key.clone());
        }
        let Some(path) = data_dir else {
            self.add(
                "TATAP_DATA_DIR",
                "",
                "the directory of the server, which has its key in there; or set TATAP_INVITE_KEY for both",
            );
            return None;
        };
        if let Some(key) = invite_key_in_use(path) {
            return Some(key);
        }
        let drawn = DataDir::claim(path).and_then(|directory| Store::invite_key(&directory));
        drawn
            .map_err(|error| self.0.push(Problem::with_data_dir(path, &error)))
            .ok()
    }
}

fn role(word: &str) -> Option<Role> {
    match word {
        "host" => Some(Role::Host),
        "member" => Some(Role::Member),
        "viewer" => Some(Role::Viewer),
        _ => None,
    }
}

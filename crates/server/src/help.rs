//! What `tatap --help` and the completions of a shell say.

use clap::{Arg, Command, CommandFactory, FromArgMatches};
use clap_complete::Shell;

use crate::Settings;

const EXAMPLES: &str = "\
Examples:
  tatap                                          pages and calls at port 3001 of this machine
  PORT=8080 TATAP_BIND=127.0.0.1 tatap           behind a proxy on the same machine
  tatap --data-dir /var/lib/tatap                calls and chats outlive a restart
  tatap doctor                                   what stands in the way of calls, beside a running server
  tatap invite --room kitchen --role host        a link into a room
  tatap completions bash > /etc/bash_completion.d/tatap

Logs go to standard error, and the first line of standard output says where the server is.
SIGTERM and Ctrl+C end it in good order, within ten seconds.";

/// Reads the settings from the command line and the environment; says what is asked for, or wrong, and ends the
/// program if that is all there is to do.
#[must_use]
pub fn read_settings() -> Settings {
    let matches = command().get_matches();
    Settings::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

/// Returns what `shell` needs to complete the options of `tatap`.
#[must_use]
pub fn completions(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "tatap", &mut script);
    script
}

fn command() -> Command {
    Settings::command()
        .mut_args(|argument| {
            let heading = heading(&argument);
            argument.help_heading(heading)
        })
        .after_help(EXAMPLES)
}

/// The options in the order in which people look for them; what is of no other kind is about the server.
fn heading(argument: &Arg) -> &'static str {
    let name = argument.get_id().as_str();
    let is_about = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
    if is_about(&["turn", "ice", "relay", "public_ip"]) {
        "STUN and TURN"
    } else if is_about(&[
        "public_url",
        "room_creation",
        "invite",
        "api_token",
        "jwt",
        "oidc",
        "session",
    ]) {
        "Who may come in"
    } else if is_about(&["log", "metrics", "admin", "data_dir"]) {
        "For whoever runs it"
    } else if is_about(&["max_", "messages_", "room_capacity"]) || name.ends_with("_timeout") {
        "Limits"
    } else {
        "Server"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_has_each_option_once_and_no_secret() {
        let help = command().render_long_help().to_string();
        for argument in Settings::command().get_arguments() {
            let Some(variable) = argument.get_env().and_then(std::ffi::OsStr::to_str) else {
                continue;
            };
            let count = |end: char| help.matches(&format!("[env: {variable}{end}")).count();
            assert_eq!(count('=') + count(']'), 1, "{variable}");
        }
        assert!(help.contains("Examples:"));
    }

    #[test]
    fn variables_with_secrets_are_not_shown() {
        let is_secret = |name: &str| {
            ["secret", "token", "password", "ice_servers"]
                .iter()
                .any(|word| name.contains(word))
        };
        for argument in Settings::command().get_arguments() {
            let name = argument.get_id().as_str();
            if is_secret(name) && !name.ends_with("_per_minute") {
                assert!(argument.is_hide_env_values_set(), "{}", argument.get_id());
            }
        }
    }

    #[test]
    fn every_shell_gets_a_script() {
        for shell in [
            Shell::Bash,
            Shell::Elvish,
            Shell::Fish,
            Shell::PowerShell,
            Shell::Zsh,
        ] {
            let script = String::from_utf8(completions(shell)).unwrap();
            assert!(
                script.contains("frontend-url") && script.contains("doctor"),
                "{shell}"
            );
        }
    }
}

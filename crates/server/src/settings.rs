use std::path::PathBuf;

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use crate::Config;
use crate::doors::{DoorsSettings, InviteTexts};
use crate::ice_settings::IceTexts;
use crate::number::Number;
use crate::problems::{Problem, Problems};
use crate::rate_settings::RateTexts;
use crate::tls::TlsTexts;
use crate::turn::TurnTexts;

/// Tatap: video calls that you host yourself.
///
/// Without a command it serves. None of the options is needed on localhost or a LAN.
/// Each can also be set by the environment variable beside it; `.env.example` explains them in more words.
#[derive(Clone, Debug, Parser)]
#[command(name = "tatap", version)]
pub struct Settings {
    /// The TCP port to listen on; 0 for any free one
    #[arg(long, env = "PORT", default_value = "3001")]
    port: String,
    /// The origins, separated by commas, of interfaces that are hosted elsewhere
    #[arg(long, env = "FRONTEND_URL", default_value = "")]
    frontend_url: String,
    /// The origins, separated by commas, of pages that may have a call in a frame
    #[arg(long, env = "TATAP_EMBED_ORIGINS", default_value = "")]
    embed_origins: String,
    /// The address to listen on; all IPv6 and IPv4 addresses if empty
    #[arg(long, env = "TATAP_BIND", default_value = "")]
    bind: String,
    /// The proxies, by addresses or networks separated by commas, that say for whom they ask
    #[arg(long, env = "TATAP_TRUSTED_PROXIES", default_value = "")]
    trusted_proxies: String,
    /// The most participants in a room
    #[arg(long, env = "TATAP_ROOM_CAPACITY", default_value = "6")]
    room_capacity: String,
    /// The most rooms at a time
    #[arg(long, env = "TATAP_MAX_ROOMS", default_value = "10000")]
    max_rooms: String,
    /// The most participants at a time, in all rooms together
    #[arg(long, env = "TATAP_MAX_PARTICIPANTS", default_value = "20000")]
    max_participants: String,
    /// The most megabytes of chat that are kept, of all rooms together
    #[arg(long, env = "TATAP_MAX_CHAT_MEMORY", default_value = "64")]
    max_chat_memory: String,
    /// The most connections at a time
    #[arg(long, env = "TATAP_MAX_CONNECTIONS", default_value = "10000")]
    max_connections: String,
    /// The most connections at a time from one address
    #[arg(long, env = "TATAP_MAX_CONNECTIONS_PER_ADDRESS", default_value = "256")]
    max_connections_per_address: String,
    #[command(flatten)]
    tls: TlsTexts,
    #[command(flatten)]
    rates: RateTexts,
    /// The most messages a second from one participant
    #[arg(long, env = "TATAP_MESSAGES_PER_SECOND", default_value = "100")]
    messages_per_second: String,
    /// The seconds that a WebSocket has to join a room
    #[arg(long, env = "TATAP_JOIN_TIMEOUT", default_value = "10")]
    join_timeout: String,
    /// The seconds that a connection has to send the head of a request
    #[arg(long, env = "TATAP_HEADER_TIMEOUT", default_value = "10")]
    header_timeout: String,
    /// The seconds after which a silent WebSocket is closed
    #[arg(long, env = "TATAP_SILENCE_TIMEOUT", default_value = "20")]
    silence_timeout: String,
    /// The seconds that the place of a participant is kept after the connection was lost
    #[arg(long, env = "TATAP_SEAT_GRACE", default_value = "60")]
    seat_grace: String,
    /// The directory in which rooms and chat are kept over a restart; nothing is kept if empty
    #[arg(long, env = "TATAP_DATA_DIR", default_value = "")]
    data_dir: String,
    /// The addresses, separated by commas, of TURN servers that take credentials by TATAP_TURN_SECRET
    #[arg(long, env = "TATAP_TURN_URLS", default_value = "")]
    turn_urls: String,
    /// The secret that TURN servers and this one share; drawn if empty
    #[arg(
        long,
        env = "TATAP_TURN_SECRET",
        default_value = "",
        hide_env_values = true
    )]
    turn_secret: String,
    /// Other STUN and TURN servers: addresses separated by commas, or a list in JSON
    #[arg(
        long,
        env = "TATAP_ICE_SERVERS",
        default_value = "",
        hide_env_values = true
    )]
    ice_servers: String,
    /// Whether calls go by way of TURN servers alone: true or false
    #[arg(long, env = "TATAP_RELAY_ONLY", default_value = "false")]
    relay_only: String,
    /// Where the server's own STUN and TURN server listens; off for nowhere, all addresses and port 3478 if empty
    #[arg(long, env = "TATAP_TURN_ADDR", default_value = "")]
    turn_addr: String,
    /// Where it listens for TLS, if it has a certificate; port 5349 of the same addresses if empty
    #[arg(long, env = "TATAP_TURN_TLS_ADDR", default_value = "")]
    turn_tls_addr: String,
    /// The file with its certificate for TLS, in PEM
    #[arg(long, env = "TATAP_TURN_TLS_CERT", default_value = "")]
    turn_tls_cert: String,
    /// The file with the key of that certificate, in PEM
    #[arg(long, env = "TATAP_TURN_TLS_KEY", default_value = "")]
    turn_tls_key: String,
    /// The ports of relayed addresses
    #[arg(long, env = "TATAP_TURN_PORTS", default_value = "49152-65535")]
    turn_ports: String,
    /// The addresses by which the internet reaches this machine
    #[arg(long, env = "TATAP_PUBLIC_IP", default_value = "")]
    public_ip: String,
    /// Networks that may be relayed to although they are not public
    #[arg(long, env = "TATAP_TURN_ALLOW_PEERS", default_value = "")]
    turn_allow_peers: String,
    /// The most megabits a second over one relayed address
    #[arg(long, env = "TATAP_TURN_MAX_BITRATE", default_value = "20")]
    turn_max_bitrate: String,
    /// The most megabits a second over all relayed addresses together
    #[arg(long, env = "TATAP_TURN_MAX_TOTAL_BITRATE", default_value = "1000")]
    turn_max_total_bitrate: String,
    /// The address and port at which Prometheus finds figures; nowhere if empty
    #[arg(long, env = "TATAP_METRICS_ADDR", default_value = "")]
    metrics_addr: String,
    /// What opens the operator's page at /admin; there is none if empty
    #[arg(
        long,
        env = "TATAP_ADMIN_TOKEN",
        default_value = "",
        hide_env_values = true
    )]
    admin_token: String,
    /// What to log
    #[arg(long, env = "TATAP_LOG", default_value = "info")]
    log: String,
    /// How to log: text or json
    #[arg(long, env = "TATAP_LOG_FORMAT", default_value = "text")]
    log_format: String,
    /// The directory with the built web app, if it is not the one inside the program
    #[arg(long, env = "TATAP_WEB_DIR", default_value = "")]
    web_dir: String,
    #[command(flatten)]
    doors: DoorsSettings,
    /// True if the data directory was taken out of these.
    #[arg(skip)]
    is_kept_elsewhere: bool,
    #[command(subcommand)]
    task: Option<Task>,
}

/// What the program does besides serving.
#[derive(Clone, Debug, Subcommand)]
pub enum Task {
    /// Write the link of an invite for the server that has the same data directory or TATAP_INVITE_KEY
    Invite(InviteTexts),
    /// Look for what stands in the way of calls, and say what to change; beside a running server it tries that
    Doctor {
        /// Say it in JSON, for programs
        #[arg(long)]
        json: bool,
    },
    /// Ask the server that runs here with these settings whether it serves; ends with 0 if it does
    Health,
    /// Print what a shell needs to complete these options
    Completions {
        /// The shell
        shell: Shell,
    },
}

impl Settings {
    /// What the program is to do, if not to serve.
    #[must_use]
    pub fn task(&self) -> Option<Task> {
        self.task.clone()
    }

    /// Leaves the data directory out, which a running server has.
    pub(crate) fn take_data_dir(mut self) -> (Self, Option<PathBuf>) {
        let path = std::mem::take(&mut self.data_dir);
        self.is_kept_elsewhere = !path.is_empty();
        let path = (!path.is_empty()).then(|| PathBuf::from(path));
        (self, path)
    }

    /// Turns the settings into a configuration.
    ///
    /// # Errors
    ///
    /// Names everything that is wrong at once, not only what is wrong first.
    pub fn check(self) -> Result<Config, Vec<Problem>> {
        let mut problems = Problems::default();
        let seconds = |range| Number {
            unit: " of seconds",
            range,
            example: 20,
        };
        let keeps = self.is_kept_elsewhere || !self.data_dir.is_empty();
        let tls = problems.tls(&self.tls, keeps);
        let config = Config {
            port: problems.number(
                "PORT",
                &self.port,
                Number {
                    unit: "",
                    range: 0..=65_535,
                    example: 3001,
                },
            ),
            frontends: problems.list("FRONTEND_URL", &self.frontend_url),
            embedders: problems.list("TATAP_EMBED_ORIGINS", &self.embed_origins),
            bind: problems.bind(&self.bind),
            trusted_proxies: problems.networks("TATAP_TRUSTED_PROXIES", &self.trusted_proxies),
            doors: problems.doors(&self.doors),
            rooms: rooms::Limits {
                room_capacity: problems.number(
                    "TATAP_ROOM_CAPACITY",
                    &self.room_capacity,
                    Number::count(2..=50, 6),
                ),
                rooms: problems.number(
                    "TATAP_MAX_ROOMS",
                    &self.max_rooms,
                    Number::count(1..=1_000_000, 10_000),
                ),
                participants: problems.number(
                    "TATAP_MAX_PARTICIPANTS",
                    &self.max_participants,
                    Number::count(1..=1_000_000, 20_000),
                ),
                chat_bytes: problems.megabytes("TATAP_MAX_CHAT_MEMORY", &self.max_chat_memory, 64),
                seat_grace: problems.seconds(
                    "TATAP_SEAT_GRACE",
                    &self.seat_grace,
                    seconds(0..=3600),
                ),
                ice: problems.ice(IceTexts {
                    turn_urls: &self.turn_urls,
                    turn_secret: &self.turn_secret,
                    ice_servers: &self.ice_servers,
                    relay_only: &self.relay_only,
                    has_own_relay: self.turn_addr != "off",
                }),
                ..rooms::Limits::default()
            },
            max_connections: problems.number(
                "TATAP_MAX_CONNECTIONS",
                &self.max_connections,
                Number::count(1..=1_000_000, 10_000),
            ),
            max_connections_per_address: problems.number(
                "TATAP_MAX_CONNECTIONS_PER_ADDRESS",
                &self.max_connections_per_address,
                Number::count(1..=1_000_000, 256),
            ),
            http_redirect: problems.redirect(&self.tls, tls.is_some()),
            rates: problems.rates(&self.rates),
            messages_per_second: problems.number(
                "TATAP_MESSAGES_PER_SECOND",
                &self.messages_per_second,
                Number::count(1..=1_000_000, 100),
            ),
            join_timeout: problems.seconds(
                "TATAP_JOIN_TIMEOUT",
                &self.join_timeout,
                seconds(1..=3600),
            ),
            header_timeout: problems.seconds(
                "TATAP_HEADER_TIMEOUT",
                &self.header_timeout,
                seconds(1..=3600),
            ),
            silence_timeout: problems.seconds(
                "TATAP_SILENCE_TIMEOUT",
                &self.silence_timeout,
                seconds(6..=3600),
            ),
            data_dir: problems.data_dir(&self.data_dir),
            metrics: problems.metrics_address(&self.metrics_addr),
            admin_token: problems.admin_token(&self.admin_token),
            turn: problems.turn(TurnTexts {
                address: &self.turn_addr,
                tls_address: &self.turn_tls_addr,
                tls_certificate: &self.turn_tls_cert,
                tls_key: &self.turn_tls_key,
                ports: &self.turn_ports,
                public: &self.public_ip,
                allowed: &self.turn_allow_peers,
                max_bitrate: &self.turn_max_bitrate,
                max_total_bitrate: &self.turn_max_total_bitrate,
                server_tls: tls.as_ref(),
            }),
            tls,
            log_filter: problems.log_filter(self.log),
            log_format: problems.log_format(&self.log_format),
            web: problems.web(&self.web_dir),
        };
        if problems.0.is_empty() {
            Ok(config)
        } else {
            Err(problems.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use clap::CommandFactory;

    use super::*;

    #[test]
    fn without_settings_the_defaults_hold() {
        let command =
            Settings::command().mut_args(|argument| argument.env(clap::builder::Resettable::Reset));
        let matches = command.try_get_matches_from(["tatap"]).unwrap();
        let settings = <Settings as clap::FromArgMatches>::from_arg_matches(&matches).unwrap();
        assert_eq!(settings.check(), Ok(Config::default()));
    }

    #[test]
    fn the_example_names_every_variable_with_its_default_and_nothing_else() {
        let text =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.env.example"))
                .unwrap();
        let example: BTreeMap<String, String> = text
            .lines()
            .filter_map(|line| line.strip_prefix('#').unwrap_or(line).split_once('='))
            .filter(|(name, _)| {
                !name.is_empty() && name.chars().all(|c| matches!(c, 'A'..='Z' | '_'))
            })
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let variables: BTreeMap<String, String> = Settings::command()
            .get_arguments()
            .filter_map(|argument| {
                let default = argument
                    .get_default_values()
                    .first()
                    .map(|value| value.to_string_lossy().into_owned());
                Some((
                    argument.get_env()?.to_string_lossy().into_owned(),
                    default.unwrap_or_default(),
                ))
            })
            .collect();
        assert_eq!(example, variables);
    }
}

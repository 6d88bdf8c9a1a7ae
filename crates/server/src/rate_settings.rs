use clap::Args;

use crate::Rates;
use crate::number::Number;
use crate::problems::Problems;

/// The settings of what each address may do in a minute, as they are written.
#[derive(Args, Clone, Debug)]
pub(crate) struct RateTexts {
    /// The most new connections a minute from one address
    #[arg(long, env = "TATAP_CONNECTIONS_PER_MINUTE", default_value = "1200")]
    connections_per_minute: String,
    /// The most who come into rooms in a minute from one address
    #[arg(long, env = "TATAP_JOINS_PER_MINUTE", default_value = "300")]
    joins_per_minute: String,
    /// The most new rooms a minute from one address
    #[arg(long, env = "TATAP_NEW_ROOMS_PER_MINUTE", default_value = "60")]
    new_rooms_per_minute: String,
    /// The most tries at a room's password in a minute from one address
    #[arg(long, env = "TATAP_PASSWORD_TRIES_PER_MINUTE", default_value = "30")]
    password_tries_per_minute: String,
    /// The most HTTP requests a minute from one address
    #[arg(long, env = "TATAP_REQUESTS_PER_MINUTE", default_value = "6000")]
    requests_per_minute: String,
    /// The most of them to the API, the network check apart
    #[arg(long, env = "TATAP_QUESTIONS_PER_MINUTE", default_value = "1500")]
    questions_per_minute: String,
    /// The most network checks begun in a minute from one address
    #[arg(long, env = "TATAP_CHECKS_PER_MINUTE", default_value = "120")]
    checks_per_minute: String,
}

impl Problems {
    pub(crate) fn rates(&mut self, texts: &RateTexts) -> Rates {
        let mut rate = |variable, text: &str, example| {
            self.number(variable, text, Number::count(1..=10_000_000, example))
        };
        Rates {
            connections: rate(
                "TATAP_CONNECTIONS_PER_MINUTE",
                &texts.connections_per_minute,
                1200,
            ),
            joins: rate("TATAP_JOINS_PER_MINUTE", &texts.joins_per_minute, 300),
            new_rooms: rate(
                "TATAP_NEW_ROOMS_PER_MINUTE",
                &texts.new_rooms_per_minute,
                60,
            ),
            password_tries: rate(
                "TATAP_PASSWORD_TRIES_PER_MINUTE",
                &texts.password_tries_per_minute,
                30,
            ),
            requests: rate(
                "TATAP_REQUESTS_PER_MINUTE",
                &texts.requests_per_minute,
                6000,
            ),
            questions: rate(
                "TATAP_QUESTIONS_PER_MINUTE",
                &texts.questions_per_minute,
                1500,
            ),
            checks: rate("TATAP_CHECKS_PER_MINUTE", &texts.checks_per_minute, 120),
        }
    }
}

use crate::examine::ask_local;
use crate::{Problem, Settings};

/// Whether a server serves, as a container's or a supervisor's check asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// It answers and serves.
    Serves,
    /// It answers that it does not, or something else answers.
    Refuses(String),
    /// Nobody answers, with the system's words for it.
    Silent(String),
    /// The settings do not say where to ask.
    Unknown(Vec<Problem>),
}

/// Asks the server that runs on this machine with the same settings.
pub async fn health(settings: Settings) -> Health {
    // The running server has the data directory; to claim it would fail.
    let (settings, _) = settings.take_data_dir();
    let config = match settings.check() {
        Ok(config) => config,
        Err(problems) => return Health::Unknown(problems),
    };
    match ask_local(&config, "/healthz").await {
        Ok((status, _)) if status.is_success() => Health::Serves,
        Ok((status, body)) => Health::Refuses(format!("{status}: {}", body.trim_end())),
        Err(why) => Health::Silent(why),
    }
}

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::{Config, LogFormat};

/// The libraries that trace what is said, whatever the settings ask for: the first two have each frame of a
/// WebSocket, the third warns of what any stranger sends, and traces keys.
const QUIET: [&str; 3] = ["tungstenite", "tokio_tungstenite", "stun_types"];

/// Starts to log to standard error.
pub fn start_logging(config: &Config) {
    let filter =
        QUIET.iter().fold(
            EnvFilter::new(&config.log_filter),
            |filter, target| match format!("{target}=off").parse() {
                Ok(directive) => filter.add_directive(directive),
                Err(_) => filter,
            },
        );
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => lines.json().init(),
    }
}

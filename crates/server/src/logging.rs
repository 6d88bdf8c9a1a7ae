use std::io::IsTerminal;

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{FilterExt, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

use crate::{Config, LogFormat};

/// Starts to log to standard error.
pub fn start_logging(config: &Config) {
    let filter = EnvFilter::new(&config.log_filter).and(filter_fn(is_tellable));
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = match config.log_format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .init();
}

/// This project's own crates, which tell no secret at any level.
const OWN: [&str; 6] = ["doctor", "doors", "protocol", "rooms", "server", "turn"];

/// The libraries that are silent: two have each frame of a WebSocket, two warn of what any stranger sends, and tell keys.
const SILENT: [&str; 4] = [
    "stun_types",
    "tokio_tungstenite",
    "tungstenite",
    "turn_types",
];

/// False for what may have a secret in it, whatever `TATAP_LOG` asks for: other people's libraries trace what they
/// read and write, and with it tokens, passwords and session descriptions.
fn is_tellable(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target().split("::").next().unwrap_or_default();
    OWN.contains(&target) || (!SILENT.contains(&target) && *metadata.level() <= Level::DEBUG)
}

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::{Config, LogFormat};

/// Starts to log to standard error.
pub fn start_logging(config: &Config) {
    // The library that reads STUN warns of what any stranger sends, and traces keys.
    let filter = EnvFilter::new(format!("stun_types=off,{}", config.log_filter));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => lines.json().init(),
    }
}

use std::sync::{Mutex, PoisonError};

/// What no line of a server's log may hold: session descriptions, credentials of ICE and TURN, tokens, passwords.
const NEVER: [&str; 9] = [
    "a=candidate",
    "a=ice-",
    "candidate:",
    "eyJ",
    "\"credential\"",
    "\"password\"",
    "\"token\"",
    "m=audio",
    "v=0\\r\\n",
];

static LEAKS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Looks for secrets in a line that a server with these settings has logged, and remembers it if there are any.
pub(crate) fn look(line: &str, settings: &[(String, String)]) {
    let secrets = settings
        .iter()
        .filter(|(name, _)| name.ends_with("_SECRET") || name.ends_with("_TOKEN"))
        .map(|(_, value)| value.as_str());
    let mut all = NEVER.into_iter().chain(secrets);
    if all.any(|secret| !secret.is_empty() && line.contains(secret)) {
        let mut leaks = LEAKS.lock().unwrap_or_else(PoisonError::into_inner);
        leaks.push(line.to_owned());
    }
}

/// The lines with secrets that any server has logged since the last time.
pub fn take_leaks() -> Vec<String> {
    std::mem::take(&mut LEAKS.lock().unwrap_or_else(PoisonError::into_inner))
}

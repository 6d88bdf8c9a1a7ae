use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

/// How long a page may take for anything; generous, because the machine may be busy.
pub const LIMIT: Duration = Duration::from_secs(30);

const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// Asks until there is an answer.
///
/// An error is asked again too: an element can go stale between finding and reading it.
///
/// # Errors
///
/// Fails with the last error if there is no answer within [`LIMIT`]; `what` says what was waited for.
pub fn eventually<T>(what: &str, check: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    within(LIMIT, what, check)
}

/// Like [`eventually`], within `limit`.
///
/// # Errors
///
/// Fails with the last error if there is no answer in time.
pub fn within<T>(
    limit: Duration,
    what: &str,
    mut check: impl FnMut() -> Result<Option<T>>,
) -> Result<T> {
    let start = Instant::now();
    loop {
        let outcome = check();
        if let Ok(Some(answer)) = outcome {
            return Ok(answer);
        }
        if start.elapsed() > limit {
            let late = anyhow!("waited {limit:?} in vain: {what}");
            return Err(match outcome {
                Err(error) => error.context(late.to_string()),
                Ok(_) => late,
            });
        }
        thread::sleep(POLL_INTERVAL);
    }
}

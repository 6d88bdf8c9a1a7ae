//! A browser does not tell why a WebSocket was refused: the server's health says it.

use std::time::Duration;

use call::SocketInput;
use gloo_timers::callback::Timeout;
use web_sys::AbortController;

use crate::session::event::{Event, Inbox};
use crate::session::fetch;
use crate::session::server_address::http_url;

/// Asks the server how long to wait, and then says that the socket is closed; dropping it ends the asking.
pub(crate) struct Refusal {
    asking: Option<AbortController>,
    _limit: Option<Timeout>,
}

impl Refusal {
    /// How long the server may take to answer.
    const PATIENCE_MILLIS: u32 = 2_000;

    /// Posts the `Closed` of the socket with `number` in any case, also where the server cannot be asked.
    pub(crate) fn explain(web_socket: &str, number: u32, inbox: &Inbox) -> Self {
        let asking = AbortController::new().ok();
        let (url, inbox) = (http_url(web_socket, "/healthz"), inbox.clone());
        let signal = asking.as_ref().map(AbortController::signal);
        crate::task::spawn(async move {
            let request = async {
                let response = fetch::get(&url?, signal.as_ref()).await?;
                let header = response.headers().get("retry-after").ok()?;
                retry_after(response.status(), header.as_deref())
            };
            let retry_after = request.await;
            let closed = SocketInput::Closed { retry_after };
            inbox.send(Event::Socket(number, closed));
        });
        let limit = asking
            .clone()
            .map(|asking| Timeout::new(Self::PATIENCE_MILLIS, move || asking.abort()));
        Self {
            asking,
            _limit: limit,
        }
    }
}

impl Drop for Refusal {
    fn drop(&mut self) {
        if let Some(asking) = &self.asking {
            asking.abort();
        }
    }
}

/// Reads `Retry-After` of an answer that means "later" (RFC 9110, section 10.2.3; RFC 6585, section 4).
fn retry_after(status: u16, header: Option<&str>) -> Option<Duration> {
    let seconds: u32 = matches!(status, 429 | 503)
        .then_some(header?)?
        .trim()
        .parse()
        .ok()?;
    Some(Duration::from_secs(u64::from(seconds)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answer_that_means_later_says_how_long_to_wait() {
        let check = |status, header, expected: Option<u64>| {
            assert_eq!(
                retry_after(status, header),
                expected.map(Duration::from_secs),
                "{status} {header:?}"
            );
        };
        check(503, Some("7"), Some(7));
        check(429, Some(" 30 "), Some(30));
        check(200, Some("7"), None);
        check(503, None, None);
        check(503, Some("-1"), None);
        check(503, Some("Wed, 21 Oct 2015 07:28:00 GMT"), None);
    }
}

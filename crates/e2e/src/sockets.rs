//! The WebSockets that a page has opened.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::Browser;

/// A WebSocket from its making on; times are since the Unix epoch, so that those of pages and tests compare.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Socket {
    pub url: String,
    pub created: Duration,
    pub opened: Option<Duration>,
    /// When the page has closed it, if it has.
    pub closing: Option<Duration>,
    pub closed: Option<Duration>,
    /// The code of the close.
    pub code: Option<u64>,
    /// When the first message of each type came.
    pub received: BTreeMap<String, Duration>,
    /// When the first message of each type was sent.
    pub sent: BTreeMap<String, Duration>,
}

impl Socket {
    /// When the page knew that it had lost the socket.
    #[must_use]
    pub fn lost(&self) -> Option<Duration> {
        self.closing.into_iter().chain(self.closed).min()
    }

    /// When the server let the page in: by `resumed` or `joined`.
    #[must_use]
    pub fn welcomed(&self) -> Option<Duration> {
        ["resumed", "joined"]
            .iter()
            .filter_map(|kind| self.received.get(*kind).copied())
            .min()
    }
}

/// How long the page was out each time, from a lost socket that was welcome to the next that is.
#[must_use]
pub fn absences(sockets: &[Socket]) -> Vec<Duration> {
    let welcome: Vec<&Socket> = sockets.iter().filter(|s| s.welcomed().is_some()).collect();
    welcome
        .windows(2)
        .filter_map(|pair| pair[1].welcomed()?.checked_sub(pair[0].lost()?))
        .collect()
}

impl Browser {
    /// Lists the WebSockets that the page has made, in order.
    ///
    /// # Errors
    ///
    /// Fails if nothing is recorded in the page.
    pub fn sockets(&self) -> Result<Vec<Socket>> {
        let sockets = self.script("return window.__e2e.sockets", vec![])?;
        let sockets = sockets.as_array().context("no list of sockets")?;
        Ok(sockets.iter().map(socket).collect())
    }

    /// Lists the signals that the page has sent and received, as they are on the wire.
    ///
    /// # Errors
    ///
    /// Fails if nothing is recorded in the page.
    pub fn signals(&self) -> Result<Vec<String>> {
        let signals = self.script("return window.__e2e.signals", vec![])?;
        let signals = signals.as_array().context("no list of signals")?;
        Ok(signals
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect())
    }
}

fn socket(value: &Value) -> Socket {
    let times = |key: &str| {
        let times = value[key].as_object().into_iter().flatten();
        times
            .filter_map(|(kind, at)| Some((kind.clone(), time(at)?)))
            .collect()
    };
    Socket {
        url: value["url"].as_str().unwrap_or_default().to_owned(),
        created: time(&value["created"]).unwrap_or_default(),
        opened: time(&value["opened"]),
        closing: time(&value["closing"]),
        closed: time(&value["closed"]),
        code: value["code"].as_u64(),
        received: times("received"),
        sent: times("sent"),
    }
}

fn time(value: &Value) -> Option<Duration> {
    Duration::try_from_secs_f64(value.as_f64()? / 1000.0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absence_lasts_from_a_loss_to_the_next_welcome() {
        let first = lived("joined", 1, Some(10));
        // Refused while the server was away.
        let vain = Socket {
            created: seconds(11),
            closed: Some(seconds(12)),
            ..Socket::default()
        };
        let second = lived("resumed", 14, Some(20));
        let third = lived("joined", 25, None);
        let all = [first, vain, second, third];
        assert_eq!(absences(&all), [seconds(4), seconds(5)]);
        assert_eq!(absences(&all[..2]), [Duration::ZERO; 0]);
    }

    #[test]
    fn a_socket_that_the_page_gives_up_is_lost_then() {
        let given_up = Socket {
            closing: Some(seconds(5)),
            closed: Some(seconds(8)),
            ..Socket::default()
        };
        assert_eq!(given_up.lost(), Some(seconds(5)));
    }

    fn lived(welcome: &str, at: u64, closed: Option<u64>) -> Socket {
        Socket {
            closed: closed.map(seconds),
            received: BTreeMap::from([(welcome.to_owned(), seconds(at))]),
            ..Socket::default()
        }
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }
}

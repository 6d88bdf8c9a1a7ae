use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, HeaderName, RETRY_AFTER,
};
use axum::response::{IntoResponse, Response};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::address_rate::RetryAfter;
use crate::connection_limits::Excess;
use crate::entrance::Entrance;
use crate::tcp;

/// The most connections at a time that are told why they are refused; the others are closed without a word.
const MAX_REFUSALS: usize = 64;

/// How long it may take to tell one of them.
const REFUSAL_GRACE: Duration = Duration::from_secs(1);

/// Lets the pages of any origin read the answer, and when to come back (Fetch standard, section 3.3).
pub(crate) const READABLE: [(HeaderName, &str); 2] = [
    (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After"),
];

/// Why a connection is refused before a word was read from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The server has all the connections that it takes.
    Full,
    /// The address has all the connections that one may have.
    TooMany,
    /// The address has connected more often than one may.
    TooOften(RetryAfter),
    Stopping,
}

impl From<Excess> for Reason {
    fn from(excess: Excess) -> Self {
        match excess {
            Excess::Total => Self::Full,
            Excess::OneAddress => Self::TooMany,
        }
    }
}

impl Reason {
    /// Returns the seconds after which another try makes sense.
    pub(crate) fn retry_after(self) -> u64 {
        match self {
            Self::Full | Self::TooMany => 10,
            Self::TooOften(wait) => wait.seconds(),
            Self::Stopping => 2,
        }
    }

    fn told(self) -> (StatusCode, &'static str) {
        match self {
            Self::Full => (
                StatusCode::SERVICE_UNAVAILABLE,
                "This server has too many connections just now.\n",
            ),
            Self::TooMany | Self::TooOften(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                "There are too many connections from your address just now.\n",
            ),
            Self::Stopping => (
                StatusCode::SERVICE_UNAVAILABLE,
                "This server is being stopped.\n",
            ),
        }
    }

    fn answer(self) -> String {
        let (status, body) = self.told();
        let readable = READABLE.map(|(name, value)| format!("{name}: {value}\r\n"));
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Length: {length}\r\n{RETRY_AFTER}: {seconds}\r\n{readable}Connection: close\r\n\r\n{body}",
            length = body.len(),
            seconds = self.retry_after(),
            readable = readable.concat(),
        )
    }
}

impl IntoResponse for Reason {
    fn into_response(self) -> Response {
        let (status, body) = self.told();
        let retry = [(RETRY_AFTER, self.retry_after())];
        (status, READABLE, retry, body).into_response()
    }
}

/// Tells connections that they are refused, a bounded number at a time.
#[derive(Debug)]
pub(crate) struct Refusals {
    permits: Arc<Semaphore>,
    entrance: Entrance,
}

impl Refusals {
    /// Refuses those who come by this entrance.
    pub(crate) fn new(entrance: Entrance) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(MAX_REFUSALS)),
            entrance,
        }
    }

    pub(crate) fn refuse(&self, stream: TcpStream, reason: Reason) {
        let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() else {
            return;
        };
        let entrance = self.entrance.clone();
        tokio::spawn(async move {
            let _ = timeout(REFUSAL_GRACE, tell(entrance, stream, reason)).await;
            drop(permit);
        });
    }
}

async fn tell(entrance: Entrance, stream: TcpStream, reason: Reason) {
    let Ok(Some(mut stream)) = entrance.hear(stream).await else {
        return;
    };
    let written = stream.write_all(reason.answer().as_bytes()).await;
    if written.is_ok() && stream.flush().await.is_ok() {
        tcp::linger(&mut stream).await;
    }
}

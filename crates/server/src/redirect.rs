//! Whoever comes by HTTP is led to HTTPS.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{HOST, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower::ServiceExt;

use crate::origin::host_and_port;

/// The port of HTTPS (RFC 9110, section 4.2.2).
pub(crate) const HTTPS: u16 = 443;

/// Where an authority looks for the answers of other programs (RFC 8555, section 8.3); this one has none there.
const CHALLENGES: &str = "/.well-known/acme-challenge/";

/// Answers everything by where it is with HTTPS: on `port`, or on the same port where there is none.
pub(crate) fn router(port: Option<u16>) -> Router {
    Router::new().fallback(lead).with_state(port)
}

/// The same on the port of `secure` itself, which still says there whether the server serves: a health check on the
/// same machine needs no certificate.
pub(crate) fn beside(secure: Router) -> Router {
    let health = move |request: Request| secure.oneshot(request);
    router(None).route("/healthz", get(health))
}

async fn lead(State(port): State<Option<u16>>, request: Request) -> Response {
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    let host = request
        .headers()
        .get(HOST)
        .and_then(|host| host.to_str().ok());
    if path.starts_with(CHALLENGES) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Some(target) = host.and_then(|host| target(host, port, path)) else {
        let text = "The header Host is missing or wrong.\n";
        return (StatusCode::BAD_REQUEST, text).into_response();
    };
    (StatusCode::PERMANENT_REDIRECT, [(LOCATION, target)]).into_response()
}

fn target(host: &str, port: Option<u16>, path: &str) -> Option<HeaderValue> {
    let (host, asked) = host_and_port(host)?;
    let url = match port.or(asked) {
        None | Some(HTTPS) => format!("https://{host}{path}"),
        Some(port) => format!("https://{host}:{port}{path}"),
    };
    HeaderValue::from_str(&url).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_to_the_same_place_with_https() {
        let check = |host: &str, port: u16, path: &str, expected: Option<&str>| {
            let target = target(host, Some(port).filter(|port| *port > 0), path);
            let target = target.as_ref().map(|target| target.to_str().unwrap());
            assert_eq!(target, expected, "{host}");
        };
        check(
            "meet.example.org",
            443,
            "/room?a=b",
            Some("https://meet.example.org/room?a=b"),
        );
        check(
            "meet.example.org:80",
            3001,
            "/",
            Some("https://meet.example.org:3001/"),
        );
        check("[2001:db8::1]:80", 443, "/", Some("https://[2001:db8::1]/"));
        check("192.0.2.7:3001", 0, "/a", Some("https://192.0.2.7:3001/a"));
        check("192.0.2.7", 0, "/a", Some("https://192.0.2.7/a"));
        check("a b", 443, "/", None);
        check("evil.example/path", 443, "/", None);
        check("user@evil.example", 443, "/", None);
        check("", 443, "/", None);
    }
}

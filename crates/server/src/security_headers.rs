use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;

use crate::Origin;
use crate::origin::host_and_port;
use crate::web::InlineScripts;

const PERMISSIONS: &str = "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), \
    autoplay=(self), accelerometer=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), midi=(), payment=(), \
    serial=(), usb=(), xr-spatial-tracking=()";

const FIXED: [(HeaderName, &str); 5] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// What of the headers is the operator's to say.
#[derive(Debug)]
pub(crate) struct SecurityHeaders {
    /// The server has a certificate that browsers believe: from then on they come by TLS alone (RFC 6797). The names
    /// above and below may be somebody else's, so it is said of this one only.
    is_secure: bool,
    /// Who may have a page in a frame, as in a policy (CSP level 3, section 6.4.2).
    embedders: String,
}

impl SecurityHeaders {
    pub(crate) fn new(is_secure: bool, embedders: &[Origin]) -> Self {
        let names: Vec<String> = embedders.iter().map(Origin::to_string).collect();
        let embedders = if names.is_empty() {
            "'none'".to_owned()
        } else {
            format!("'self' {}", names.join(" "))
        };
        Self {
            is_secure,
            embedders,
        }
    }
}

/// Marks a page that has no scripts, and forms that say where they come from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlainPage;

const PLAIN_POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Adds to every answer what keeps a browser from doing more with it than it needs to.
pub(crate) async fn add(
    State(own): State<Arc<SecurityHeaders>>,
    request: Request,
    next: Next,
) -> Response {
    let sockets = own_sockets(request.headers());
    let mut response = next.run(request).await;
    let scripts = response
        .extensions_mut()
        .remove::<InlineScripts>()
        .unwrap_or_default();
    let is_plain = response.extensions_mut().remove::<PlainPage>().is_some();
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if own.is_secure {
        let value = HeaderValue::from_static("max-age=15552000");
        headers.insert(STRICT_TRANSPORT_SECURITY, value);
    }
    if is_plain {
        // With "no-referrer", forms would say nothing of their origin (Fetch standard, section 3.2).
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        headers.insert(
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(PLAIN_POLICY),
        );
    } else if let Ok(policy) =
        HeaderValue::from_str(&content_security_policy(&scripts, &sockets, &own))
    {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The policy (CSP level 3) without `unsafe-inline`: the scripts within the page are named by their hashes.
fn content_security_policy(
    InlineScripts(scripts): &InlineScripts,
    sockets: &str,
    SecurityHeaders { embedders, .. }: &SecurityHeaders,
) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'; \
         img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'{sockets}; \
         manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {embedders}"
    )
}

/// The WebSockets of the page's own server: Safari before 15.4 does not count them as `'self'`.
fn own_sockets(headers: &HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    match host.and_then(host_and_port) {
        Some((host, Some(port))) => format!(" ws://{host}:{port} wss://{host}:{port}"),
        Some((host, None)) => format!(" ws://{host} wss://{host}"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_frames_a_page_but_whom_the_operator_names() {
        let check = |embedders: &[&str], expected: &str| {
            let origins = embedders.iter().filter_map(|text| Origin::parse(text));
            let headers = SecurityHeaders::new(false, &origins.collect::<Vec<_>>());
            let policy = content_security_policy(&InlineScripts::default(), "", &headers);
            assert!(policy.ends_with(expected), "{policy}");
        };
        check(&[], "; frame-ancestors 'none'");
        check(
            &["https://a.example.org", "http://localhost:8000"],
            "; frame-ancestors 'self' https://a.example.org http://localhost:8000",
        );
    }

    #[test]
    fn names_the_sockets_of_a_valid_host_only() {
        let check = |host: &'static str, expected: &str| {
            let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]);
            assert_eq!(own_sockets(&headers), expected, "{host:?}");
        };
        check(
            "meet.example.org",
            " ws://meet.example.org wss://meet.example.org",
        );
        check(
            "localhost:3001",
            " ws://localhost:3001 wss://localhost:3001",
        );
        check("a; script-src *", "");
        check("a 'unsafe-inline'", "");
        check("*", "");
    }
}

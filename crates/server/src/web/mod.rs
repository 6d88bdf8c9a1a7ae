//! The web app: static files, and one page for every address that is no file.

mod address;
mod content_type;
mod files;
mod inline_scripts;
mod negotiation;

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, VARY,
};
use axum::response::{IntoResponse, Response};

use crate::WebSource;
use address::Address;
use files::{File, Files};
pub(crate) use inline_scripts::InlineScripts;

/// Answers while there is no web app, for whoever builds one.
const NOT_BUILT: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>Tatap: the web app is not built</title>
<h1>The web app is not built</h1>
<p>The server runs, but it has no pages to show.</p>
<p>Run <code>trunk build</code> at the top of the repository and load this page again,
or <code>cargo xtask run</code>, which builds and starts everything.</p>
<p>A release build carries the pages inside the program: build them first, then the program.</p>
</html>
";

/// The web app.
#[derive(Debug)]
pub(crate) struct Web {
    files: Files,
}

impl Web {
    pub(crate) fn new(source: &WebSource) -> Self {
        Self {
            files: Files::new(source),
        }
    }

    /// Answers a request for `path`.
    pub(crate) async fn answer(&self, path: &str, headers: &HeaderMap) -> Response {
        match Address::of(path) {
            Address::File(name) => match self.files.find(name).await {
                Some(file) => answer_with(name, file, headers),
                None => (StatusCode::NOT_FOUND, "There is no such file.\n").into_response(),
            },
            Address::Page => self.page(headers).await,
            Address::Nothing => (StatusCode::NOT_FOUND, "There is no such file.\n").into_response(),
        }
    }

    async fn page(&self, headers: &HeaderMap) -> Response {
        let Some(file) = self.files.find(address::PAGE).await else {
            let headers = [
                (CONTENT_TYPE, "text/html; charset=utf-8"),
                (CACHE_CONTROL, "no-store"),
            ];
            return (StatusCode::SERVICE_UNAVAILABLE, headers, NOT_BUILT).into_response();
        };
        let scripts = InlineScripts::of(&String::from_utf8_lossy(&file.bytes));
        let mut response = answer_with(address::PAGE, file, headers);
        response.extensions_mut().insert(scripts);
        response
    }
}

fn answer_with(name: &str, file: File, asked: &HeaderMap) -> Response {
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(CACHE_CONTROL, address::cache_control(name));
    if file.brotli.is_some() {
        set(VARY, "Accept-Encoding");
    }
    let (bytes, etag) = match file.brotli {
        Some(brotli) if negotiation::accepts_brotli(asked) => {
            set(CONTENT_ENCODING, "br");
            (brotli, format!("\"{}-br\"", file.version))
        }
        _ => (file.bytes, format!("\"{}\"", file.version)),
    };
    set(ETAG, &etag);
    if negotiation::has_already(asked, &etag) {
        headers.remove(CONTENT_ENCODING);
        return (StatusCode::NOT_MODIFIED, headers, Body::empty()).into_response();
    }
    set(CONTENT_TYPE, content_type::of(name));
    (StatusCode::OK, headers, Body::from(bytes)).into_response()
}

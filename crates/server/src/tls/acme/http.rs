use std::io;
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::HOST;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Request, Uri};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::tls_client;

/// How long an authority may take for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// More than any answer of an authority.
const LONGEST_BODY: usize = 1 << 20;

/// Asks an authority, by HTTPS alone (RFC 8555, section 6.1).
pub(super) struct Https(TlsConnector);

impl Https {
    /// `roots` is a file of certificates that vouch for the authority, in place of the system's.
    pub(super) fn new(roots: Option<&Path>) -> io::Result<Self> {
        tls_client::connector(roots).map(Self)
    }
}

type Answer = Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>>;

impl HttpClient for Https {
    fn request(&self, request: Request<BodyWrapper<Bytes>>) -> Answer {
        let connector = self.0.clone();
        Box::pin(async move {
            let answer = timeout(PATIENCE, exchange(&connector, request)).await;
            answer
                .unwrap_or_else(|_| Err(io::Error::other("no answer in time")))
                .map_err(|error| Error::Other(Box::new(error)))
        })
    }
}

async fn exchange(
    connector: &TlsConnector,
    mut request: Request<BodyWrapper<Bytes>>,
) -> io::Result<BytesResponse> {
    let uri = request.uri().clone();
    let (Some("https"), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(io::Error::other(format!("{uri} is no URL with https")));
    };
    let host = authority.host().trim_matches(['[', ']']);
    let port = authority.port_u16().unwrap_or(443);
    let stream = TcpStream::connect((host, port)).await?;
    let stream = tls_client::begin_with(connector, host, stream).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(io::Error::other)?;
    let driving = tokio::spawn(connection);
    let value = HeaderValue::from_str(authority.as_str()).map_err(io::Error::other)?;
    request.headers_mut().insert(HOST, value);
    let path = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    *request.uri_mut() = path.parse::<Uri>().map_err(io::Error::other)?;
    let answer = sender
        .send_request(request)
        .await
        .map_err(io::Error::other)?;
    let (parts, body) = answer.into_parts();
    let body = to_bytes(Body::new(body), LONGEST_BODY)
        .await
        .map_err(io::Error::other)?;
    driving.abort();
    Ok(BytesResponse {
        parts,
        body: Box::new(body),
    })
}

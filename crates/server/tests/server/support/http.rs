use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::soon;

/// An answer to one HTTP request.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// Returns the value of a header, or nothing for one that is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers(name).next().unwrap_or_default()
    }

    /// Returns the values of a header that may come several times.
    pub(crate) fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        let found = self.headers.iter().filter(move |(found, _)| found == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

pub(crate) async fn get(address: SocketAddr, path: &str) -> Reply {
    request(address, "GET", path, &[]).await
}

/// Asks again and again until the server, which is stopping, says that it is away.
pub(crate) async fn get_until_refused(address: SocketAddr, path: &str) -> Reply {
    let asking = async {
        loop {
            let reply = get(address, path).await;
            if reply.status != 200 {
                return reply;
            }
        }
    };
    let reply = soon("the answer", asking).await;
    assert_eq!((reply.status, reply.header("retry-after")), (503, "2"));
    reply
}

pub(crate) async fn get_with(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Reply {
    request(address, "GET", path, headers).await
}

/// Sends a form.
pub(crate) async fn post(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
    form: &str,
) -> Reply {
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    send(address, "POST", path, &[headers, &[kind]].concat(), form).await
}

pub(crate) async fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Reply {
    send(address, method, path, headers, "").await
}

/// Asks with a body, of which the headers say what it is.
pub(crate) async fn send(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Reply {
    let length = body.len().to_string();
    let mut headers = headers.to_vec();
    if !body.is_empty() {
        headers.push(("Content-Length", &length));
    }
    let head = head(address, method, path, &headers) + body;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    soon("an answer", stream.read_to_end(&mut bytes))
        .await
        .unwrap();
    parse(&bytes)
}

/// The head of a request that is the only one of its connection.
pub(crate) fn head(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> String {
    let headers: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n")
}

pub(crate) fn parse(bytes: &[u8]) -> Reply {
    let end_of_head = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let mut lines = std::str::from_utf8(&bytes[..end_of_head])
        .unwrap()
        .split("\r\n");
    let status = lines
        .next()
        .unwrap()
        .split(' ')
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(':').unwrap();
        (name.to_lowercase(), value.trim().to_owned())
    });
    Reply {
        status,
        headers: headers.collect(),
        body: bytes[end_of_head + 4..].to_vec(),
    }
}

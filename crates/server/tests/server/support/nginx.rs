use std::net::{Ipv4Addr, SocketAddr};
use std::process::Stdio;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};
use tokio::process::{Child, Command};
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Error;

use super::client::Client;
use super::http::Reply;
use super::installed::installed;
use super::pebble::free_ports;
use super::scratch::Scratch;
use super::tls::{Files, begin, read, roots_of};
use super::{http, soon};

/// nginx with the very text that `docs/proxies.md` has for it, but for addresses and files.
pub(crate) struct Nginx {
    _process: Child,
    address: SocketAddr,
    files: Files,
}

impl Nginx {
    /// Starts it in front of a server, if it is installed.
    pub(crate) async fn start(scratch: &Scratch, server: SocketAddr) -> Option<Self> {
        let program = installed("nginx")?;
        let files = Files::new(scratch);
        let [port] = free_ports();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let site = documented()
            .replace("listen 443 ssl", &format!("listen {address} ssl"))
            .replace("127.0.0.1:3001", &server.to_string())
            .replace(
                "/etc/letsencrypt/live/meet.example.org/fullchain.pem",
                files.certificate.to_str().unwrap(),
            )
            .replace(
                "/etc/letsencrypt/live/meet.example.org/privkey.pem",
                files.key.to_str().unwrap(),
            );
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .iter()
            .map(|name| format!("{name}_temp_path {}/{name};\n", scratch.text()))
            .collect();
        let config = format!(
            "daemon off;\nmaster_process off;\npid {here}/pid;\nerror_log {here}/error.log;\n\
             events {{}}\nhttp {{\naccess_log off;\n{temporary}{site}}}\n",
            here = scratch.text(),
        );
        scratch.write("nginx.conf", &config);
        let process = Command::new(program)
            .args(["-c", "nginx.conf", "-p"])
            .arg(scratch.path())
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn();
        let nginx = Self {
            _process: process.unwrap(),
            address,
            files,
        };
        soon("nginx", async {
            while TcpStream::connect(address).await.is_err() {
                tokio::task::yield_now().await;
            }
        })
        .await;
        Some(nginx)
    }

    /// Asks from an address of this machine, `127.0.0.last`, and sends a body of so many bytes along.
    pub(crate) async fn ask(
        &self,
        last: u8,
        path: &str,
        headers: &[(&str, &str)],
        body: usize,
    ) -> Reply {
        let mut stream = self.connect(last).await;
        let method = if body == 0 { "GET" } else { "POST" };
        let head = http::head(self.address, method, path, headers);
        let length = format!("\r\nContent-Length: {body}\r\n\r\n");
        let head = head.replace("\r\n\r\n", &length);
        stream.write_all(head.as_bytes()).await.unwrap();
        // Who is refused for the size of a body is so before it has come.
        let _ = stream.write_all(&vec![b'x'; body]).await;
        read(stream).await
    }

    /// Opens a WebSocket from `127.0.0.last`, or returns the status by which that is refused.
    pub(crate) async fn open(&self, last: u8) -> Result<Client<TlsStream<TcpStream>>, u16> {
        let stream = self.connect(last).await;
        match client_async(format!("wss://{}/ws", self.address), stream).await {
            Ok((socket, _)) => Ok(Client::new(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// The origin of its pages.
    pub(crate) fn origin(&self) -> String {
        format!("https://{}", self.address)
    }

    async fn connect(&self, last: u8) -> TlsStream<TcpStream> {
        let socket = TcpSocket::new_v4().unwrap();
        let from = Ipv4Addr::new(127, 0, 0, last);
        socket.bind((from, 0).into()).unwrap();
        let stream = socket.connect(self.address).await.unwrap();
        let roots = roots_of(self.files.certificate());
        begin(stream, "localhost", roots).await.unwrap()
    }
}

/// What the documentation tells people to write.
fn documented() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/proxies.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (_, rest) = page.split_once("```nginx\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

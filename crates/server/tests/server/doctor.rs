use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::support::program::{Program, doctor};
use crate::support::scratch::Scratch;

#[tokio::test]
async fn beside_a_running_server_everything_is_looked_at() {
    let scratch = Scratch::new("doctor");
    let directory = scratch.text();
    let program = Program::start(&[("TATAP_DATA_DIR", directory)]).await;
    let port = program.address.port().to_string();
    let page = format!("http://localhost:{port}");
    let report = Report::of(&[
        ("PORT", &port),
        ("TATAP_DATA_DIR", directory),
        ("FRONTEND_URL", &page),
    ])
    .await;
    assert_eq!(report.code, 0, "{report:?}");
    report.says("Settings", "good", "");
    report.says("Data directory", "good", "running server");
    report.says(&format!("Port {port}"), "good", "running");
    report.says(&format!("Page {page}"), "good", "come through");
    report.says("Clock", "good", "agrees");
}

#[tokio::test]
async fn every_wrong_setting_is_named_and_fails() {
    let report = Report::of(&[
        ("PORT", "70000"),
        ("TATAP_LOG_FORMAT", "xml"),
        ("TATAP_DATA_DIR", "/proc/no-such-directory"),
    ])
    .await;
    assert_eq!((report.code, report.verdict()), (1, "bad"));
    let settings: Vec<_> = report.lines().map(|line| &line["setting"]).collect();
    assert_eq!(settings, ["PORT", "TATAP_LOG_FORMAT", "TATAP_DATA_DIR"]);
}

#[tokio::test]
async fn another_program_on_the_port_is_not_taken_for_a_server() {
    let other = TcpListener::bind("[::]:0").await.unwrap();
    let port = other.local_addr().unwrap().port().to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = other.accept().await {
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi")
                .await;
        }
    });
    let report = Report::of(&[("PORT", &port)]).await;
    assert_eq!(report.code, 1);
    report.says(&format!("Port {port}"), "bad", "Another program");
    report.says("Relay", "unknown", "start it");
}

#[tokio::test]
async fn a_proxy_that_drops_the_upgrade_is_found() {
    let program = Program::start(&[]).await;
    let proxy = proxy_without_upgrade(program.address).await;
    let page = format!("http://{proxy}");
    let port = program.address.port().to_string();
    let report = Report::of(&[("PORT", &port), ("FRONTEND_URL", &page)]).await;
    assert_eq!(report.code, 1);
    report.says(&format!("Page {page}"), "bad", "drops the Upgrade header");
}

#[tokio::test]
async fn a_page_that_nobody_serves_is_found() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let page = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let report = Report::of(&[("PORT", "0"), ("FRONTEND_URL", &page)]).await;
    assert_eq!(report.code, 1);
    report.says(&format!("Page {page}"), "bad", "cannot be reached");
    report.says("Clock", "unknown", "no other");
}

#[derive(Debug)]
struct Report {
    code: i32,
    json: Value,
}

impl Report {
    async fn of(settings: &[(&str, &str)]) -> Self {
        let output = doctor(settings).await;
        Self {
            code: output.status.code().unwrap(),
            json: serde_json::from_slice(&output.stdout).unwrap(),
        }
    }

    fn verdict(&self) -> &str {
        self.json["verdict"].as_str().unwrap()
    }

    fn lines(&self) -> impl Iterator<Item = &Value> {
        self.json["lines"].as_array().unwrap().iter()
    }

    fn says(&self, topic: &str, verdict: &str, words: &str) {
        let is_there = self.lines().any(|line| {
            line["topic"] == topic
                && line["verdict"] == verdict
                && line["text"].as_str().unwrap().contains(words)
        });
        assert!(is_there, "no {topic:?}, {verdict}, {words:?} in {self:#?}");
    }
}

/// Passes everything on but the headers that make a WebSocket, as a proxy does that was never told of them.
async fn proxy_without_upgrade(server: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(pass_on(client, server));
        }
    });
    address
}

async fn pass_on(client: TcpStream, server: SocketAddr) -> std::io::Result<()> {
    let mut client = BufReader::new(client);
    let mut server = TcpStream::connect(server).await?;
    loop {
        let mut line = String::new();
        if client.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let name = line.split(':').next().unwrap_or_default();
        let is_dropped = ["upgrade", "connection"].contains(&name.to_ascii_lowercase().as_str());
        if !is_dropped {
            server.write_all(line.as_bytes()).await?;
        }
        if line == "\r\n" {
            break;
        }
    }
    copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}

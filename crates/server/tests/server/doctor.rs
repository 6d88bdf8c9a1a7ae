use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
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
async fn the_relay_is_tried_as_participants_are_told_it() {
    let program = Program::start(&[("TATAP_TURN_ADDR", "127.0.0.1:0")]).await;
    let report = Report::beside(&program, &[("TATAP_TURN_ADDR", "127.0.0.1:0")]).await;
    assert_eq!(report.code, 0, "{report:?}");
    let relay = report.relay();
    report.says(
        &format!("stun:{relay}"),
        "good",
        "sees this machine as 127.0.0.1",
    );
    for way in ["udp", "tcp"] {
        let topic = format!("turn:{relay}?transport={way}");
        report.says(&topic, "good", "and back in");
    }
    report.says("Announced address", "doubtful", "no public address");
}

#[tokio::test]
async fn a_server_that_tells_of_no_relay_is_told_so() {
    let program = Program::start(&[("TATAP_TURN_ADDR", "off")]).await;
    let report = Report::beside(&program, &[("TATAP_TURN_ADDR", "off")]).await;
    report.says("Relay", "doubtful", "many others do not");
}

#[tokio::test]
async fn a_relay_with_another_secret_is_told_by_the_setting_to_change() {
    let relay = Program::start(&[
        ("TATAP_TURN_ADDR", "127.0.0.1:0"),
        ("TATAP_TURN_SECRET", "north"),
    ])
    .await;
    let relay = Report::beside(&relay, &[]).await.relay();
    let url = format!("turn:{relay}?transport=udp");
    let settings = [
        ("TATAP_TURN_URLS", url.as_str()),
        ("TATAP_TURN_SECRET", "south"),
    ];
    let program = Program::start(&settings).await;
    let report = Report::beside(&program, &settings).await;
    assert_eq!(report.code, 1, "{report:?}");
    report.says(&url, "bad", "refuses the credentials");
    assert_eq!(report.setting(&url), "TATAP_TURN_SECRET");
}

#[tokio::test]
async fn an_announced_address_that_is_not_this_machines_is_found() {
    // Nobody has it: it is for documentation (RFC 5737).
    let settings = [
        ("TATAP_TURN_ADDR", "127.0.0.1:0"),
        ("TATAP_PUBLIC_IP", "203.0.113.99"),
    ];
    let program = Program::start(&settings).await;
    let report = Report::beside(&program, &settings).await;
    assert_eq!(report.code, 1, "{report:?}");
    let relay = report.relay();
    assert!(relay.starts_with("203.0.113.99:"), "{relay}");
    for way in ["udp", "tcp"] {
        let topic = format!("turn:{relay}?transport={way}");
        report.says(&topic, "bad", "whether the internet reaches this machine");
        assert_eq!(report.setting(&topic), "TATAP_PUBLIC_IP");
    }
}

#[tokio::test]
async fn a_clock_that_is_off_by_an_hour_is_found() {
    let page = page_of_an_hour_ago().await;
    let report = Report::of(&[("PORT", "0"), ("FRONTEND_URL", &page)]).await;
    assert_eq!(report.code, 1);
    report.says("Clock", "bad", "fast beside that of");
}

#[tokio::test]
async fn a_certificate_that_has_ended_is_found() {
    let scratch = Scratch::new("doctor");
    let key = KeyPair::generate().unwrap();
    scratch.write("key.pem", &key.serialize_pem());
    for (year, verdict) in [(2024, "bad"), (3024, "good")] {
        let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        params.not_after = date_time_ymd(year, 1, 2);
        let certificate = params.self_signed(&key).unwrap();
        scratch.write("certificate.pem", &certificate.pem());
        let file = |name| format!("{}/{name}", scratch.text());
        let report = Report::of(&[
            ("PORT", "0"),
            ("TATAP_TURN_ADDR", "127.0.0.1:0"),
            ("TATAP_TURN_TLS_CERT", &file("certificate.pem")),
            ("TATAP_TURN_TLS_KEY", &file("key.pem")),
        ])
        .await;
        report.says("Certificate", verdict, "day");
    }
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

    /// Looks beside a running program, with the settings that it has.
    async fn beside(program: &Program, settings: &[(&str, &str)]) -> Self {
        let port = program.address.port().to_string();
        Self::of(&[settings, &[("PORT", &port)]].concat()).await
    }

    /// The host and port of the STUN and TURN server that was tried.
    fn relay(&self) -> String {
        let topics = self.lines().map(|line| line["topic"].as_str().unwrap());
        topics
            .filter_map(|topic| topic.strip_prefix("stun:"))
            .next()
            .unwrap()
            .to_owned()
    }

    fn setting(&self, topic: &str) -> &str {
        let line = self.lines().find(|line| line["topic"] == topic).unwrap();
        line["setting"].as_str().unwrap()
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

/// A page whose host has a clock that is an hour slow.
async fn page_of_an_hour_ago() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let page = format!("http://{}", listener.local_addr().unwrap());
    let date = httpdate::fmt_http_date(SystemTime::now() - Duration::from_secs(3_600));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut stream = BufReader::new(stream);
            let mut line = String::new();
            while stream.read_line(&mut line).await.is_ok_and(|read| read > 2) {
                line.clear();
            }
            let answer =
                format!("HTTP/1.1 404 Not Found\r\ndate: {date}\r\ncontent-length: 0\r\n\r\n");
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    page
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

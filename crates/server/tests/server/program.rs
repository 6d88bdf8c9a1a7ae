use std::net::{Ipv6Addr, TcpListener};

use crate::support::http::get;
use crate::support::program::{Program, run};

#[tokio::test]
async fn the_first_line_says_where_the_server_is() {
    for format in ["text", "json"] {
        let program = Program::start(&[("TATAP_LOG_FORMAT", format)]).await;
        let expected = format!(
            "Tatap is listening on http://localhost:{}",
            program.address.port()
        );
        assert_eq!(program.greeting, expected);
        assert_eq!(get(program.address, "/healthz").await.status, 200);
    }
}

#[tokio::test]
async fn all_wrong_settings_are_told_at_once() {
    let wrong = [
        ("PORT", "70000"),
        ("FRONTEND_URL", "https://good.example, app.example.org"),
        ("TATAP_BIND", "here"),
        ("TATAP_ROOM_CAPACITY", "51"),
        ("TATAP_MAX_ROOMS", "0"),
        ("TATAP_MAX_CONNECTIONS", "-1"),
        ("TATAP_MAX_CONNECTIONS_PER_ADDRESS", ""),
        ("TATAP_MESSAGES_PER_SECOND", "1.5"),
        ("TATAP_JOIN_TIMEOUT", "10s"),
        ("TATAP_HEADER_TIMEOUT", "0"),
        ("TATAP_SILENCE_TIMEOUT", "often"),
        ("TATAP_SEAT_GRACE", "3601"),
        ("TATAP_DATA_DIR", "/proc/no-such-directory"),
        ("TATAP_TURN_URLS", "turn.example.org"),
        ("TATAP_TURN_SECRET", ""),
        ("TATAP_ICE_SERVERS", "something else"),
        ("TATAP_RELAY_ONLY", "yes"),
        ("TATAP_TURN_ADDR", "here:3478"),
        ("TATAP_TURN_TLS_ADDR", "https"),
        ("TATAP_TURN_PORTS", "60000-50000"),
        ("TATAP_PUBLIC_IP", "tatap.example.org"),
        ("TATAP_TURN_ALLOW_PEERS", "10.0.0.0/8, lan"),
        ("TATAP_TURN_MAX_BITRATE", "0"),
        ("TATAP_TURN_MAX_TOTAL_BITRATE", "fast"),
        ("TATAP_METRICS_ADDR", "here"),
        ("TATAP_ADMIN_TOKEN", "…"),
        ("TATAP_LOG", "server=loud"),
        ("TATAP_LOG_FORMAT", "xml"),
        ("TATAP_WEB_DIR", "/no/such/directory"),
    ];
    let output = run(&wrong).await;
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    for (variable, value) in wrong {
        let value = value.rsplit(", ").next().unwrap();
        assert!(
            told.contains(&format!("  {variable} is {value:?}, but must be ")),
            "{variable} is missing:\n{told}"
        );
    }
    assert_eq!(told.lines().count(), wrong.len() + 1, "{told}");
}

#[tokio::test]
async fn a_port_in_use_is_told_in_a_sentence() {
    let taken = TcpListener::bind((Ipv6Addr::UNSPECIFIED, 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = run(&[("PORT", &port)]).await;
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains(&format!("Port {port} is in use by another program")),
        "{told}"
    );
}

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use tokio::net::TcpStream;

use crate::support::program::Program;
use crate::support::{TestServer, soon};

#[tokio::test]
async fn everyone_is_told_that_the_server_goes_and_nobody_that_others_left() {
    let server = TestServer::start();
    let address = server.address;
    let mut ann = server.join("kitchen", "Ann").await;
    let bob = server.join("kitchen", "Bob").await;
    ann.next().await;
    let visitor = server.connect().await;
    let stopped = server.stop();
    for client in [ann, bob, visitor] {
        client.expect_end("going_away", 1001).await;
    }
    soon("the server's end", stopped).await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn who_does_not_answer_the_close_holds_nothing_up() {
    let server = TestServer::start();
    let silent = server.join("kitchen", "Ann").await;
    let idle = TcpStream::connect(server.address).await.unwrap();
    let started = Instant::now();
    server.stop().await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(10));
    drop((silent, idle));
}

#[tokio::test]
async fn sigterm_and_ctrl_c_end_the_program_in_good_order() {
    for signal in [Signal::SIGTERM, Signal::SIGINT] {
        let program = Program::start(&[]).await;
        let ann = program.join("Ann").await;
        program.signal(signal);
        ann.expect_end("going_away", 1001).await;
        assert_eq!(program.output().await.status.code(), Some(0), "{signal}");
    }
}

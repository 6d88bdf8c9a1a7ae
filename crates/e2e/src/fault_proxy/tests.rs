use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::Instant;

use super::*;
use crate::wait::within;

const SOON: Duration = Duration::from_secs(5);
const NEVER: Duration = Duration::from_millis(300);

#[test]
fn passes_bytes_both_ways_and_an_end() {
    let (proxy, mut client) = proxy_and_client();
    assert_eq!(says(&mut client, b"hello"), b"hello");
    assert_eq!((proxy.accepted(), proxy.open()), (1, 1));

    client.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(client.read(&mut [0; 8]).unwrap(), 0);
    within(SOON, "no connection is open", || {
        Ok((proxy.open() == 0).then_some(()))
    })
    .unwrap();
}

#[test]
fn a_cut_resets_and_refuses_until_it_passes_again() {
    let (proxy, mut client) = proxy_and_client();
    proxy.cut().unwrap();
    assert_eq!(proxy.open(), 0);
    let reset = client.read(&mut [0; 8]).unwrap_err();
    assert_eq!(reset.kind(), ErrorKind::ConnectionReset);
    let refused = connect(&proxy).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);

    proxy.pass().unwrap();
    assert_eq!(says(&mut connect(&proxy).unwrap(), b"again"), b"again");
}

#[test]
fn what_is_held_goes_on_afterwards_and_new_connections_hang_until_then() {
    let (proxy, mut old) = proxy_and_client();
    assert_eq!(says(&mut old, b"before"), b"before");
    proxy.hold().unwrap();
    let mut new = connect(&proxy).unwrap();
    for client in [&mut old, &mut new] {
        client.write_all(b"held").unwrap();
        client.set_read_timeout(Some(NEVER)).unwrap();
        let nothing = client.read(&mut [0; 8]).unwrap_err();
        assert_eq!(nothing.kind(), ErrorKind::WouldBlock);
        client.set_read_timeout(Some(SOON)).unwrap();
    }

    proxy.pass().unwrap();
    for client in [&mut old, &mut new] {
        let mut answer = [0; 4];
        client.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"held");
    }
}

#[test]
fn dropped_connections_leave_the_way_open_for_new_ones() {
    let (proxy, mut client) = proxy_and_client();
    proxy.drop_connections().unwrap();
    let reset = client.read(&mut [0; 8]).unwrap_err();
    assert_eq!(reset.kind(), ErrorKind::ConnectionReset);
    assert_eq!(says(&mut connect(&proxy).unwrap(), b"new"), b"new");
    assert_eq!(proxy.accepted(), 2);
}

#[test]
fn a_delay_counts_each_way() {
    let (proxy, mut client) = proxy_and_client();
    let delay = Duration::from_millis(100);
    proxy.delay(delay).unwrap();
    let start = Instant::now();
    assert_eq!(says(&mut client, b"late"), b"late");
    assert!(start.elapsed() >= 2 * delay, "{:?}", start.elapsed());

    proxy.pass().unwrap();
    let start = Instant::now();
    assert_eq!(says(&mut client, b"soon"), b"soon");
    assert!(start.elapsed() < 2 * delay, "{:?}", start.elapsed());
}

#[test]
fn a_throttle_spreads_bytes_over_time() {
    let (proxy, mut client) = proxy_and_client();
    proxy.throttle(NonZeroU32::new(100_000).unwrap()).unwrap();
    let start = Instant::now();
    let much = vec![7; 50_000];
    assert_eq!(says(&mut client, &much), much);
    let took = start.elapsed();
    assert!(took > Duration::from_millis(400), "{took:?}");
    assert!(took < SOON, "{took:?}");
}

#[test]
fn a_server_that_is_gone_resets_the_browser() {
    let network = Arc::new(Network::Host { why: String::new() });
    let nobody = network.lasting_port().unwrap();
    let proxy = FaultProxy::start(&network, nobody).unwrap();
    let mut client = connect(&proxy).unwrap();
    let reset = client.read(&mut [0; 8]).unwrap_err();
    assert_eq!(reset.kind(), ErrorKind::ConnectionReset);
}

/// A proxy before a server that echoes, and one connection.
fn proxy_and_client() -> (FaultProxy, TcpStream) {
    let echo = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = echo.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in echo.incoming().flatten() {
            thread::spawn(move || std::io::copy(&mut &stream, &mut &stream));
        }
    });
    let network = Arc::new(Network::Host { why: String::new() });
    let proxy = FaultProxy::start(&network, port).unwrap();
    let client = connect(&proxy).unwrap();
    within(SOON, "the connection is accepted", || {
        Ok((proxy.open() == 1).then_some(()))
    })
    .unwrap();
    (proxy, client)
}

fn connect(proxy: &FaultProxy) -> std::io::Result<TcpStream> {
    let client = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port()))?;
    client.set_read_timeout(Some(SOON))?;
    Ok(client)
}

/// Sends `bytes` and reads what comes back of them.
fn says(client: &mut TcpStream, bytes: &[u8]) -> Vec<u8> {
    let mut answer = vec![0; bytes.len()];
    client.write_all(bytes).unwrap();
    client.read_exact(&mut answer).unwrap();
    answer
}

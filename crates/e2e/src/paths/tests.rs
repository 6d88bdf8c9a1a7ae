use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use super::*;
use crate::{Faults, UdpLoss};

const SOON: Duration = Duration::from_secs(2);
const NEVER: Duration = Duration::from_millis(300);

#[test]
fn the_people_reach_the_server_and_each_other_over_either_path() {
    let Some(paths) = paths() else { return };
    let [ana, budi] = paths.people();
    for _ in 0..3 {
        let (from, to) = (ana.path().unwrap(), budi.path().unwrap());
        assert_eq!(
            answers(ana.network(), &paths, SOON),
            Some(ana.address(from).into())
        );
        let budi_at = budi.address(to);
        assert!(reaches(ana.network(), budi_at), "{from:?} to {to:?}");
        // The path that is not taken is none.
        assert!(!reaches(budi.network(), ana.address(from.other())));
        ana.switch().unwrap();
        if from == Path::Mobile {
            budi.switch().unwrap();
        }
    }
}

#[test]
fn a_machine_that_is_disconnected_reaches_nobody() {
    let Some(paths) = paths() else { return };
    let [ana, _] = paths.people();
    ana.disconnect().unwrap();
    assert!(!reaches(ana.network(), SERVER));
    ana.connect(Path::Wifi).unwrap();
    assert!(reaches(ana.network(), SERVER));
}

#[test]
fn a_cable_loses_and_delays_what_it_is_told_to() {
    let Some(paths) = paths() else { return };
    let [ana, _] = paths.people();
    let cable = ana.cable(Path::Wifi);

    cable.disturb(Faults::cut());
    assert!(answers(ana.network(), &paths, NEVER).is_none());
    assert!(!reaches(ana.network(), SERVER));
    cable.disturb(Faults::cut().of_udp());
    assert!(answers(ana.network(), &paths, NEVER).is_none());
    assert!(reaches(ana.network(), SERVER));

    let delay = Duration::from_millis(60);
    cable.disturb(Faults::delay(delay));
    let start = Instant::now();
    assert!(answers(ana.network(), &paths, SOON).is_some());
    assert!(start.elapsed() >= 2 * delay, "{:?}", start.elapsed());

    cable.mend();
    assert!(answers(ana.network(), &paths, SOON).is_some());
    let (sent, lost) = cable.counts();
    assert!(sent > lost && lost >= 3, "{lost} of {sent}");
}

#[test]
fn udp_is_lost_within_one_network_until_the_loss_ends() {
    let Ok(namespace) = Namespace::create() else {
        return;
    };
    let address = namespace.address();
    let network = Arc::new(Network::Own(namespace));
    let loss = UdpLoss::start(&network, 100).unwrap();
    assert!(echoes(&network, &network, address, NEVER).is_none());
    assert!(reaches(&network, address));
    drop(loss);
    assert!(echoes(&network, &network, address, SOON).is_some());
}

/// Who may make networks checks them; who may not cannot.
fn paths() -> Option<TwoPaths> {
    let own = Network::Own(Namespace::create().ok()?);
    match TwoPaths::build(&own) {
        Ok(paths) => Some(paths),
        Err(error) if error.is::<Skipped>() => None,
        Err(error) => panic!("{error:#}"),
    }
}

/// As whom the server's network answers `from` over UDP, if it does.
fn answers(from: &Arc<Network>, paths: &TwoPaths, limit: Duration) -> Option<IpAddr> {
    echoes(from, paths.server(), SERVER, limit)
}

fn echoes(
    from: &Arc<Network>,
    to: &Arc<Network>,
    address: Ipv4Addr,
    limit: Duration,
) -> Option<IpAddr> {
    let socket = || Ok(UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?);
    let (asking, answering) = (from.run(socket).unwrap(), to.run(socket).unwrap());
    for socket in [&asking, &answering] {
        socket.set_read_timeout(Some(limit)).unwrap();
    }
    let port = answering.local_addr().unwrap().port();
    asking.send_to(b"hello", (address, port)).unwrap();
    let (_, asker) = answering.recv_from(&mut [0; 8]).ok()?;
    answering.send_to(b"hello", asker).unwrap();
    asking.recv_from(&mut [0; 8]).ok()?;
    Some(asker.ip())
}

/// True if someone at `address` refuses a connection: TCP comes through.
fn reaches(from: &Arc<Network>, address: Ipv4Addr) -> bool {
    let nobody = SocketAddr::from((address, 9));
    let outcome = from.run(|| Ok(TcpStream::connect_timeout(&nobody, NEVER)));
    let error = outcome.unwrap().unwrap_err();
    error.kind() == ErrorKind::ConnectionRefused
}

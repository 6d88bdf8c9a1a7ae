use std::io::ErrorKind;
use std::time::Duration;

use socket2::SockRef;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::stream::Stream;

/// The most bytes that the system keeps for a peer who does not take them; on its own it would be megabytes.
#[cfg(target_os = "linux")]
const MAX_UNSENT_BYTES: u32 = 128 * 1024;

/// Keeps what a slow reader costs within bounds, where the system can.
pub(crate) fn limit_unsent(stream: &TcpStream) {
    #[cfg(target_os = "linux")]
    if let Err(error) = SockRef::from(stream).set_tcp_notsent_lowat(MAX_UNSENT_BYTES) {
        tracing::debug!(%error, "the unsent bytes of a connection have no limit");
    }
    #[cfg(not(target_os = "linux"))]
    let _ = stream;
}

/// Closes at once and lets the system forget what it has not sent.
pub(crate) fn abort(stream: &TcpStream) {
    // The close itself follows when the stream is dropped.
    let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
}

/// Ends the sending side, then reads and drops what still comes until the peer ends its own.
///
/// A socket that is closed while input waits in it is reset, and the peer may lose what was sent to it last.
pub(crate) async fn linger(stream: &mut Stream) {
    if stream.shutdown().await.is_err() {
        return;
    }
    let stream = stream.tcp();
    while stream.readable().await.is_ok() {
        let mut waste = [0; 4096];
        match stream.try_read(&mut waste) {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
}

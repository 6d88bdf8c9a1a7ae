use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use anyhow::Result;

use crate::Network;

/// An HTTP proxy that was set up without a thought of WebSockets: it passes each request on, and with none of them
/// `Upgrade` (RFC 9110, section 7.8).
///
/// It serves until the test process ends.
#[derive(Debug)]
pub struct PlainProxy {
    port: u16,
}

impl PlainProxy {
    /// Starts it inside `network`, before what listens on `target` there.
    ///
    /// # Errors
    ///
    /// Fails if there is no port to listen on.
    pub fn start(network: &Arc<Network>, target: u16) -> Result<Self> {
        let address = network.listening_address();
        let listener = network.run(|| Ok(TcpListener::bind((address, 0))?))?;
        let port = listener.local_addr()?.port();
        let inside = Arc::clone(network);
        thread::spawn(move || {
            if inside.enter().is_err() {
                return;
            }
            for client in listener.incoming().flatten() {
                // Whoever goes away in the middle is no failure.
                thread::spawn(move || {
                    let server = TcpStream::connect(("127.0.0.1", target));
                    server.and_then(|server| pass_on(client, server))
                });
            }
        });
        Ok(Self { port })
    }

    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }
}

/// Passes one request on, and all of the answer back.
fn pass_on(client: TcpStream, mut server: TcpStream) -> io::Result<()> {
    let mut answer = server.try_clone()?;
    let mut back = client.try_clone()?;
    let answering = thread::spawn(move || {
        let copied = io::copy(&mut answer, &mut back);
        back.shutdown(Shutdown::Both).and(copied)
    });
    let mut request = BufReader::new(client);
    server.write_all(plain(&head(&mut request)?).as_bytes())?;
    // Whatever comes after the head goes with it; another request would be one of another connection.
    let _ = io::copy(&mut request, &mut server);
    let _ = answering.join();
    Ok(())
}

fn head(request: &mut impl BufRead) -> io::Result<String> {
    const MOST_BYTES: u64 = 64 * 1024;
    let mut head = String::new();
    let mut request = request.take(MOST_BYTES);
    while !head.ends_with("\r\n\r\n") {
        if request.read_line(&mut head)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(head)
}

/// Leaves out what concerns one connection alone, and asks for an end after the answer.
fn plain(head: &str) -> String {
    let lines = head.split_inclusive("\r\n").filter(|line| {
        let name = line.split(':').next().unwrap_or_default();
        !["connection", "upgrade"].contains(&name.to_ascii_lowercase().as_str())
    });
    let head: String = lines.collect();
    head.replacen("\r\n", "\r\nConnection: close\r\n", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upgrade_is_gone_and_the_rest_is_as_it_was() {
        let head =
            "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nupgrade: websocket\r\n\r\n";
        assert_eq!(
            plain(head),
            "GET /ws HTTP/1.1\r\nConnection: close\r\nHost: a\r\n\r\n"
        );
    }
}

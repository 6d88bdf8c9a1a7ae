use std::time::Duration;

use anyhow::Result;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::heard::{Heard, Said};
use super::lies;
use super::mode::Mode;

/// How long the two sides may take for the closing handshake.
const CLOSING: Duration = Duration::from_secs(2);

type Socket = WebSocketStream<TcpStream>;

/// A browser's WebSocket, and the one to the real server that belongs to it.
#[derive(Debug)]
pub(super) struct Conversation {
    browser: Socket,
    server: Socket,
    modes: watch::Receiver<Mode>,
    heard: Heard,
    /// How many times it was answered with garbage.
    garbage: usize,
    /// The real server has ended it, which the browser has not heard.
    ended: bool,
}

/// How the browser's side ends.
enum End {
    /// By a closing handshake.
    Closed(Option<CloseFrame>),
    /// Without a word.
    Reset,
}

impl Conversation {
    pub(super) fn new(browser: Socket, server: Socket, modes: watch::Receiver<Mode>) -> Self {
        Self {
            browser,
            server,
            modes,
            heard: Heard::default(),
            garbage: 0,
            ended: false,
        }
    }

    /// Passes on what is said, or something else, until one side ends it.
    pub(super) async fn hold(mut self) -> Result<()> {
        match self.talk().await {
            Ok(End::Closed(frame)) => self.close(frame).await,
            Ok(End::Reset) => self.reset(),
            // The real server, or the browser, is gone without a word, and so is the other side.
            Err(error) => {
                self.reset()?;
                Err(error)
            }
        }
    }

    async fn talk(&mut self) -> Result<End> {
        let mode = *self.modes.borrow_and_update();
        if mode == Mode::ClosesBeforeJoin {
            return Ok(failed());
        }
        self.lie(mode).await?;
        loop {
            let end = tokio::select! {
                frame = self.browser.next() => match frame {
                    Some(frame) => self.hear_browser(frame?).await?,
                    None => Some(End::Reset),
                },
                frame = self.server.next(), if !self.ended => match frame {
                    Some(Ok(frame)) => self.hear_server(frame).await?,
                    Some(Err(_)) | None => self.hear_end(End::Reset),
                },
                changed = self.modes.changed() => {
                    changed?;
                    self.turn().await?
                }
            };
            if let Some(end) = end {
                return Ok(end);
            }
        }
    }

    /// Does what a mode does to a connection that is open when it begins.
    async fn turn(&mut self) -> Result<Option<End>> {
        let mode = *self.modes.borrow();
        if self.ended && mode.tells_of_the_end() {
            return Ok(Some(End::Reset));
        }
        self.lie(mode).await?;
        if self.heard.welcomed {
            return self.welcome(mode).await;
        }
        Ok(None)
    }

    /// Says what a mode has to say at its beginning, or at that of a connection.
    async fn lie(&mut self, mode: Mode) -> Result<()> {
        if mode == Mode::Garbage {
            for garbage in lies::all_garbage() {
                self.browser.send(garbage).await?;
            }
        }
        if mode == Mode::Flood {
            for round in 0..lies::ROUNDS {
                for lie in lies::flood(&self.heard, round)? {
                    self.browser.feed(lie).await?;
                }
            }
            self.browser.flush().await?;
        }
        Ok(())
    }

    /// Does what a mode does to whoever has been let in.
    async fn welcome(&mut self, mode: Mode) -> Result<Option<End>> {
        if mode == Mode::WrongNumbers {
            for lie in lies::wrong_numbers(&self.heard)? {
                self.browser.send(lie).await?;
            }
        }
        Ok(match mode {
            Mode::ClosesWhenConnected => Some(failed()),
            Mode::DropsWhenConnected => Some(End::Reset),
            Mode::Proper
            | Mode::Silent
            | Mode::NeverPongs
            | Mode::ClosesBeforeJoin
            | Mode::DropsOnClose
            | Mode::Garbage
            | Mode::WrongNumbers
            | Mode::Flood
            | Mode::RefusesChat => None,
        })
    }

    async fn hear_browser(&mut self, frame: Message) -> Result<Option<End>> {
        let mode = *self.modes.borrow();
        match frame {
            Message::Close(_) if mode == Mode::DropsOnClose => return Ok(Some(End::Reset)),
            Message::Close(frame) => return Ok(Some(End::Closed(frame))),
            Message::Text(_) | Message::Binary(_) => match mode {
                Mode::Silent => {}
                Mode::Garbage => {
                    let garbage = lies::garbage(self.garbage);
                    self.garbage += 1;
                    self.browser.send(garbage).await?;
                }
                Mode::RefusesChat => match lies::refusal(&frame)? {
                    Some((refusal, instead)) => {
                        self.browser.send(refusal).await?;
                        self.server.send(instead).await?;
                    }
                    None => self.server.send(frame).await?,
                },
                Mode::Proper
                | Mode::NeverPongs
                | Mode::ClosesBeforeJoin
                | Mode::ClosesWhenConnected
                | Mode::DropsWhenConnected
                | Mode::DropsOnClose
                | Mode::WrongNumbers
                | Mode::Flood => self.server.send(frame).await?,
            },
            // Each side is answered already.
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
        }
        Ok(None)
    }

    async fn hear_server(&mut self, frame: Message) -> Result<Option<End>> {
        let mode = *self.modes.borrow();
        let said = match &frame {
            Message::Close(_) if mode == Mode::DropsOnClose => return Ok(Some(End::Reset)),
            Message::Close(frame) => return Ok(self.hear_end(End::Closed(frame.clone()))),
            Message::Text(text) => self.heard.hear(text),
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {
                return Ok(None);
            }
        };
        match (mode, said) {
            (Mode::Silent | Mode::Garbage, _) | (Mode::NeverPongs, Said::Pong) => {}
            (_, said) => {
                self.browser.send(frame).await?;
                if said == Said::Welcome {
                    return self.welcome(mode).await;
                }
            }
        }
        Ok(None)
    }

    fn hear_end(&mut self, end: End) -> Option<End> {
        if self.modes.borrow().tells_of_the_end() {
            return Some(end);
        }
        self.ended = true;
        None
    }

    /// Closes both sides in good order.
    async fn close(mut self, frame: Option<CloseFrame>) -> Result<()> {
        for side in [&mut self.browser, &mut self.server] {
            // Whoever has begun with the closing is only answered.
            let _ = side.close(frame.clone()).await;
            // What comes before the answer is read, or the end would be a reset.
            let _ = timeout(CLOSING, async {
                while let Some(Ok(_)) = side.next().await {}
            })
            .await;
        }
        Ok(())
    }

    fn reset(self) -> Result<()> {
        self.browser.get_ref().set_zero_linger()?;
        Ok(())
    }
}

/// A close with the code for a server that has failed (RFC 6455, section 7.4.1).
fn failed() -> End {
    End::Closed(Some(CloseFrame {
        code: CloseCode::Error,
        reason: "".into(),
    }))
}

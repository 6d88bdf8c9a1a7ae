use call::{SocketInput, service_of};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use protocol::ClientFrame;
use wasm_bindgen::JsValue;

use crate::call_part::CallPart;
use crate::session::event::{Event, Inbox};
use crate::session::page::PageEvent;
use crate::session::refusal::Refusal;
use crate::session::script;
use crate::session::server_address;
use crate::session::socket::Socket;

/// The connection to the server: one socket at a time.
pub(crate) struct Line {
    /// The address of the server's WebSocket, once it is known.
    url: Option<String>,
    state: LineState,
    /// Numbers the sockets: what an earlier one still says is not heard.
    number: u32,
    departure: Option<Departure>,
    part: CallPart,
    inbox: Inbox,
    /// What stands in for a server, where there is none; loaded, or on its way.
    service: Option<[EventListener; 2]>,
}

/// The page is being left: the browser closes the socket, and there is no use in another one.
struct Departure {
    /// The socket has been closed since.
    lost: bool,
    _limit: Timeout,
}

enum LineState {
    Closed,
    /// Waits for the address of the server.
    Wanted,
    Connecting(Socket),
    Open(Socket),
    /// Closed without ever having been open.
    Refused(#[expect(dead_code, reason = "it asks until it is dropped")] Refusal),
}

impl Line {
    /// How long the next page may take to come.
    const DEPARTURE_MILLIS: u32 = 3_000;

    /// Looks up where the server is.
    pub(crate) fn new(part: CallPart, inbox: Inbox) -> Self {
        let sender = inbox.clone();
        crate::task::spawn(async move {
            sender.send(Event::ServerAddress(server_address::web_socket_url().await));
        });
        Self {
            url: None,
            state: LineState::Closed,
            number: 0,
            departure: None,
            part,
            inbox,
            service: None,
        }
    }

    /// The page is being left: for a while nobody is told that the socket closes.
    pub(crate) fn depart(&mut self) {
        let inbox = self.inbox.clone();
        let limit = Timeout::new(Self::DEPARTURE_MILLIS, move || {
            inbox.send(Event::Page(PageEvent::Stays));
        });
        self.departure = Some(Departure {
            lost: false,
            _limit: limit,
        });
    }

    /// The page was not left; returns what the call was not told meanwhile.
    pub(crate) fn stay(&mut self) -> Option<SocketInput> {
        let departure = self.departure.take()?;
        departure
            .lost
            .then_some(SocketInput::Closed { retry_after: None })
    }

    pub(crate) fn address_is_known(&mut self, url: String) {
        if service_of(&url).is_some() && self.service.is_none() {
            let again = move || Event::ServerAddress(url.clone());
            self.service = script::load("/serverless.js", &self.inbox, again);
            return;
        }
        self.url = Some(url);
        if matches!(self.state, LineState::Wanted) {
            self.open();
        }
    }

    /// Connects to the server; a socket that was asked for earlier is given up.
    pub(crate) fn open(&mut self) {
        self.close();
        let Some(url) = &self.url else {
            self.state = LineState::Wanted;
            return;
        };
        let address = call::numbered_address(url, self.number);
        let part = self.part.get_untracked().ok_or(JsValue::UNDEFINED);
        let socket = part.and_then(|part| Socket::open(&address, self.number, part, &self.inbox));
        self.state = match socket {
            Ok(socket) => LineState::Connecting(socket),
            Err(error) => {
                leptos::logging::error!("no connection to {url}: {error:?}");
                let closed = SocketInput::Closed { retry_after: None };
                self.inbox.send(Event::Socket(self.number, closed));
                LineState::Closed
            }
        };
    }

    pub(crate) fn close(&mut self) {
        self.number += 1;
        self.departure = None;
        self.state = LineState::Closed;
    }

    pub(crate) fn send(&self, frame: &ClientFrame) {
        if let LineState::Open(socket) = &self.state {
            socket.send(frame);
        }
    }

    /// Takes in what the socket with `number` said; returns what of it the call should hear.
    pub(crate) fn heard(&mut self, number: u32, input: SocketInput) -> Option<SocketInput> {
        if number != self.number {
            return None;
        }
        self.state = match (
            std::mem::replace(&mut self.state, LineState::Closed),
            &input,
        ) {
            (LineState::Connecting(socket), SocketInput::Opened) => LineState::Open(socket),
            (LineState::Connecting(_), SocketInput::Closed { .. }) => {
                let url = self.url.as_deref().unwrap_or_default();
                self.state = LineState::Refused(Refusal::explain(url, number, &self.inbox));
                return None;
            }
            (_, SocketInput::Closed { .. }) => {
                if let Some(departure) = &mut self.departure {
                    departure.lost = true;
                    return None;
                }
                LineState::Closed
            }
            (state, SocketInput::Opened | SocketInput::Received(_) | SocketInput::Garbage) => state,
        };
        Some(input)
    }
}

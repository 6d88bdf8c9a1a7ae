use call::SocketInput;
use gloo_events::EventListener;
use protocol::{ClientMessage, decode_server_message};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, WebSocket};

use crate::session::event::{Event, Inbox};

/// The connection to the server; it is closed when dropped, after what was sent.
pub(crate) struct Socket {
    socket: WebSocket,
    _listeners: [EventListener; 3],
}

impl Socket {
    /// Starts to connect; everything that happens comes as an [`Event::Socket`] with `number`.
    pub(crate) fn open(url: &str, number: u32, inbox: &Inbox) -> Result<Self, JsValue> {
        let socket = WebSocket::new(url)?;
        let on = |name: &'static str, map: fn(&web_sys::Event) -> Option<SocketInput>| {
            let inbox = inbox.clone();
            EventListener::new(&socket, name, move |event| {
                if let Some(input) = map(event) {
                    inbox.send(Event::Socket(number, input));
                }
            })
        };
        let listeners = [
            on("open", |_| Some(SocketInput::Opened)),
            on("message", |event| {
                received(event).map(SocketInput::Received)
            }),
            on("close", |_| Some(SocketInput::Closed)),
        ];
        Ok(Self {
            socket,
            _listeners: listeners,
        })
    }

    pub(crate) fn send(&self, message: &ClientMessage) {
        match serde_json::to_string(message) {
            // Sending on a closing socket loses the message: the `close` event tells the call.
            Ok(text) => drop(self.socket.send_with_str(&text)),
            Err(error) => leptos::logging::error!("a message could not be written: {error}"),
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.socket.close_with_code(1000);
    }
}

/// A frame that is no message of this protocol is logged and dropped.
fn received(event: &web_sys::Event) -> Option<protocol::ServerMessage> {
    let text = event.unchecked_ref::<MessageEvent>().data().as_string()?;
    decode_server_message(&text)
        .inspect_err(|error| leptos::logging::warn!("the server sent something else: {error}"))
        .ok()
        .flatten()
}

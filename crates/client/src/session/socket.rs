use call::SocketInput;
use gloo_events::EventListener;
use protocol::{ClientFrame, decode_server_message};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, WebSocket};

use crate::session::event::{Event, Inbox};

/// One WebSocket; it is closed when dropped, after what was sent.
pub(crate) struct Socket {
    socket: WebSocket,
    _listeners: [EventListener; 3],
}

impl Socket {
    /// Starts to connect; everything that happens comes as an [`Event::Socket`] with `number`.
    pub(crate) fn open(url: &str, number: u32, inbox: &Inbox) -> Result<Self, JsValue> {
        let socket = WebSocket::new(url)?;
        let on = |name: &'static str, map: fn(&web_sys::Event) -> SocketInput| {
            let inbox = inbox.clone();
            EventListener::new(&socket, name, move |event| {
                inbox.send(Event::Socket(number, map(event)));
            })
        };
        let listeners = [
            on("open", |_| SocketInput::Opened),
            on("message", received),
            on("close", |_| SocketInput::Closed { retry_after: None }),
        ];
        Ok(Self {
            socket,
            _listeners: listeners,
        })
    }

    pub(crate) fn send(&self, frame: &ClientFrame) {
        // Sending on a closing socket loses the message: the `close` event tells the call.
        drop(self.socket.send_with_str(&frame.to_json()));
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.socket.close_with_code(1000);
    }
}

fn received(event: &web_sys::Event) -> SocketInput {
    let data = event.unchecked_ref::<MessageEvent>().data();
    let Some(text) = data.as_string() else {
        return SocketInput::Garbage;
    };
    match decode_server_message(&text) {
        Ok(frame) => SocketInput::Received(frame),
        Err(error) => {
            leptos::logging::warn!("the server sent something else: {error}");
            SocketInput::Garbage
        }
    }
}

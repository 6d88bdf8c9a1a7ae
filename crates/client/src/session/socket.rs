use call::{SocketInput, service_of};
use gloo_events::EventListener;
use protocol::{ClientFrame, decode_server_message};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, WebSocket};

use crate::call_part::Part;
use crate::session::event::{Event, Inbox};
use crate::session::service_socket::ServiceSocket;

/// One WebSocket; it is closed when dropped, after what was sent.
pub(crate) struct Socket {
    socket: WebSocket,
    part: Part,
    _listeners: [EventListener; 3],
}

impl Socket {
    /// Starts to connect; everything that happens comes as an [`Event::Socket`] with `number`.
    ///
    /// Where there is no server, what stands in for a WebSocket to it is treated as one.
    pub(crate) fn open(url: &str, number: u32, part: Part, inbox: &Inbox) -> Result<Self, JsValue> {
        let socket = match service_of(url) {
            Some(service) => ServiceSocket::new(service)?.unchecked_into(),
            None => WebSocket::new(url)?,
        };
        type Map = fn(&web_sys::Event, Part) -> SocketInput;
        let on = |name: &'static str, map: Map| {
            let inbox = inbox.clone();
            EventListener::new(&socket, name, move |event| {
                inbox.send(Event::Socket(number, map(event, part)));
            })
        };
        let listeners = [
            on("open", |_, _| SocketInput::Opened),
            on("message", received),
            on("close", |_, _| SocketInput::Closed { retry_after: None }),
        ];
        Ok(Self {
            socket,
            part,
            _listeners: listeners,
        })
    }

    pub(crate) fn send(&self, frame: &ClientFrame) {
        // Sending on a closing socket loses the message: the `close` event tells the call.
        drop(self.socket.send_with_str(&(self.part.write)(frame)));
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.socket.close_with_code(1000);
    }
}

fn received(event: &web_sys::Event, part: Part) -> SocketInput {
    let data = event.unchecked_ref::<MessageEvent>().data();
    let text = data.as_string();
    text.map_or(SocketInput::Garbage, |text| (part.read)(&text))
}

/// Reads a frame of the server.
pub(crate) fn read(frame: &str) -> SocketInput {
    match decode_server_message(frame) {
        Ok(frame) => SocketInput::Received(frame),
        Err(error) => {
            leptos::logging::warn!("the server sent something else: {error}");
            SocketInput::Garbage
        }
    }
}

use call::{FileCommand, FileInput, Input, PeerKey};
use gloo_events::EventListener;
use js_sys::{ArrayBuffer, JsString, Uint8Array};
use protocol::{FileChunk, FileId, FileMessage};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    MessageEvent, RtcDataChannel, RtcDataChannelInit, RtcDataChannelType, RtcPeerConnection,
};

use crate::session::clock::unix_millis;
use crate::session::event::{Event, Inbox};

/// The data channel for files of one peer connection, and closed with it.
///
/// Both sides make it by themselves, under the same number: nothing about it is negotiated but its place.
pub(crate) struct FileChannel {
    channel: RtcDataChannel,
    _listeners: [EventListener; 4],
}

impl FileChannel {
    /// The number of the stream.
    const ID: u16 = 0;

    pub(crate) fn open(key: PeerKey, connection: &RtcPeerConnection, inbox: &Inbox) -> Self {
        let init = RtcDataChannelInit::new();
        init.set_negotiated(true);
        init.set_id(Self::ID);
        let channel = connection.create_data_channel_with_data_channel_dict("files", &init);
        channel.set_binary_type(RtcDataChannelType::Arraybuffer);
        channel.set_buffered_amount_low_threshold(FileCommand::LOW_WATER);
        let on = |name: &'static str, map: fn(PeerKey, &web_sys::Event) -> Option<Event>| {
            let inbox = inbox.clone();
            EventListener::new(&channel, name, move |event| {
                if let Some(event) = map(key, event) {
                    inbox.send(event);
                }
            })
        };
        let listeners = [
            on("open", |key, _| Some(file_event(key, FileInput::Opened))),
            on("close", |key, _| Some(file_event(key, FileInput::Closed))),
            on("bufferedamountlow", |key, _| {
                Some(file_event(key, FileInput::Drained))
            }),
            on("message", received),
        ];
        Self {
            channel,
            _listeners: listeners,
        }
    }

    /// True if `sdp` has a media section for data channels (RFC 8841, section 5).
    pub(crate) fn has_place_in(sdp: &str) -> bool {
        sdp.split('\n')
            .any(|line| line.starts_with("m=application "))
    }

    pub(crate) fn buffered(&self) -> u32 {
        self.channel.buffered_amount()
    }

    pub(crate) fn tell(&self, message: &FileMessage) {
        log(self.channel.send_with_str(&message.to_json()));
    }

    /// Sends `bytes` of `file` from `offset` on, in chunks.
    pub(crate) fn send(&self, file: FileId, offset: u64, bytes: &Uint8Array) {
        let length = bytes.length();
        let most = FileChunk::MAX_DATA as u32;
        let mut from = 0;
        while from < length {
            let to = length.min(from + most);
            let message = Uint8Array::new_with_length(FileChunk::HEADER as u32 + to - from);
            let header = FileChunk::header(file, offset + u64::from(from));
            message
                .subarray(0, FileChunk::HEADER as u32)
                .copy_from(&header);
            message.set(&bytes.subarray(from, to), FileChunk::HEADER as u32);
            log(self.channel.send_with_js_u8_array(&message));
            from = to;
        }
    }
}

fn received(key: PeerKey, event: &web_sys::Event) -> Option<Event> {
    let data = event.unchecked_ref::<MessageEvent>().data();
    if let Some(text) = data.dyn_ref::<JsString>() {
        if text.length() as usize > FileMessage::MAX_BYTES {
            return None;
        }
        let message = FileMessage::parse(&String::from(text)).ok()??;
        let at = unix_millis();
        return Some(file_event(key, FileInput::Message { message, at }));
    }
    let bytes = Uint8Array::new(data.dyn_ref::<ArrayBuffer>()?);
    let length = bytes.length();
    if length < FileChunk::HEADER as u32 {
        return None;
    }
    let mut header = [0; FileChunk::HEADER];
    bytes
        .subarray(0, FileChunk::HEADER as u32)
        .copy_to(&mut header);
    let chunk = FileChunk::parse(header, length as usize)?;
    let bytes = bytes.subarray(FileChunk::HEADER as u32, length);
    Some(Event::FileChunk(key, chunk, bytes))
}

fn file_event(peer: PeerKey, input: FileInput) -> Event {
    Event::Input(Input::File { peer, input })
}

/// What is lost on a closing channel is asked for again over the next one.
fn log(sent: Result<(), JsValue>) {
    if let Err(error) = sent {
        leptos::logging::warn!("a channel for files takes nothing: {error:?}");
    }
}

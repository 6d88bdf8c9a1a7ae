use call::{FileCommand, Input, PeerKey, SmallMap, UserInput};
use js_sys::{Array, Uint8Array};
use protocol::{FileId, ImageKind};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, Url};

use crate::session::clock::unix_millis;
use crate::session::event::{Event, Inbox};
use crate::session::peers::Peers;

/// The bytes of the files that are shared or received; whatever is dropped is freed.
pub(crate) struct FileStore {
    kept: SmallMap<FileId, Kept>,
    /// What the input that is being handled tells of.
    pub(crate) held: Option<Uint8Array>,
    inbox: Inbox,
}

#[derive(Default)]
struct Kept {
    /// Together the file: a `File` of the person's, or what has come of someone else's.
    parts: Array,
    address: Option<Address>,
}

/// An address of something in the browser's memory (W3C File API, section 8).
struct Address(String);

impl FileStore {
    /// So many pieces are put together: the browser may keep what is put together on the disk.
    const MANY: u32 = 256;

    pub(crate) fn new(inbox: Inbox) -> Self {
        Self {
            kept: SmallMap::default(),
            held: None,
            inbox,
        }
    }

    /// Keeps a file that the person has chosen, under a number that nobody can guess.
    pub(crate) fn share(&mut self, chosen: &File) -> Option<Input> {
        let file = FileId(getrandom::u64().ok()?);
        self.kept.entry(file).parts.push(chosen);
        Some(Input::User(UserInput::ShareFile {
            file,
            name: chosen.name(),
            size: chosen.size() as u64,
            image: ImageKind::from_media_type(&chosen.type_()),
            at: unix_millis(),
        }))
    }

    pub(crate) fn obey(&mut self, command: FileCommand, peers: &Peers) {
        match command {
            FileCommand::Tell { peer, message } => {
                if let Some(channel) = peers.files(peer) {
                    channel.tell(&message);
                }
            }
            FileCommand::Read {
                peer,
                file,
                offset,
                length,
            } => self.read(peer, file, offset, length),
            FileCommand::SendRead { peer, file, offset } => {
                if let (Some(channel), Some(bytes)) = (peers.files(peer), self.held.take()) {
                    channel.send(file, offset, &bytes);
                }
            }
            FileCommand::Keep { file } => self.keep(file),
            FileCommand::MakeAddress { file, image } => self.make_address(file, image),
            FileCommand::Forget { file } => drop(self.kept.remove(file)),
        }
    }

    fn read(&self, peer: PeerKey, file: FileId, offset: u64, length: u64) {
        let blob = self.kept.get(file).map(|kept| kept.parts.get(0));
        let piece = blob.and_then(|blob| {
            let blob: Blob = blob.dyn_into().ok()?;
            blob.slice_with_f64_and_f64(offset as f64, (offset + length) as f64)
                .ok()
        });
        let inbox = self.inbox.clone();
        crate::task::spawn(async move {
            let bytes = match piece {
                Some(piece) => JsFuture::from(piece.array_buffer()).await.ok(),
                None => None,
            };
            let bytes = bytes.map(|bytes| Uint8Array::new(&bytes));
            inbox.send(Event::FileRead(peer, file, offset, bytes));
        });
    }

    fn keep(&mut self, file: FileId) {
        let Some(bytes) = self.held.take() else {
            return;
        };
        let kept = self.kept.entry(file);
        kept.parts.push(&bytes);
        if kept.parts.length() >= Self::MANY
            && let Ok(blob) = Blob::new_with_u8_array_sequence(&kept.parts)
        {
            kept.parts = Array::of1(&blob);
        }
    }

    fn make_address(&mut self, file: FileId, image: Option<ImageKind>) {
        let kept = self.kept.entry(file);
        let options = BlobPropertyBag::new();
        // Whatever its sender says, nothing but a picture is ever drawn.
        options.set_type(image.map_or("application/octet-stream", ImageKind::media_type));
        let address = Blob::new_with_u8_array_sequence_and_options(&kept.parts, &options)
            .and_then(|blob| Url::create_object_url_with_blob(&blob));
        match address {
            Ok(address) => {
                kept.address = Some(Address(address.clone()));
                self.inbox
                    .send(Event::Input(Input::FileReady { file, address }));
            }
            Err(error) => log(&error),
        }
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.0);
    }
}

fn log(error: &JsValue) {
    leptos::logging::error!("a file could not be put together: {error:?}");
}

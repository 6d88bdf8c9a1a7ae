use std::fmt;

use crate::{FileName, JsonError, JsonObject};

/// Names a file that someone offers: a random number, given by whoever offers it.
///
/// As JSON it is 16 hexadecimal digits. Whoever knows it may ask for the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u64);

impl FileId {
    /// Reads 16 hexadecimal digits.
    ///
    /// # Errors
    ///
    /// Fails if `text` is anything else.
    pub fn parse(text: &str) -> Result<Self, FileIdError> {
        let is_id = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        match u64::from_str_radix(text, 16) {
            Ok(number) if is_id => Ok(Self(number)),
            _ => Err(FileIdError),
        }
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A text that is not the name of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileIdError;

/// The kinds of images that are shown in the chat; all of them are drawn and none can run anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageKind {
    Png,
    Jpeg,
    Gif,
    Webp,
}

impl ImageKind {
    const ALL: [Self; 4] = [Self::Png, Self::Jpeg, Self::Gif, Self::Webp];

    /// Returns the media type (IANA).
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
        }
    }

    /// Reads a media type; `None` for everything else, SVG above all.
    #[must_use]
    pub fn from_media_type(text: &str) -> Option<Self> {
        Self::from_word(text.strip_prefix("image/")?)
    }

    /// Returns what a message calls it: the media type without what all of them begin with.
    fn word(self) -> &'static str {
        self.media_type().split_at("image/".len()).1
    }

    fn from_word(word: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.word() == word)
    }
}

/// What two participants tell each other about files, over the data channel of their peer connection.
///
/// Each is one JSON object with a `type`, sent as one text message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileMessage {
    /// The first message of each side: it knows what comes over this channel.
    Hello { version: u16 },
    /// A file can be had.
    Offer {
        id: FileId,
        name: FileName,
        /// In bytes.
        size: u64,
        /// What it shows, as its sender says.
        image: Option<ImageKind>,
    },
    /// A file cannot be had, or not any more.
    Withdraw { id: FileId },
    /// Asks for the bytes of a file from `offset` on.
    Get { id: FileId, offset: u64 },
    /// Does not want a file, or not any more.
    Decline { id: FileId },
    /// Has all of a file.
    Done { id: FileId },
}

impl FileMessage {
    /// The version that this crate speaks.
    pub const VERSION: u16 = 1;

    /// The longest message in bytes that either side reads.
    pub const MAX_BYTES: usize = 20 * 1024;

    /// The largest file, in bytes.
    pub const MAX_FILE: u64 = 100_000_000;

    /// Writes the message.
    #[must_use]
    pub fn to_json(&self) -> String {
        let (kind, id, rest) = match self {
            Self::Hello { version } => {
                return format!(r#"{{"type":"hello","version":{version}}}"#);
            }
            Self::Offer {
                id,
                name,
                size,
                image,
            } => {
                // A name has nothing in it that a string of JSON must escape.
                let mut rest = format!(r#","name":"{name}","size":{size}"#);
                if let Some(image) = image {
                    rest = format!(r#"{rest},"image":"{}""#, image.word());
                }
                ("offer", id, rest)
            }
            Self::Withdraw { id } => ("withdraw", id, String::new()),
            Self::Get { id, offset } => ("get", id, format!(r#","offset":{offset}"#)),
            Self::Decline { id } => ("decline", id, String::new()),
            Self::Done { id } => ("done", id, String::new()),
        };
        format!(r#"{{"type":"{kind}","id":"{id}"{rest}}}"#)
    }

    /// Reads a text message; `None` for a type that this version does not know.
    ///
    /// The name of a file is cleaned, whatever it is.
    ///
    /// # Errors
    ///
    /// Fails if it is too long, no JSON object with a `type`, or a known message with a part missing or wrong.
    pub fn parse(text: &str) -> Result<Option<Self>, JsonError> {
        if text.len() > Self::MAX_BYTES {
            return Err(JsonError::NoObject);
        }
        Self::read(&JsonObject::parse(text)?)
    }

    fn read(message: &JsonObject<'_>) -> Result<Option<Self>, JsonError> {
        let kind = message.field("type")?.text()?;
        if kind == "hello" {
            let version = message.field("version")?.number()?;
            return Ok(Some(Self::Hello { version }));
        }
        let id = message.field("id").and_then(|id| id.parsed(FileId::parse));
        let number = |name| message.field(name)?.number();
        Ok(Some(match kind.as_str() {
            "offer" => Self::Offer {
                id: id?,
                name: FileName::clean(&message.field("name")?.text()?),
                size: number("size")?,
                // One that a newer client knows is a file like any other.
                image: match message.optional("image")? {
                    Some(image) => image.text().ok().and_then(|it| ImageKind::from_word(&it)),
                    None => None,
                },
            },
            "withdraw" => Self::Withdraw { id: id? },
            "get" => Self::Get {
                id: id?,
                offset: number("offset")?,
            },
            "decline" => Self::Decline { id: id? },
            "done" => Self::Done { id: id? },
            _ => return Ok(None),
        }))
    }
}

/// A piece of a file, as one binary message: the file's number and where the piece belongs, both as eight bytes with the
/// highest first, then the bytes of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileChunk {
    pub id: FileId,
    /// Of the first byte, in bytes.
    pub offset: u64,
    /// How many bytes follow the header.
    pub length: u64,
}

impl FileChunk {
    /// How long the header is.
    pub const HEADER: usize = 16;

    /// The longest binary message, 16 KiB: every browser takes that much (RFC 8831, section 6.6).
    pub const MAX_BYTES: usize = 16 * 1024;

    /// The most bytes of a file in one message.
    pub const MAX_DATA: usize = Self::MAX_BYTES - Self::HEADER;

    /// Returns the header as it is sent.
    #[must_use]
    pub fn header(id: FileId, offset: u64) -> [u8; Self::HEADER] {
        let number = u128::from(id.0) << 64 | u128::from(offset);
        number.to_be_bytes()
    }

    /// Reads the header of a message of `length` bytes; `None` if that is no length of a chunk.
    #[must_use]
    pub fn parse(header: [u8; Self::HEADER], length: usize) -> Option<Self> {
        if length <= Self::HEADER || length > Self::MAX_BYTES {
            return None;
        }
        let number = u128::from_be_bytes(header);
        // Each half has 64 bits.
        let half = |number: u128| u64::try_from(number & u128::from(u64::MAX)).unwrap_or_default();
        Some(Self {
            id: FileId(half(number >> 64)),
            offset: half(number),
            length: (length - Self::HEADER) as u64,
        })
    }
}

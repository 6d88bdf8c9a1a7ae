use protocol::{DisplayName, JsonObject, JsonWriter, ResumeToken, RoomId};

/// What a tab remembers of its seat, so that a page that is loaded again comes back to it as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatMemory {
    pub room: RoomId,
    pub name: DisplayName,
    pub token: ResumeToken,
    /// The number of the last attempt to resume; it counts on across pages.
    pub attempt: u64,
    /// The person wants the microphone to be heard.
    pub microphone: bool,
    /// The person wants the camera to be seen.
    pub camera: bool,
}

impl SeatMemory {
    /// Writes the memory as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = JsonWriter::new();
        json.text("room", self.room.as_str());
        json.text("name", self.name.as_str());
        json.text("token", self.token.as_str());
        json.number("attempt", self.attempt);
        json.flag("microphone", self.microphone);
        json.flag("camera", self.camera);
        json.finish()
    }

    /// Reads the JSON that a memory is written as; `None` if `text` is something else.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let memory = JsonObject::parse(text).ok()?;
        let field = |name| memory.field(name).ok();
        Some(Self {
            room: field("room")?.parsed(RoomId::parse).ok()?,
            name: field("name")?.parsed(DisplayName::parse).ok()?,
            token: field("token")?.parsed(ResumeToken::parse).ok()?,
            attempt: field("attempt")?.number().ok()?,
            microphone: field("microphone")?.flag().ok()?,
            camera: field("camera")?.flag().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"room":"tea","name":"Ana","token":"0707070707070707070707070707070707070707070707070707070707070707","attempt":3,"microphone":true,"camera":false}"#;

    #[test]
    fn what_was_written_is_read() {
        let memory = SeatMemory {
            room: RoomId::parse("tea").unwrap(),
            name: DisplayName::parse("Ana").unwrap(),
            token: ResumeToken::from_secret([7; ResumeToken::BYTES]),
            attempt: 3,
            microphone: true,
            camera: false,
        };
        assert_eq!(memory.to_json(), JSON);
        assert_eq!(SeatMemory::from_json(JSON), Some(memory));
    }

    #[test]
    fn anything_else_is_no_memory() {
        for damaged in [
            "",
            "{}",
            &JSON.replace("tea", "No Room"),
            &JSON.replace("0707", "07"),
            &JSON.replace(",\"camera\":false", ""),
            &JSON.replace("3", "-3"),
        ] {
            assert_eq!(SeatMemory::from_json(damaged), None, "{damaged}");
        }
    }
}

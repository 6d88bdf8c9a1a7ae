use protocol::RoomId;

/// A kind of file that a browser may be able to record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordingFormat {
    /// What `MediaRecorder` is asked for (W3C MediaStream Recording, section 2.3).
    pub mime: &'static str,
    /// The end of the file's name.
    pub extension: &'static str,
}

impl RecordingFormat {
    /// All that are asked for, the best first.
    pub const ALL: [Self; 4] = [
        Self::new("video/webm;codecs=vp9,opus", "webm"),
        Self::new("video/webm;codecs=vp8,opus", "webm"),
        Self::new("video/webm", "webm"),
        Self::new("video/mp4", "mp4"),
    ];

    const fn new(mime: &'static str, extension: &'static str) -> Self {
        Self { mime, extension }
    }

    /// Returns the first that the browser takes.
    #[must_use]
    pub fn first(takes: impl Fn(&str) -> bool) -> Option<Self> {
        Self::ALL.into_iter().find(|format| takes(format.mime))
    }
}

/// Names the file of a recording in `room` that begins at `minute`, the local time as `YYYY-MM-DDTHH:MM…`
/// (ISO 8601): of it only what every file system takes is used.
#[must_use]
pub fn recording_name(room: &RoomId, minute: &str, extension: &str) -> String {
    let digits = minute.chars().filter(char::is_ascii_digit);
    let mut name = String::from("tatap-");
    name.push_str(room.as_str());
    for (index, digit) in digits.take(12).enumerate() {
        if matches!(index, 0 | 8) {
            name.push('-');
        }
        name.push(digit);
    }
    name.push('.');
    name.push_str(extension);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_that_the_browser_takes_is_used() {
        let mime = |takes: fn(&str) -> bool| RecordingFormat::first(takes).map(|one| one.mime);
        assert_eq!(mime(|_| true), Some("video/webm;codecs=vp9,opus"));
        let no_vp9 = |mime: &str| !mime.contains("vp9");
        assert_eq!(mime(no_vp9), Some("video/webm;codecs=vp8,opus"));
        assert_eq!(mime(|mime| mime.contains("mp4")), Some("video/mp4"));
        assert_eq!(mime(|_| false), None);
    }

    #[test]
    fn a_file_is_named_after_room_and_time() {
        let room = RoomId::parse("tea-time").unwrap();
        let check = |minute: &str, expected: &str| {
            assert_eq!(recording_name(&room, minute, "webm"), expected);
        };
        check("2026-11-27T08:05:59.1", "tatap-tea-time-20261127-0805.webm");
        check("", "tatap-tea-time.webm");
        check("../\\:*?", "tatap-tea-time.webm");
    }
}

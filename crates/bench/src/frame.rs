use std::ops::Range;

/// Any mask but zeros, which some servers take as a reason to do less work.
const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// The text that RFC 6455 has a client send as one masked frame.
pub(crate) fn text_frame(text: &str) -> Vec<u8> {
    const FINAL_TEXT: u8 = 0x81;
    const MASKED: u8 = 0x80;
    let mut frame = vec![FINAL_TEXT];
    match text.len() {
        length @ 0..126 => frame.push(MASKED | length as u8),
        length @ 126..65_536 => {
            frame.push(MASKED | 126);
            frame.extend((length as u16).to_be_bytes());
        }
        length => {
            frame.push(MASKED | 127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend(MASK);
    let masked = text.bytes().zip(MASK.iter().cycle()).map(|(b, m)| b ^ m);
    frame.extend(masked);
    frame
}

/// A whole frame from a server at the start of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) kind: Kind,
    pub(crate) payload: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Close,
    Other,
}

/// Finds the first frame in `bytes`, if it is there to its end.
pub(crate) fn first_frame(bytes: &[u8]) -> Option<Frame> {
    let (head, rest) = bytes.split_first_chunk::<2>()?;
    let (start, length) = match head[1] {
        126 => (4, usize::from(u16::from_be_bytes(*rest.first_chunk()?))),
        127 => (
            10,
            usize::try_from(u64::from_be_bytes(*rest.first_chunk()?)).ok()?,
        ),
        length => (2, usize::from(length)),
    };
    let payload = start..start + length;
    let kind = match head[0] & 0x0f {
        1 => Kind::Text,
        8 => Kind::Close,
        _ => Kind::Other,
    };
    (payload.end <= bytes.len()).then_some(Frame { kind, payload })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_what_a_client_sends() {
        // RFC 6455, section 5.7, with another mask.
        let frame = text_frame("Hello");
        assert_eq!(frame[..6], [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d]);
        assert_eq!(frame[6..], [0x7f, 0x9f, 0x4d, 0x51, 0x58]);
        assert_eq!(text_frame(&"x".repeat(126))[..4], [0x81, 0xfe, 0, 126]);
    }

    #[test]
    fn finds_a_frame_only_when_it_is_whole() {
        let bytes = [0x81, 0x02, b'h', b'i', 0x88];
        let frame = Frame {
            kind: Kind::Text,
            payload: 2..4,
        };
        assert_eq!(first_frame(&bytes), Some(frame));
        assert_eq!(first_frame(&bytes[..3]), None);
        assert_eq!(first_frame(&bytes[4..]), None);

        let mut long = vec![0x81, 126, 1, 0];
        long.extend([b'x'; 256]);
        assert_eq!(first_frame(&long).map(|frame| frame.payload), Some(4..260));
    }
}

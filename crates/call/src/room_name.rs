use protocol::{RoomId, RoomIdError};

/// Writes 64 random bits as a room name that can be read out: four words of five letters, `lusab-babad-gutih-tugad`.
///
/// The words are proquints (Wilkerson 2009, "A Proposal for Proquints"): 16 bits each, consonant and vowel in turn.
#[must_use]
pub fn readable_room_name(random: u64) -> RoomId {
    let words: Vec<String> = [48, 32, 16, 0]
        .map(|shift| proquint((random >> shift) as u16))
        .into();
    RoomId::parse(&words.join("-")).expect("proquints and hyphens are letters of a room name")
}

/// Reads a room name as a person types it: capitals are made small, spaces become hyphens, and of a pasted link to a
/// room only the room is kept.
///
/// # Errors
///
/// Says which part of the rule for room names the rest breaks.
pub fn room_name_as_typed(text: &str) -> Result<RoomId, RoomIdError> {
    let text = text.trim();
    let text = match room_of_link(text) {
        Some(room) => room.split(['/', '?', '#']).next().unwrap_or_default(),
        None => text,
    };
    RoomId::parse(&text.to_ascii_lowercase().replace(' ', "-"))
}

/// Returns what follows the first `/r/`; to search for any text takes three kB of the web app.
fn room_of_link(text: &str) -> Option<&str> {
    text.match_indices('/')
        .find_map(|(place, _)| text.get(place..)?.strip_prefix("/r/"))
}

fn proquint(bits: u16) -> String {
    const CONSONANTS: &[u8; 16] = b"bdfghjklmnprstvz";
    const VOWELS: &[u8; 4] = b"aiou";
    let consonant = |shift: u16| char::from(CONSONANTS[usize::from(bits >> shift & 15)]);
    let vowel = |shift: u16| char::from(VOWELS[usize::from(bits >> shift & 3)]);
    [
        consonant(12),
        vowel(10),
        consonant(6),
        vowel(4),
        consonant(0),
    ]
    .into_iter()
    .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn words_are_the_proquints_of_the_proposal() {
        // 127.0.0.1 and 63.84.220.193, the first examples of the proposal.
        let name = readable_room_name(0x7f00_0001_3f54_dcc1);
        assert_eq!(name.as_str(), "lusab-babad-gutih-tugad");
    }

    #[test]
    fn each_bit_counts() {
        let names: BTreeSet<RoomId> = (0..64).map(|bit| readable_room_name(1 << bit)).collect();
        assert_eq!(names.len(), 64);
    }

    #[test]
    fn a_typed_name_is_read_kindly() {
        let check = |text: &str, expected: Result<&str, RoomIdError>| {
            let read = room_name_as_typed(text);
            assert_eq!(
                read.as_ref().map(RoomId::as_str).map_err(|e| *e),
                expected,
                "{text:?}"
            );
        };
        check("tea", Ok("tea"));
        check(" Tea Time ", Ok("tea-time"));
        check(
            "https://meet.example.org/r/lusab-babad?x#y",
            Ok("lusab-babad"),
        );
        check("", Err(RoomIdError::Empty));
        check("   ", Err(RoomIdError::Empty));
        check("tea!", Err(RoomIdError::Character('!')));
        check("Tür", Err(RoomIdError::Character('ü')));
        check("meet.example.org/r/a/r/b", Ok("a"));
        check("a/rb", Err(RoomIdError::Character('/')));
        check(&"x".repeat(65), Err(RoomIdError::TooLong));
    }
}

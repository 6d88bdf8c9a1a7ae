/// Returns the first letters of the first and the last word of a name, as they are written.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next();
    let last = words.next_back();
    let mut initials = String::new();
    for word in [first, last].into_iter().flatten() {
        initials.push_str(first_sign(word));
    }
    initials
}

/// The most characters of what is read as one: a family of four with skins has eleven.
const MOST: usize = 12;

/// Returns what is read as the first sign of a word: a letter with its accents, or an emoji with all that belongs to it.
///
/// Of the rules for that (Unicode, UAX #29 and UTS #51) these are the ones that names need, without their tables.
fn first_sign(word: &str) -> &str {
    let mut joins = false;
    let mut first = None;
    for (index, (place, sign)) in word.char_indices().enumerate() {
        let is_flag = first.filter(|_| index == 1).is_some_and(is_region) && is_region(sign);
        if index == MOST || (index > 0 && !joins && !is_flag && !belongs(sign)) {
            return &word[..place];
        }
        first.get_or_insert(sign);
        joins = sign == JOINER;
    }
    word
}

const JOINER: char = '\u{200d}';

/// True for what belongs to the sign before it: accents, the joiner, variations, skins, key caps and tags.
fn belongs(sign: char) -> bool {
    matches!(sign,
        '\u{300}'..='\u{36f}'
        | JOINER
        | '\u{20e3}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{1f3fb}'..='\u{1f3ff}'
        | '\u{e0020}'..='\u{e007f}')
}

/// True for the letters of which two make a flag.
fn is_region(sign: char) -> bool {
    matches!(sign, '\u{1f1e6}'..='\u{1f1ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Ana"), "A");
        assert_eq!(initials("ana de souza"), "as");
        assert_eq!(initials("Łukasz Żak"), "ŁŻ");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn what_is_read_as_one_sign_stays_whole() {
        let family = "👨🏽\u{200d}👩🏽\u{200d}👧🏽\u{200d}👦🏽";
        for (name, expected) in [
            ("👩🏽\u{200d}💻 Ana", "👩🏽\u{200d}💻A"),
            ("❤\u{fe0f}❤\u{fe0f}", "❤\u{fe0f}"),
            ("🇮🇩🇳🇱 Budi", "🇮🇩B"),
            ("Ana 1\u{fe0f}\u{20e3}2", "A1\u{fe0f}\u{20e3}"),
            ("e\u{301}mile", "e\u{301}"),
            ("😀😀😀", "😀"),
            ("👍🏿👍", "👍🏿"),
            (family, family),
        ] {
            assert_eq!(initials(name), expected);
        }
        let england = "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";
        assert_eq!(initials(england), england);
    }

    #[test]
    fn a_tower_of_accents_is_bounded() {
        let tower = format!("e{}", "\u{301}".repeat(60));
        assert_eq!(initials(&tower).chars().count(), MOST);
    }
}

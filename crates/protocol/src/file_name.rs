use std::fmt;

use crate::name::is_forbidden;

/// What a file is called, so that it can be shown and saved anywhere.
///
/// It has no path, no control, bidirectional or invisible characters, none that a file system refuses, no dots or
/// white space at its ends, no name that Windows keeps for devices, and at most 200 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// The longest name, in bytes; file systems take 255, and browsers add a number to a name that is taken.
    pub const MAX_BYTES: usize = 200;

    /// The longest ending that is kept when a name is cut, in bytes and with its dot.
    const MAX_ENDING: usize = 16;

    /// Makes a name of `text`, whatever it is; one of which nothing is left is called `file`.
    #[must_use]
    pub fn clean(text: &str) -> Self {
        let mut name = String::new();
        for character in text.chars() {
            let kept = match character {
                '/' | '\\' => {
                    name.clear();
                    continue;
                }
                '<' | '>' | ':' | '"' | '|' | '?' | '*' => '_',
                _ if character.is_whitespace() => ' ',
                _ if is_forbidden(character) => continue,
                _ => character,
            };
            let is_more = match kept {
                ' ' => !name.is_empty() && !name.ends_with(' '),
                '.' => !name.is_empty(),
                _ => true,
            };
            if is_more {
                name.push(kept);
            }
        }
        let name = without_end(&name);
        if name.is_empty() {
            return Self("file".to_owned());
        }
        let mut name = shortened(name);
        if is_device(&name) {
            name.insert(0, '_');
        }
        Self(name)
    }

    /// Returns the name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Takes dots and spaces from the end.
fn without_end(name: &str) -> &str {
    let mut end = name.len();
    while end > 0 && matches!(name.as_bytes()[end - 1], b'.' | b' ') {
        end -= 1;
    }
    name.split_at(end).0
}

/// Takes what is too much from before the ending, which says what a file is.
fn shortened(name: &str) -> String {
    if name.len() <= FileName::MAX_BYTES {
        return name.to_owned();
    }
    let (_, ending) = name.split_at(
        name.bytes()
            .rposition(|byte| byte == b'.')
            .unwrap_or(name.len()),
    );
    let ending = if ending.len() <= FileName::MAX_ENDING {
        ending
    } else {
        ""
    };
    let end = name.floor_char_boundary(FileName::MAX_BYTES - ending.len());
    without_end(name.split_at(end).0).to_owned() + ending
}

/// True for the names that Windows keeps for devices, whatever their ending.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let Some((word, number)) = without_end(stem).split_at_checked(3) else {
        return false;
    };
    let words: &[&str] = match number {
        "" => &["CON", "PRN", "AUX", "NUL"],
        "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³" => {
            &["COM", "LPT"]
        }
        _ => return false,
    };
    words.iter().any(|it| it.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hostile_names_are_cleaned() {
        let check = |text: &str, expected: &str| {
            assert_eq!(FileName::clean(text).as_str(), expected, "{text:?}");
        };
        check("Rapat Senin.pdf", "Rapat Senin.pdf");
        check("laporan-é-日本.tar.gz", "laporan-é-日本.tar.gz");
        check("../../etc/passwd", "passwd");
        check("..\\..\\Windows\\win.ini", "win.ini");
        check("C:\\a\\b.txt", "b.txt");
        check("..", "file");
        check("a/", "file");
        check("", "file");
        check(" . . ", "file");
        check(".bashrc", "bashrc");
        check("a.txt. . ", "a.txt");
        check("a\u{0}b\r\nc\u{1b}[31m.txt", "ab c[31m.txt");
        check("annexe\u{202e}fdp.exe", "annexefdp.exe");
        check("a\u{200b}\u{2066}b.png", "ab.png");
        check("a  \t b.txt", "a b.txt");
        check("what?<1>:\"x\"|*.txt", "what__1___x___.txt");
        check("CON", "_CON");
        check("nul.txt", "_nul.txt");
        check("com1.tar.gz", "_com1.tar.gz");
        check("LPT².log", "_LPT².log");
        check("aux .c", "_aux .c");
        check("COM10.txt", "COM10.txt");
        check("console.txt", "console.txt");
    }

    #[test]
    fn long_names_are_cut_before_their_ending() {
        let name = FileName::clean(&format!("{}.pdf", "é".repeat(4_000)));
        assert!(name.as_str().ends_with("éé.pdf"), "{name}");
        assert!(name.as_str().len() <= FileName::MAX_BYTES);
        let name = FileName::clean(&"🙂".repeat(4_000));
        assert_eq!(name.as_str(), "🙂".repeat(50));
        let name = FileName::clean(&format!("a.{}", "b".repeat(4_000)));
        assert_eq!(name.as_str().len(), FileName::MAX_BYTES);
    }

    proptest! {
        #[test]
        fn whatever_is_cleaned_is_clean(text in r#"[./\\ CcOoNn1a:\u{202e}\u{0}é🙂-]{0,300}|.{0,300}"#) {
            let name = FileName::clean(&text);
            prop_assert_eq!(&FileName::clean(name.as_str()), &name);
            let name = name.as_str();
            prop_assert!(!name.is_empty() && name.len() <= FileName::MAX_BYTES + 1);
            prop_assert!(!name.contains(['/', '\\', '"']) && name != "." && name != "..");
            prop_assert!(!name.chars().any(is_forbidden));
        }
    }
}

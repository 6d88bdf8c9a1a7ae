/// A piece of what somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextPart<'a> {
    /// Words.
    Text(&'a str),
    /// Words that lead somewhere.
    Link {
        /// As it was written.
        text: &'a str,
        /// An absolute address that begins with `http://` or `https://`, in whatever case.
        href: String,
    },
}

/// Cuts `text` into words and links; put together again, the parts are the text.
///
/// A link begins with `http://`, `https://` or `www.` at the beginning of a word, and ends before white space.
/// What stands at its end by the rules of the language around it is not part of it: punctuation, quotes, and a closing
/// bracket that was opened before it.
/// An address that names a person before its host (`https://bank.example@…`) is no link: it misleads.
#[must_use]
pub fn text_parts(text: &str) -> Vec<TextPart<'_>> {
    let mut parts = Vec::new();
    // Where the words begin that are in no part yet, and where to look on.
    let (mut words, mut at) = (0, 0);
    while let Some(start) = next_word(text, at) {
        let rest = &text[start..];
        let Some((length, href)) = link(rest) else {
            at = start + rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        if words < start {
            parts.push(TextPart::Text(&text[words..start]));
        }
        at = start + length;
        words = at;
        parts.push(TextPart::Link {
            text: &text[start..at],
            href,
        });
    }
    if words < text.len() {
        parts.push(TextPart::Text(&text[words..]));
    }
    parts
}

/// Returns where the next `h` or `w` stands that begins a word, from `from` on.
fn next_word(text: &str, from: usize) -> Option<usize> {
    text[from..]
        .match_indices(['h', 'H', 'w', 'W'])
        .map(|(index, _)| from + index)
        .find(|index| !text[..*index].ends_with(continues_a_word))
}

fn continues_a_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | '@' | '/' | '+' | '%')
}

/// Reads the link that `text` begins with: its length in bytes, and where it leads.
fn link(text: &str) -> Option<(usize, String)> {
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| starts_with(text, scheme));
    let host = &text[scheme.map_or(0, str::len)..];
    if scheme.is_none() && !starts_with(host, "www.") {
        return None;
    }
    let host_length = host_length(host)?;
    if scheme.is_none() && host[..host_length].split('.').count() < 3 {
        return None;
    }
    let mut length = text.len() - host.len() + host_length;
    if text[length..].starts_with(['/', '?', '#']) {
        let end = text[length..].find(ends_a_link);
        length = trimmed(&text[..end.map_or(text.len(), |end| length + end)]).len();
    }
    let link = &text[..length];
    Some(match scheme {
        Some(_) => (length, link.to_owned()),
        None => (length, format!("https://{link}")),
    })
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Returns how long the host at the beginning of `text` is, with its port; `None` where there is none to go to.
fn host_length(text: &str) -> Option<usize> {
    let authority = text
        .find(|character| matches!(character, '/' | '?' | '#' | '\\') || ends_a_link(character))
        .map_or(text, |end| &text[..end]);
    if authority.contains('@') {
        return None;
    }
    let in_brackets = authority
        .strip_prefix('[')
        .and_then(|address| address.find(']').map(|end| &address[..end]));
    let host = match in_brackets {
        Some(address) => {
            let digits = |c: char| c.is_ascii_hexdigit() || matches!(c, ':' | '.');
            let is_address = address.contains(':') && address.chars().all(digits);
            is_address.then(|| &authority[..address.len() + 2])?
        }
        None => {
            let part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
            let end = authority.find(|c| !part(c)).unwrap_or(authority.len());
            let host = authority[..end].trim_end_matches(['-', '.', '_']);
            let labels_hold = host.split('.').all(|label| !label.is_empty());
            labels_hold.then_some(host)?
        }
    };
    let port = authority[host.len()..].strip_prefix(':').map_or(0, |rest| {
        rest.find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len())
    });
    Some(host.len() + if port > 0 { port + 1 } else { 0 })
}

/// White space, what no address has, and characters that nobody sees but that turn around what is read.
fn ends_a_link(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(
            character,
            '<' | '>'
                | '"'
                | '`'
                | '“'
                | '”'
                | '«'
                | '»'
                | '、'
                | '。'
                | '，'
                | '「'
                | '」'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
        )
}

/// Takes from the end of a link what belongs to the sentence around it.
fn trimmed(mut link: &str) -> &str {
    while let Some(last) = link.chars().next_back() {
        let belongs = match last {
            '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~' | '|' | '…' | '‘' | '’' => {
                false
            }
            ')' => is_opened(link, '(', ')'),
            ']' => is_opened(link, '[', ']'),
            '}' => is_opened(link, '{', '}'),
            _ => true,
        };
        if belongs {
            break;
        }
        link = &link[..link.len() - last.len_utf8()];
    }
    link
}

/// True if every `close` of the link closes an `open` within it.
fn is_opened(link: &str, open: char, close: char) -> bool {
    link.matches(close).count() <= link.matches(open).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_where_a_person_sees_them() {
        check("https://example.org", &["https://example.org"]);
        check("http://example.org/", &["http://example.org/"]);
        check("See HTTPS://Example.ORG/A now", &["HTTPS://Example.ORG/A"]);
        check("a\nhttps://a.org\nb", &["https://a.org"]);
        check(
            "https://a.org https://b.org",
            &["https://a.org", "https://b.org"],
        );
        check(
            "https://localhost:3001/r/x",
            &["https://localhost:3001/r/x"],
        );
        check("http://192.168.1.7:8080", &["http://192.168.1.7:8080"]);
        check("http://[::1]:3001/a", &["http://[::1]:3001/a"]);
        check(
            "https://a.org/x?y=1&z=%20#top",
            &["https://a.org/x?y=1&z=%20#top"],
        );
        check("https://münchen.example/ü", &["https://münchen.example/ü"]);
        check("lihat:https://a.org", &["https://a.org"]);
    }

    #[test]
    fn an_address_without_a_scheme_leads_to_https() {
        assert_eq!(
            text_parts("at www.example.org!"),
            [
                TextPart::Text("at "),
                TextPart::Link {
                    text: "www.example.org",
                    href: "https://www.example.org".to_owned()
                },
                TextPart::Text("!"),
            ]
        );
        check("WWW.a.org/b", &["https://WWW.a.org/b"]);
        check("www.", &[]);
        check("www.org", &[]);
        check("www...", &[]);
        check("www.a..org", &[]);
        check("example.org", &[]);
    }

    #[test]
    fn what_belongs_to_the_sentence_is_not_part_of_a_link() {
        for end in [
            ".", ",", "!", "?", ":", ";", "…", "'", "\"", ")", "]", "}", ").", "\u{201d}", "’",
            ">", "?!", "。",
        ] {
            check(&format!("https://a.org/b{end}"), &["https://a.org/b"]);
            check(&format!("https://a.org{end} "), &["https://a.org"]);
        }
        check("(https://a.org/b)", &["https://a.org/b"]);
        check("<https://a.org/b>", &["https://a.org/b"]);
        check("*https://a.org/b*", &["https://a.org/b"]);
        check("[b](https://a.org/b)", &["https://a.org/b"]);
        check("https://a.org/b_(c)", &["https://a.org/b_(c)"]);
        check("(https://a.org/b_(c))", &["https://a.org/b_(c)"]);
        check("https://a.org/b/", &["https://a.org/b/"]);
        check("https://a.org:", &["https://a.org"]);
        check("https://a.org|b", &["https://a.org"]);
    }

    #[test]
    fn nothing_else_leads_anywhere() {
        for text in [
            "",
            "javascript:alert(1)",
            "JavaScript://a.org/%0aalert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "vbscript:x",
            "ftp://a.org",
            "mailto:a@b.org",
            "a@www.example.org",
            "https://",
            "https:///a",
            "https://.",
            "https:// a.org",
            "https:a.org",
            "xhttps://a.org",
            "https://bank.example@evil.example/",
            "https://bank.example:443@evil.example",
            "http://[::1",
            "http://[a]",
            "https://\\evil",
            "https://\u{202e}a.org",
        ] {
            check(text, &[]);
        }
        // What comes after a scheme that is not followed may be a link of its own.
        check("javascript:https://a.org", &["https://a.org"]);
        check("https://a.org\\@b.org", &["https://a.org"]);
        check("https://a.org/\u{202e}gro.b", &["https://a.org/"]);
    }

    #[test]
    fn every_part_together_is_the_text() {
        let pieces = [
            "https://",
            "http://",
            "www.",
            "a.org",
            "/",
            "(",
            ")",
            "@",
            ".",
            " ",
            "\n",
            "h",
            "W",
            "é",
            "[",
            "]",
            ":",
            "80",
            "\u{202e}",
            "javascript:",
        ];
        let mut random = 7_u64;
        for _ in 0..20_000 {
            let text: String = (0..8)
                .map(|_| {
                    random = random
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    pieces[(random >> 33) as usize % pieces.len()]
                })
                .collect();
            let mut together = String::new();
            for part in text_parts(&text) {
                match part {
                    TextPart::Text(text) => together.push_str(text),
                    TextPart::Link { text, href } => {
                        let lower = href.to_ascii_lowercase();
                        let safe = lower.starts_with("http://") || lower.starts_with("https://");
                        assert!(safe && href.ends_with(text), "{text:?} {href:?}");
                        together.push_str(text);
                    }
                }
            }
            assert_eq!(together, text);
        }
    }

    /// Tells which addresses the links of `text` lead to.
    fn check(text: &str, expected: &[&str]) {
        let parts = text_parts(text);
        let hrefs: Vec<&str> = parts
            .iter()
            .filter_map(|part| match part {
                TextPart::Text(_) => None,
                TextPart::Link { href, .. } => Some(href.as_str()),
            })
            .collect();
        assert_eq!(hrefs, expected, "{text:?}");
    }
}

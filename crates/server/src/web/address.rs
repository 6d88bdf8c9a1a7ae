/// The page that is the web app.
pub(super) const PAGE: &str = "index.html";

/// What a path asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Address<'a> {
    /// A place within the web app, which is one page.
    Page,
    /// A file by its name, which stays within the directory of the files.
    File(&'a str),
    /// Something that cannot be.
    Nothing,
}

impl<'a> Address<'a> {
    pub(super) fn of(path: &'a str) -> Self {
        let name = path.trim_start_matches('/');
        // The web app itself says what is wrong with the name of a room.
        if name.is_empty() || name == PAGE || name.starts_with("r/") {
            return Self::Page;
        }
        let last = name.rsplit('/').next().unwrap_or(name);
        if !last.contains('.') {
            return Self::Page;
        }
        if name.split('/').all(is_plain) {
            Self::File(name)
        } else {
            Self::Nothing
        }
    }
}

/// Says how long a browser may keep a file without asking again.
pub(super) fn cache_control(name: &str) -> &'static str {
    if is_hashed(name) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// True for a segment that names an entry of its directory, on every system.
fn is_plain(segment: &str) -> bool {
    !segment.starts_with('.')
        && !segment.is_empty()
        && segment
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

/// True if the name holds a hash of the file's content, as Trunk writes it: `app-0123456789abcdef_bg.wasm`.
///
/// The hash has 64 bits and is written without zeros in front.
fn is_hashed(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let Some((stem, _extension)) = file.split_once('.') else {
        return false;
    };
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    let Some((_, hash)) = stem.rsplit_once('-') else {
        return false;
    };
    (12..=16).contains(&hash.len()) && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_pages_from_files() {
        let check =
            |path: &str, expected: Address<'_>| assert_eq!(Address::of(path), expected, "{path:?}");
        check("/", Address::Page);
        check("/index.html", Address::Page);
        check("/r/daily-standup", Address::Page);
        check("/r/no.such.name", Address::Page);
        check("/about", Address::Page);
        check("/app.js", Address::File("app.js"));
        check(
            "/snippets/gloo-1/inline0.js",
            Address::File("snippets/gloo-1/inline0.js"),
        );
        check("/.env", Address::Nothing);
        check("/../Cargo.toml", Address::Nothing);
        check("/a/../../Cargo.toml", Address::Nothing);
        check("/a/.git/x.y", Address::Nothing);
        check("/a//b.js", Address::Nothing);
        check("/..%2fCargo.toml", Address::Nothing);
        check("/a\\..\\b.js", Address::Nothing);
        check("/c:.js", Address::Nothing);
    }

    #[test]
    fn keeps_only_hashed_files_for_ever() {
        let check = |name: &str, expected: bool| assert_eq!(is_hashed(name), expected, "{name:?}");
        check("client-0123456789abcdef.js", true);
        check("client-0123456789abcdef_bg.wasm", true);
        check("assets/main-fedcba9876543210.css", true);
        check("index.html", false);
        check("favicon.svg", false);
        check("client-b093a6cbe86e9ee.js", true);
        check("client-01234567.js", false);
        check("client-00123456789abcdef.js", false);
        check("client-0123456789abcdeg.js", false);
        check("snippets/gloo-0123456789abcdef/inline0.js", false);
    }
}

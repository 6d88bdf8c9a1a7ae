use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The scripts within a page, as sources for its content security policy: each ` 'sha256-…'`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct InlineScripts(pub(crate) String);

impl InlineScripts {
    /// Finds the scripts of a page that Trunk wrote; it is no reader for any HTML.
    pub(crate) fn of(html: &str) -> Self {
        let mut sources = String::new();
        let mut rest = html;
        while let Some((attributes, content, after)) = next_script(rest) {
            if !attributes
                .split_ascii_whitespace()
                .any(|attribute| attribute.starts_with("src="))
            {
                let hash = STANDARD.encode(Sha256::digest(content));
                sources.push_str(&format!(" 'sha256-{hash}'"));
            }
            rest = after;
        }
        Self(sources)
    }
}

/// Returns the attributes and the content of the next script, and what comes after it.
fn next_script(html: &str) -> Option<(&str, &str, &str)> {
    let mut rest = html;
    loop {
        let (_, after_name) = rest.split_once("<script")?;
        if after_name.starts_with(|c: char| c == '>' || c.is_ascii_whitespace()) {
            let (attributes, after_tag) = after_name.split_once('>')?;
            let (content, after) = after_tag.split_once("</script")?;
            return Some((attributes, content, after));
        }
        rest = after_name;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_what_is_inline() {
        // The example of CSP level 3, section 8.3.
        let known = " 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='";
        let check = |html: &str, expected: &str| {
            assert_eq!(InlineScripts::of(html).0, expected, "{html:?}")
        };
        check("<script>alert('Hello, world.');</script>", known);
        check(
            "<script type=\"module\" nonce=\"x\">alert('Hello, world.');</script>",
            known,
        );
        check(
            "<script src=\"/a.js\"></script><script>alert('Hello, world.');</script>",
            known,
        );
        check(
            "<scripture><script\n>alert('Hello, world.');</script>",
            known,
        );
        check("<script defer src=/a.js></script>", "");
        check("<p>no script</p>", "");
        check("<script>never ends", "");
    }
}

//! Words that mean unfinished work, a silenced test or a leak.

use crate::tidy::{Finding, Source, code_lines, has_word};

/// Split, so that this file does not find itself.
const UNFINISHED: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];
const IN_CODE: [(&str, &str); 3] = [
    (
        concat!("#[ign", "ore"),
        "a test is run or removed, never ignored",
    ),
    (
        concat!("Closure::", "forget"),
        "a forgotten closure outlives its page: keep it in the value that ends it",
    ),
    (
        concat!(".for", "get()"),
        "what is forgotten is never dropped: keep it in the value that ends it",
    ),
];

pub(super) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |line, rule: String| {
        findings.push(Finding {
            path: source.path.clone(),
            line: Some(line),
            rule,
        })
    };
    for (index, line) in source.text.lines().enumerate() {
        for word in UNFINISHED.iter().filter(|word| has_word(line, word)) {
            add(index + 1, format!("{word}: do it, or open an issue"));
        }
    }
    if source.path.ends_with(".rs") {
        for (line, code) in code_lines(&source.text) {
            for (_, rule) in IN_CODE.iter().filter(|(word, _)| code.contains(word)) {
                add(line, (*rule).to_owned());
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<Option<usize>> {
        check(&Source {
            path: path.to_owned(),
            text: text.to_owned(),
        })
        .iter()
        .map(|finding| finding.line)
        .collect()
    }

    #[test]
    fn unfinished_work_is_found_everywhere() {
        for word in UNFINISHED {
            assert_eq!(
                lines("docs/a.md", &format!("fine\n{word}: later\n")),
                [Some(2)]
            );
            assert_eq!(
                lines("crates/a/src/lib.rs", &format!("// {word}\n")),
                [Some(1)]
            );
        }
        assert!(lines("docs/a.md", "MASTODON\n").is_empty());
    }

    #[test]
    fn silenced_tests_and_leaks_are_found_in_code() {
        for (word, _) in IN_CODE {
            assert_eq!(
                lines("crates/a/src/lib.rs", &format!("{word}\n")),
                [Some(1)],
                "{word}"
            );
            assert!(lines("clippy.toml", &format!("{word}\n")).is_empty());
        }
    }
}

//! `call`, `doctor`, `doors`, `rooms`, `serverless` and `turn` know no clock, no randomness and no world.

use crate::tidy::{Finding, Source, code_lines, dependencies, has_word};

const PURE_CRATES: [&str; 6] = [
    "crates/call/",
    "crates/doctor/",
    "crates/doors/",
    "crates/rooms/",
    "crates/serverless/",
    "crates/turn/",
];
const ALLOWED_DEPENDENCIES: [&str; 14] = [
    "base64",
    "ed25519-compact",
    "hmac",
    "jsonwebtoken",
    "protocol",
    "serde",
    "serde_json",
    "sha1",
    "sha2",
    "stun-types",
    "thiserror",
    "tracing",
    "turn",
    "turn-types",
];
const FORBIDDEN_WORDS: [&str; 10] = [
    "HashMap",
    "HashSet",
    "Instant::now",
    "SystemTime::now",
    "axum",
    "getrandom",
    "leptos",
    "rand",
    "tokio",
    "web_sys",
];

pub(super) fn check(source: &Source) -> Vec<Finding> {
    let Some(path) = PURE_CRATES
        .iter()
        .find_map(|pure| source.path.strip_prefix(pure))
    else {
        return Vec::new();
    };
    if path == "Cargo.toml" {
        impure_dependencies(source)
    } else if path.starts_with("src/") {
        impure_words(source)
    } else {
        Vec::new()
    }
}

fn impure_dependencies(source: &Source) -> Vec<Finding> {
    dependencies(&source.text)
        .filter(|(_, section, _)| !section.ends_with("dev-dependencies"))
        .filter_map(|(line, _, entry)| {
            let name = entry.split(['.', ' ', '=']).next().unwrap_or(entry);
            let rule = format!("a pure crate may not depend on {name}");
            (!ALLOWED_DEPENDENCIES.contains(&name)).then(|| Finding {
                path: source.path.clone(),
                line: Some(line),
                rule,
            })
        })
        .collect()
}

fn impure_words(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (line, code) in code_lines(&source.text) {
        for word in FORBIDDEN_WORDS.iter().filter(|word| has_word(code, word)) {
            let rule = format!("a pure crate may not name {word}");
            findings.push(Finding {
                path: source.path.clone(),
                line: Some(line),
                rule,
            });
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        let source = Source {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        check(&source).iter().map(Finding::to_string).collect()
    }

    #[test]
    fn a_pure_crate_depends_on_few() {
        let manifest = "[dependencies]\nprotocol.workspace = true\ntokio.workspace = true\n[dev-dependencies]\nproptest.workspace = true\n";
        assert_eq!(
            findings("crates/call/Cargo.toml", manifest),
            ["crates/call/Cargo.toml:3: a pure crate may not depend on tokio"]
        );
        assert!(findings("crates/server/Cargo.toml", manifest).is_empty());
    }

    #[test]
    fn a_pure_crate_names_no_clock() {
        let code = "// Instant::now panics in a browser.\nlet now = Instant::now();\n";
        assert_eq!(
            findings("crates/rooms/src/room.rs", code),
            ["crates/rooms/src/room.rs:2: a pure crate may not name Instant::now"]
        );
        assert!(findings("crates/server/src/main.rs", code).is_empty());
        assert!(findings("crates/rooms/tests/random.rs", code).is_empty());
    }

    #[test]
    fn each_forbidden_word_is_found() {
        for word in FORBIDDEN_WORDS {
            assert_eq!(
                findings("crates/call/src/lib.rs", &format!("use {word};")).len(),
                1,
                "{word}"
            );
        }
    }
}

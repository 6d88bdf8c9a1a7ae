//! `docs/protocol.md` names every message, code, value and field of the protocol.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::tidy::{Finding, Source};

const DOCUMENT: &str = "docs/protocol.md";
const TYPES: &str = "crates/protocol/src/";
const GOLDEN: &str = "crates/protocol/tests/wire/";

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let missing = |rule: &str| Finding {
        path: DOCUMENT.to_owned(),
        line: None,
        rule: rule.to_owned(),
    };
    let Some(document) = sources.iter().find(|source| source.path == DOCUMENT) else {
        return vec![missing("there is no such document")];
    };
    let mut names = BTreeSet::new();
    for source in sources
        .iter()
        .filter(|source| source.path.starts_with(TYPES))
    {
        names.extend(variants(&source.text));
    }
    let variants = names.len();
    for source in sources
        .iter()
        .filter(|source| source.path.starts_with(GOLDEN))
    {
        names.extend(fields(&source.text));
    }
    if variants == 0 || names.len() == variants {
        return vec![missing(
            "no variants or no fields were found in the protocol crate to compare with",
        )];
    }
    names
        .iter()
        .filter(|name| !names_it(&document.text, name))
        .map(|name| missing(&format!("does not name `{name}`")))
        .collect()
}

fn names_it(document: &str, name: &str) -> bool {
    document.contains(&format!("`{name}`")) || document.contains(&format!("\"{name}\""))
}

/// The wire names of the variants of all enums that serde writes in snake case.
fn variants(source: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut lines = source.lines();
    while lines
        .any(|line| line.starts_with("#[serde(") && line.contains("rename_all = \"snake_case\""))
    {
        let mut hidden = false;
        let is_enum = lines
            .find(|line| !line.starts_with('#'))
            .is_some_and(|line| line.contains("enum "));
        for line in lines.by_ref().take_while(|line| is_enum && *line != "}") {
            let Some(line) = line.strip_prefix("    ") else {
                continue;
            };
            if line.starts_with("#[serde(other)]") {
                hidden = true;
            } else if line.starts_with(|c: char| c.is_ascii_uppercase()) {
                let variant = line
                    .split(|c: char| !c.is_ascii_alphanumeric())
                    .next()
                    .unwrap_or(line);
                if !hidden {
                    names.insert(snake_case(variant));
                }
                hidden = false;
            }
        }
    }
    names
}

fn snake_case(variant: &str) -> String {
    let mut name = String::new();
    for c in variant.chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

/// The keys of the golden JSON that the wire tests check.
fn fields(tests: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for call in ["check_client(", "check_server(", "check_file("] {
        for argument in tests.split(call).skip(1) {
            let golden = argument
                .split_once("r#\"")
                .and_then(|(_, rest)| rest.split_once("\"#"));
            if let Some(Ok(value)) = golden.map(|(json, _)| serde_json::from_str(json)) {
                add_keys(&value, &mut names);
            }
        }
    }
    names
}

fn add_keys(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                names.insert(key.clone());
                add_keys(value, names);
            }
        }
        Value::Array(array) => array.iter().for_each(|value| add_keys(value, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENUMS: &str = "\
#[derive(Debug)]
#[serde(tag = \"type\", rename_all = \"snake_case\")]
pub enum Message<S = Signal> {
    /// Asks.
    Join(Join),
    SetPublications { publications: Publications },
    #[serde(other)]
    Unknown,
    Leave,
}

pub struct Other;
";
    const TESTS: &str = "check_client(\n&x,\nr#\"{\"type\":\"join\",\"to\":{\"deep\":[{\"sdp\":1}]}}\"#,\n);\nlet odd = r#\"{\"mood\":1}\"#;";

    fn sources(document: &str) -> Vec<Source> {
        [
            (DOCUMENT, document),
            ("crates/protocol/src/a.rs", ENUMS),
            ("crates/protocol/tests/wire/client.rs", TESTS),
        ]
        .map(|(path, text)| Source {
            path: path.to_owned(),
            text: text.to_owned(),
        })
        .into()
    }

    #[test]
    fn reads_variants_as_the_wire_has_them() {
        assert_eq!(
            variants(ENUMS),
            ["join", "leave", "set_publications"]
                .map(str::to_owned)
                .into()
        );
    }

    #[test]
    fn reads_fields_from_golden_json_alone() {
        assert_eq!(
            fields(TESTS),
            ["deep", "sdp", "to", "type"].map(str::to_owned).into()
        );
    }

    #[test]
    fn a_complete_document_passes_and_a_gap_is_found() {
        let complete = "`join` `leave` `set_publications` {\"type\": 1} `to` `deep` `sdp`";
        assert!(check(&sources(complete)).is_empty());
        for name in [
            "join",
            "leave",
            "set_publications",
            "type",
            "to",
            "deep",
            "sdp",
        ] {
            let findings = check(&sources(&complete.replace(name, "else")));
            assert!(
                findings
                    .iter()
                    .any(|finding| finding.rule.contains(&format!("`{name}`"))),
                "{name}"
            );
        }
    }

    #[test]
    fn a_lost_document_is_found() {
        assert_eq!(check(&sources("")[1..]).len(), 1);
    }
}

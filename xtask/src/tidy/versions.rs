//! Versions and paths of dependencies are said once, in the workspace.

use crate::tidy::{Finding, Source, dependencies};

pub(super) fn check(source: &Source) -> Vec<Finding> {
    let below_root = source.path.contains('/') && source.path.ends_with("/Cargo.toml");
    if !below_root {
        return Vec::new();
    }
    let rule = "a dependency takes its version from the workspace: `name.workspace = true`";
    dependencies(&source.text)
        .filter(|(line, _, entry)| !inherits(&source.text, *line, entry))
        .map(|(line, ..)| Finding {
            path: source.path.clone(),
            line: Some(line),
            rule: rule.to_owned(),
        })
        .collect()
}

/// True if the entry, or the table that begins on its line, says `workspace = true`.
fn inherits(manifest: &str, line: usize, entry: &str) -> bool {
    let is_table = !entry.contains('=');
    let body = manifest
        .lines()
        .skip(line)
        .take_while(|line| is_table && !line.starts_with('['));
    std::iter::once(entry)
        .chain(body)
        .any(|text| text.replace(' ', "").contains("workspace=true"))
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
    fn a_version_in_a_crate_is_found() {
        let manifest = "[dependencies]\na.workspace = true\nb = \"1\"\nc = { version = \"2\" }\nd = { workspace = true, features = [\n  \"x\",\n] }\n\
                        [build-dependencies.e]\nversion = \"3\"\n[dependencies.f]\nworkspace = true\n";
        assert_eq!(
            lines("crates/a/Cargo.toml", manifest),
            [Some(3), Some(4), Some(8)]
        );
    }

    #[test]
    fn the_workspace_may_name_versions() {
        assert!(lines("Cargo.toml", "[workspace.dependencies]\na = \"1\"\n").is_empty());
    }
}

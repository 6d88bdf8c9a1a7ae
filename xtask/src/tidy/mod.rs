//! `cargo xtask tidy`: the repository's own rules, which no other tool knows.

use std::fmt::{self, Display};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::steps;

mod protocol_doc;
mod purity;
mod size;
mod versions;
mod words;

/// Where people write, beside the root itself.
const DIRECTORIES: [&str; 8] = [
    ".cargo", ".ci", ".github", "crates", "deploy", "docs", "public", "xtask",
];
/// Directories below those that hold nothing that people wrote.
const SKIPPED_DIRECTORIES: [&str; 4] = ["__pycache__", "dist", "node_modules", "target"];
const TEXT_EXTENSIONS: [&str; 12] = [
    "css", "html", "js", "json", "md", "mjs", "py", "rs", "sh", "toml", "yaml", "yml",
];

/// A text file of the repository; its path is relative to the root and uses `/`.
#[derive(Debug)]
struct Source {
    path: String,
    text: String,
}

/// A broken rule and where.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    /// Counted from 1; none for the whole file.
    line: Option<usize>,
    rule: String,
}

impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.rule),
            None => write!(f, "{}: {}", self.path, self.rule),
        }
    }
}

pub(crate) fn run(project: &Project) -> Result<()> {
    let findings = steps::work("Checking the repository's own rules", || {
        findings(project.root())
    })?;
    for finding in &findings {
        steps::say(&finding.to_string());
    }
    if !findings.is_empty() {
        bail!("{} broken rules", findings.len());
    }
    Ok(())
}

fn findings(root: &Path) -> Result<Vec<Finding>> {
    let mut sources = Vec::new();
    collect(root, "", &mut sources)?;
    let rules = [purity::check, words::check, size::check, versions::check];
    let mut findings: Vec<_> = sources
        .iter()
        .flat_map(|source| rules.iter().flat_map(|rule| rule(source)))
        .collect();
    findings.extend(protocol_doc::check(&sources));
    Ok(findings)
}

fn collect(root: &Path, directory: &str, sources: &mut Vec<Source>) -> Result<()> {
    let entries =
        fs::read_dir(root.join(directory)).with_context(|| format!("cannot list {directory}"))?;
    let mut entries = entries.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().display().to_string();
        let path = if directory.is_empty() {
            name.clone()
        } else {
            format!("{directory}/{name}")
        };
        if entry.file_type()?.is_dir() {
            let written = if directory.is_empty() {
                DIRECTORIES.contains(&name.as_str())
            } else {
                !SKIPPED_DIRECTORIES.contains(&name.as_str())
            };
            if written {
                collect(root, &path, sources)?;
            }
        } else if is_text(&name) {
            let text =
                fs::read_to_string(entry.path()).with_context(|| format!("cannot read {path}"))?;
            sources.push(Source { path, text });
        }
    }
    Ok(())
}

/// True for what people write; lock files are written by tools.
fn is_text(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    name != "package-lock.json"
        && extension.is_some_and(|extension| TEXT_EXTENSIONS.contains(&extension))
}

/// The lines of a Rust source with their numbers, comments removed.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| {
        let code = if line.trim_start().starts_with("//") {
            ""
        } else {
            line
        };
        (index + 1, code.split(" // ").next().unwrap_or(code))
    })
}

/// True if `text` holds `word` with no letter, digit or underscore at either end.
fn has_word(text: &str, word: &str) -> bool {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].ends_with(part_of_word) && !text[at + word.len()..].starts_with(part_of_word)
    })
}

/// The dependencies that a `Cargo.toml` names: line, section and the entry `name = value` or `name.key = value`.
fn dependencies(manifest: &str) -> impl Iterator<Item = (usize, &str, &str)> {
    let mut section = "";
    manifest
        .lines()
        .enumerate()
        .filter_map(move |(index, line)| {
            if let Some(header) = line.trim().strip_prefix('[') {
                section = header.trim_end_matches(']');
                let (table, name) = section.rsplit_once('.')?;
                return table
                    .ends_with("dependencies")
                    .then_some((index + 1, table, name));
            }
            (section.ends_with("dependencies")
                && line.contains('=')
                && !line.starts_with(['#', ' ']))
            .then_some((index + 1, section, line))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_keeps_its_rules() {
        let project = Project::open().unwrap();
        let broken: Vec<_> = findings(project.root())
            .unwrap()
            .iter()
            .map(Finding::to_string)
            .collect();
        assert!(broken.is_empty(), "\n{}", broken.join("\n"));
    }

    #[test]
    fn comments_are_no_code() {
        let lines: Vec<_> = code_lines("/// a\nlet b = 1; // c\n    // d")
            .map(|(_, code)| code)
            .collect();
        assert_eq!(lines, ["", "let b = 1;", ""]);
    }

    #[test]
    fn words_end_where_they_end() {
        assert!(has_word("use rand::Rng;", "rand"));
        assert!(!has_word("let operand = strand;", "rand"));
        assert!(!has_word("rand_core", "rand"));
    }

    #[test]
    fn finds_dependencies_in_each_way_of_writing_them() {
        let manifest = "[package]\nname = \"x\"\n[dependencies]\na.workspace = true\n# b = 1\nc = { workspace = true, features = [\n  \"d=e\",\n] }\n\
                        [dependencies.f]\nworkspace = true\n[target.'cfg(unix)'.dev-dependencies]\ng = \"1\"\n[lints]\nworkspace = true\n";
        let found: Vec<_> = dependencies(manifest).collect();
        assert_eq!(
            found,
            [
                (4, "dependencies", "a.workspace = true"),
                (6, "dependencies", "c = { workspace = true, features = ["),
                (9, "dependencies", "f"),
                (12, "target.'cfg(unix)'.dev-dependencies", "g = \"1\""),
            ]
        );
    }
}

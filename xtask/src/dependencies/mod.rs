//! What the program is made of: `deny.toml`, checked without any other program.
//!
//! cargo-deny reads the same file and knows more (the texts of licenses, advisories), but takes many minutes to build.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::dependencies::license::is_allowed;
use crate::project::Project;
use crate::steps;

mod license;

/// Where crates may come from, beside the repository itself.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub(crate) fn check(project: &Project) -> Result<()> {
    let findings = steps::work("Checking licenses, duplicates and sources", || {
        let rules = fs::read_to_string(project.root().join("deny.toml"))?;
        let output = project
            .cargo(&[
                "metadata",
                "--locked",
                "--all-features",
                "--format-version",
                "1",
            ])
            .output()
            .context("cannot start cargo")?;
        let metadata =
            serde_json::from_slice(&output.stdout).context("cargo metadata is no JSON")?;
        findings(&Rules::read(&rules), &metadata)
    })?;
    findings.iter().for_each(|finding| steps::say(finding));
    if !findings.is_empty() {
        bail!(
            "{} dependencies are not as deny.toml has them",
            findings.len()
        );
    }
    Ok(())
}

/// What of `deny.toml` is checked here.
#[derive(Debug, Default)]
struct Rules<'a> {
    licenses: Vec<&'a str>,
    /// `name@requirement` of the older ones of what there are several of; a requirement is `1` or `0.2`.
    duplicates: Vec<&'a str>,
}

impl<'a> Rules<'a> {
    /// Reads the file as it is laid out: an entry a line.
    fn read(text: &'a str) -> Self {
        let mut rules = Self::default();
        let mut list = "";
        for line in text.lines().map(str::trim) {
            if let Some(name) = line.strip_suffix(" = [") {
                list = name;
            } else if line == "]" {
                list = "";
            } else if list == "allow" {
                rules.licenses.extend(line.split('"').nth(1));
            } else if list == "skip" && line.starts_with("{ crate = ") {
                rules.duplicates.extend(line.split('"').nth(1));
            }
        }
        rules
    }
}

fn findings(rules: &Rules<'_>, metadata: &Value) -> Result<Vec<String>> {
    let packages = metadata["packages"]
        .as_array()
        .context("cargo tells of no packages")?;
    let mut findings = Vec::new();
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in packages {
        let text = |key: &str| package[key].as_str().unwrap_or_default();
        let (name, version) = (text("name"), text("version"));
        versions.entry(name).or_default().push(version);
        if !is_allowed(text("license"), &rules.licenses) {
            findings.push(format!(
                "{name} {version} has the license {:?}",
                text("license")
            ));
        }
        let is_ours = package["source"].is_null();
        if !is_ours && text("source") != REGISTRY {
            findings.push(format!("{name} {version} comes from {}", text("source")));
        }
    }
    let mut unused = rules.duplicates.clone();
    for (name, versions) in versions {
        let mut known = |version: &&str| {
            let is_meant = |entry: &&str| means(entry, name, version);
            unused.retain(|entry| !is_meant(entry));
            rules.duplicates.iter().any(is_meant)
        };
        let unknown: Vec<_> = versions
            .iter()
            .copied()
            .filter(|version| !known(version))
            .collect();
        if unknown.len() > 1 {
            findings.push(format!("{name} is there as {}", unknown.join(" and ")));
        }
    }
    findings.extend(
        unused
            .iter()
            .map(|entry| format!("{entry} is not there any more")),
    );
    Ok(findings)
}

fn means(entry: &str, name: &str, version: &str) -> bool {
    let requirement = entry
        .strip_prefix(name)
        .and_then(|rest| rest.strip_prefix('@'));
    requirement
        .and_then(|requirement| version.strip_prefix(requirement))
        .is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const RULES: &str = "[licenses]\nallow = [\n  \"MIT\",\n]\n[bans]\nskip = [\n  { crate = \"old@1\", reason = \"b\" },\n]\n";

    fn package(name: &str, version: &str, license: &str, source: Value) -> Value {
        json!({ "name": name, "version": version, "license": license, "source": source })
    }

    fn found(packages: &[Value]) -> Vec<String> {
        findings(&Rules::read(RULES), &json!({ "packages": packages })).unwrap()
    }

    #[test]
    fn what_is_as_it_should_be_is_no_finding() {
        let from = json!(REGISTRY);
        let packages = [
            package("ours", "0.1.0", "MIT OR Apache-2.0", Value::Null),
            package("old", "1.0.0", "MIT", from.clone()),
            package("old", "2.0.0", "MIT", from),
        ];
        assert!(found(&packages).is_empty());
    }

    #[test]
    fn an_entry_means_one_crate_and_what_is_compatible() {
        assert!(means("a@1", "a", "1.2.3") && means("a@0.2", "a", "0.2.0"));
        assert!(!means("a@1", "a", "10.0.0") && !means("a@0.2", "a", "0.20.0"));
        assert!(!means("a@1", "ab", "1.0.0") && !means("ab@1", "a", "1.0.0"));
    }

    #[test]
    fn each_rule_finds_what_breaks_it() {
        let from = json!(REGISTRY);
        let old = package("old", "1.0.0", "MIT", from.clone());
        let check = |other: &[Value], expected: &str| {
            let packages = [std::slice::from_ref(&old), other].concat();
            assert_eq!(found(&packages), [expected]);
        };
        let gpl = package("a", "1.0.0", "GPL-3.0", from.clone());
        check(&[gpl], "a 1.0.0 has the license \"GPL-3.0\"");
        let git = package("a", "1.0.0", "MIT", json!("git+https://example.org/a"));
        check(&[git], "a 1.0.0 comes from git+https://example.org/a");
        let two = ["1.0.0", "2.0.0"].map(|version| package("a", version, "MIT", from.clone()));
        check(&two, "a is there as 1.0.0 and 2.0.0");
        assert_eq!(found(&[]), ["old@1 is not there any more"]);
    }
}

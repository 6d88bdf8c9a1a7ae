//! `cargo xtask size`: what a browser loads on its first visit, and the budget for it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use brotli::CompressorWriter;

use crate::pack::PARTS;
use crate::project::Project;
use crate::steps;

/// Bytes after brotli at its best, which is what the server sends.
const BUDGET_BYTES: usize = 250_000;
const BUDGET_REQUESTS: usize = 6;
const CHECK_BUDGET_BYTES: usize = 130_000;
const SERVERLESS_BUDGET_BYTES: usize = 120_000;
/// What is loaded while people are in the green room.
const LATER_BUDGET_BYTES: usize = 90_000;

/// What the page names, but asks for only once it has nothing else to do.
const LATER: [&str; 2] = ["manifest.webmanifest", "sw.js"];

#[derive(Debug)]
struct Asset {
    name: String,
    bytes: usize,
    compressed: usize,
}

pub(crate) fn run(project: &Project) -> Result<()> {
    if !report(project)? {
        bail!("the web app is above its budget");
    }
    Ok(())
}

/// What the page of the check loads besides.
const CHECK: [&str; 3] = ["check.js", "check_bg.wasm", "probes.js"];

/// What is loaded besides where a service takes the place of a server.
const SERVERLESS: [&str; 3] = ["serverless.js", "small_room.js", "small_room_bg.wasm"];

/// Prints the table and returns whether the web app is within its budget.
pub(crate) fn report(project: &Project) -> Result<bool> {
    let assets = steps::work("Measuring the web app", || first_load(&project.dist()))?;
    for asset in &assets {
        println!(
            "{:>8} B  {:>8} B brotli  {}",
            asset.bytes, asset.compressed, asset.name
        );
    }
    let compressed: usize = assets.iter().map(|asset| asset.compressed).sum();
    println!(
        "{compressed} B brotli in {} requests on first load (budget: {BUDGET_BYTES} B in {BUDGET_REQUESTS})",
        assets.len()
    );
    let check = CHECK.map(|name| measure(&project.dist(), name.to_owned()));
    let mut more = 0;
    for asset in check {
        more += asset?.compressed;
    }
    println!("{more} B brotli more at /check (budget: {CHECK_BUDGET_BYTES} B)");
    let mut instead = 0;
    for asset in SERVERLESS.map(|name| measure(&project.dist(), name.to_owned())) {
        instead += asset?.compressed;
    }
    println!(
        "{instead} B brotli more where there is no server (budget: {SERVERLESS_BUDGET_BYTES} B)"
    );
    let mut later = 0;
    for name in parts(&page(&project.dist())?) {
        later += measure(&project.dist(), name)?.compressed;
    }
    println!("{later} B brotli more before a call (budget: {LATER_BUDGET_BYTES} B)");
    Ok(within_budget(compressed, assets.len())
        && more <= CHECK_BUDGET_BYTES
        && instead <= SERVERLESS_BUDGET_BYTES
        && later <= LATER_BUDGET_BYTES)
}

fn within_budget(compressed: usize, requests: usize) -> bool {
    compressed <= BUDGET_BYTES && requests <= BUDGET_REQUESTS
}

fn page(dist: &Path) -> Result<String> {
    fs::read_to_string(dist.join("index.html"))
        .context("there is no built web app: `trunk build --release` makes one")
}

fn first_load(dist: &Path) -> Result<Vec<Asset>> {
    let page = page(dist)?;
    let parts = parts(&page);
    let mut names = BTreeSet::from(["index.html".to_owned()]);
    // The app reads it at start.
    names.insert("config.json".to_owned());
    names.extend(
        local_references(&page)
            .into_iter()
            .filter(|name| !LATER.contains(&name.as_str()) && !parts.contains(name)),
    );
    add_snippets(dist, "snippets", &mut names)?;
    names
        .into_iter()
        .filter(|name| dist.join(name).is_file())
        .map(|name| measure(dist, name))
        .collect()
}

/// Pieces of JavaScript that crates bring along; the app's own script imports each.
fn add_snippets(dist: &Path, directory: &str, names: &mut BTreeSet<String>) -> Result<()> {
    let Ok(entries) = fs::read_dir(dist.join(directory)) else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        let name = format!("{directory}/{}", entry.file_name().display());
        if entry.file_type()?.is_dir() {
            add_snippets(dist, &name, names)?;
        } else {
            names.insert(name);
        }
    }
    Ok(())
}

/// Every quoted absolute path in `page`, without the leading slash.
fn local_references(page: &str) -> BTreeSet<String> {
    page.split(['"', '\''])
        .skip(1)
        .filter_map(|text| text.strip_prefix('/'))
        .filter(|name| {
            !name.is_empty() && !name.starts_with('/') && !name.contains(char::is_whitespace)
        })
        .map(str::to_owned)
        .collect()
}

/// What the page says is loaded later.
fn parts(page: &str) -> Vec<String> {
    let meta = format!("<meta name=\"{PARTS}\" content=\"");
    let paths = page
        .split_once(&meta)
        .and_then(|(_, after)| after.split('"').next());
    paths
        .unwrap_or_default()
        .split_ascii_whitespace()
        .filter_map(|path| path.strip_prefix('/'))
        .map(str::to_owned)
        .collect()
}

fn measure(dist: &Path, name: String) -> Result<Asset> {
    let content = fs::read(dist.join(&name)).with_context(|| format!("cannot read {name}"))?;
    let mut compressed = Vec::new();
    CompressorWriter::new(&mut compressed, 1 << 16, 11, 22).write_all(&content)?;
    Ok(Asset {
        name,
        bytes: content.len(),
        compressed: compressed.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_the_page_refers_to() {
        let page = r#"<link rel="icon" href="/favicon-1.svg"/><link rel="modulepreload" href="/client-2.js">
            <script type="module">import init from '/client-2.js'; await init('/client-2_bg.wasm');</script>
            <a href="//elsewhere.example">x</a> <p>it's a / b</p>"#;
        let found: Vec<_> = local_references(page).into_iter().collect();
        assert_eq!(found, ["client-2.js", "client-2_bg.wasm", "favicon-1.svg"]);
    }

    #[test]
    fn finds_what_is_loaded_later() {
        let page = r#"<meta name="x" content="/no"><meta name="parts" content="/a.wasm /b.wasm">"#;
        assert_eq!(parts(page), ["a.wasm", "b.wasm"]);
        assert!(parts("<title>Tatap</title>").is_empty());
    }

    #[test]
    fn both_budgets_count() {
        assert!(within_budget(250_000, 6));
        assert!(!within_budget(250_001, 6));
        assert!(!within_budget(1, 7));
    }

    #[test]
    fn counts_each_file_once_and_compressed() {
        let dist = std::env::temp_dir().join(format!("tatap-size-{}", std::process::id()));
        fs::create_dir_all(&dist).unwrap();
        fs::write(
            dist.join("index.html"),
            r#"<link href="/a.js"><script src="/a.js"></script><script>later("/sw.js")</script>
            <meta name="parts" content="/call.wasm">"#,
        )
        .unwrap();
        fs::write(dist.join("a.js"), "x".repeat(10_000)).unwrap();
        fs::write(dist.join("sw.js"), "").unwrap();
        fs::write(dist.join("call.wasm"), "").unwrap();
        fs::write(dist.join("config.json"), "{}").unwrap();
        let assets = first_load(&dist).unwrap();
        fs::remove_dir_all(&dist).unwrap();

        let names: Vec<_> = assets.iter().map(|asset| asset.name.as_str()).collect();
        assert_eq!(names, ["a.js", "config.json", "index.html"]);
        assert!(assets[0].bytes == 10_000 && assets[0].compressed < 100);
    }
}

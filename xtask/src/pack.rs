//! Makes of what Trunk has built what a browser loads: split (`split`) and smaller (`shrink`).
//!
//! Trunk calls this after each build; what is built for developers is left alone.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};

use crate::project::Project;
use crate::{shrink, split};

pub(crate) fn run(project: &Project) -> Result<()> {
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "debug") {
        return Ok(());
    }
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .context("TRUNK_STAGING_DIR is not set: Trunk calls this command after each build")?;
    let page_path = staging.join("index.html");
    let mut page = fs::read_to_string(&page_path)?;
    for wasm_path in all(&staging, "_bg.wasm")? {
        let name = wasm_path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("client-") {
            pack_app(project, &wasm_path, &mut page)?;
        } else {
            let script_path = script_of(&wasm_path);
            let (script, wasm) =
                shrink::shorten(&fs::read_to_string(&script_path)?, &fs::read(&wasm_path)?)?;
            fs::write(script_path, script)?;
            fs::write(wasm_path, wasm)?;
        }
    }
    for style_path in all(&staging, ".css")? {
        let style = shrink::short_style(&fs::read_to_string(&style_path)?);
        replace(&style_path, style.as_bytes(), &mut page)?;
    }
    Ok(fs::write(&page_path, page)?)
}

/// Writes the app in place of what Trunk has made of it, and its parts beside it.
fn pack_app(project: &Project, wasm_path: &Path, page: &mut String) -> Result<()> {
    let program = fs::read(project.web_program("client"))?;
    let mut split = split::split(&program, &project.scratch()?.join("parts"))?;
    let mut names = BTreeMap::new();
    for (part, files) in &mut split.parts {
        if let Some(style) = take_style(page, part)? {
            files.push(style.clone());
            names.insert(style.clone(), style);
        }
    }
    for (file, wasm) in split.files {
        let wasm = shrink::shorten_part(&wasm)?;
        let stem = file.trim_start_matches("split_");
        let name = format!("{stem}-{}.wasm", hash(&[&wasm]));
        fs::write(wasm_path.with_file_name(&name), wasm)?;
        names.insert(file, name);
    }
    let name = |file: &str| names.get(file).cloned().unwrap_or_default();
    let script = split::with_loader(&split.script, &split.parts, name)?;
    let (script, wasm) = shrink::shorten(&script, &split.wasm)?;
    let script_path = script_of(wasm_path);
    replace(&script_path, script.as_bytes(), page)?;
    replace(wasm_path, &wasm, page)?;
    // Both are kept for ever by browsers: another content has another name.
    let app = hash(&[script.as_bytes(), &wasm]);
    rename(&script_path, &format!("client-{app}.js"), page)?;
    rename(wasm_path, &format!("client-{app}_bg.wasm"), page)?;
    *page = with_parts(page, names.values());
    Ok(())
}

/// Takes out of the page the style sheet that belongs to a part, and returns its name.
fn take_style(page: &mut String, part: &str) -> Result<Option<String>> {
    let Some(at) = page.find(&format!("\"/{part}-")) else {
        return Ok(None);
    };
    let (before, after) = page.split_at(at);
    let start = before.rfind("<link").context("no link to a style")?;
    let (link, rest) = after.split_once('>').context("a link does not end")?;
    let style = link.split('"').nth(1).context("a link leads nowhere")?;
    let style = style.trim_start_matches('/').to_owned();
    ensure!(style.ends_with(".css"), "{style} is no style sheet");
    *page = format!("{}{rest}", &before[..start]);
    Ok(Some(style))
}

/// Tells the service worker and `cargo xtask size` what the app loads later.
fn with_parts<'a>(page: &str, names: impl Iterator<Item = &'a String>) -> String {
    let paths: Vec<_> = names.map(|name| format!("/{name}")).collect();
    let meta = format!(
        "<meta name=\"{PARTS}\" content=\"{}\"></head>",
        paths.join(" ")
    );
    page.replacen("</head>", &meta, 1)
}

/// The name under which a page says what is loaded later.
pub(crate) const PARTS: &str = "parts";

fn script_of(wasm_path: &Path) -> PathBuf {
    PathBuf::from(wasm_path.to_string_lossy().replace("_bg.wasm", ".js"))
}

/// Writes `short` over a file, and its hash into the page, if that names it.
fn replace(path: &Path, short: &[u8], page: &mut String) -> Result<()> {
    let long = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    *page = page.replace(&integrity(&long), &integrity(short));
    Ok(fs::write(path, short)?)
}

/// Gives a file another name, and the page that name.
fn rename(path: &Path, name: &str, page: &mut String) -> Result<()> {
    let old = path.file_name().unwrap_or_default().to_string_lossy();
    ensure!(page.contains(&*old), "the page does not name {old}");
    *page = page.replace(&*old, name);
    Ok(fs::rename(path, path.with_file_name(name))?)
}

fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}

/// Sixteen digits that are others for each content.
fn hash(contents: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for content in contents {
        digest.update(content);
    }
    let digest = digest.finalize();
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The files of a directory whose names end so; there is at least one.
fn all(directory: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    ensure!(
        !found.is_empty(),
        "{} has no file *{ending}",
        directory.display()
    );
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_what_is_loaded_later() {
        let names = ["a-1.wasm", "b-2.wasm"].map(str::to_owned);
        assert_eq!(
            with_parts("<head><link></head></head>", names.iter()),
            "<head><link><meta name=\"parts\" content=\"/a-1.wasm /b-2.wasm\"></head></head>"
        );
    }

    #[test]
    fn the_style_of_a_part_is_no_longer_on_the_page() {
        let mut page =
            "<link href=\"/main-1.css\"/><link rel=\"x\" href=\"/call-2.css\" integrity=\"y\"/><p>"
                .to_owned();
        let style = take_style(&mut page, "call").unwrap();
        assert_eq!(style.as_deref(), Some("call-2.css"));
        assert_eq!(page, "<link href=\"/main-1.css\"/><p>");
        assert_eq!(take_style(&mut page, "call").unwrap(), None);
    }

    #[test]
    fn another_content_has_another_name() {
        let one = hash(&[b"a", b"b"]);
        assert!(one.len() == 16 && one.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_ne!(one, hash(&[b"a", b"c"]));
    }

    #[test]
    fn a_file_and_the_page_get_the_new_name_and_content() {
        let directory = env::temp_dir().join(format!("tatap-pack-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        let path = directory.join("client-0.js");
        fs::write(&path, "long").unwrap();
        let mut page = format!(
            "<link href=\"/client-0.js\" integrity=\"{}\">",
            integrity(b"long")
        );
        replace(&path, b"short", &mut page).unwrap();
        rename(&path, "client-1.js", &mut page).unwrap();
        let written = fs::read(directory.join("client-1.js")).unwrap();
        fs::remove_dir_all(&directory).unwrap();
        assert_eq!(written, b"short");
        assert_eq!(
            page,
            format!(
                "<link href=\"/client-1.js\" integrity=\"{}\">",
                integrity(b"short")
            )
        );
    }
}

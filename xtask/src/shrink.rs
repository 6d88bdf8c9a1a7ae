//! Makes the built web app smaller by what only its makers read.
//!
//! wasm-bindgen gives each function a hash in its name, which no compression makes smaller and which stands in both
//! script and WebAssembly: they get short names. The paths of source files in the messages of panics go, and with them
//! where they lay on the machine that built them. Script and style sheet lose comments and indentation.
//! Trunk calls this after each build; what is built for developers is left alone.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};

/// What the names begin with that wasm-bindgen has made up.
const MADE_UP: [&str; 3] = ["__wbg_", "__wbindgen_", "wasm_bindgen__"];

/// What is in the paths of the standard library, of the crates of others and of one's own.
const PATHS: [&str; 3] = ["/rustc/", "/registry/src/", "crates/"];

pub(crate) fn write() -> Result<()> {
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "debug") {
        return Ok(());
    }
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .context("TRUNK_STAGING_DIR is not set: Trunk calls this command after each build")?;
    let page_path = staging.join("index.html");
    let mut page = fs::read_to_string(&page_path)?;
    for wasm_path in all(&staging, "_bg.wasm")? {
        let script_path = PathBuf::from(wasm_path.to_string_lossy().replace("_bg.wasm", ".js"));
        let script = fs::read_to_string(&script_path)
            .with_context(|| format!("cannot read {}", script_path.display()))?;
        let wasm = fs::read(&wasm_path)?;
        let (short_script, short_wasm) = shorten(&script, &wasm)?;
        replace(&script_path, short_script.as_bytes(), &mut page)?;
        replace(&wasm_path, &short_wasm, &mut page)?;
    }
    for style_path in all(&staging, ".css")? {
        let style = short_style(&fs::read_to_string(&style_path)?);
        replace(&style_path, style.as_bytes(), &mut page)?;
    }
    Ok(fs::write(&page_path, page)?)
}

/// Writes `short` over a file, and its hash into the page, if that names it.
fn replace(path: &Path, short: &[u8], page: &mut String) -> Result<()> {
    let long = fs::read(path)?;
    *page = page.replace(&integrity(&long), &integrity(short));
    Ok(fs::write(path, short)?)
}

/// Returns the script and the WebAssembly with short names in both.
fn shorten(script: &str, wasm: &[u8]) -> Result<(String, Vec<u8>)> {
    let sections = sections(wasm)?;
    let mut names = BTreeMap::new();
    let mut note = |name: &str| {
        if MADE_UP.iter().any(|start| name.starts_with(start)) && !names.contains_key(name) {
            let short = format!("${:x}", names.len());
            names.insert(name.to_owned(), short);
        }
    };
    for section in &sections {
        for name in section.names()? {
            note(name.text);
        }
    }
    let mut short_wasm = wasm.get(..HEADER).context("no header")?.to_vec();
    for section in &sections {
        let mut content = section.renamed(&names)?;
        if section.id == DATA {
            blank_paths(&mut content);
        }
        short_wasm.push(section.id);
        write_number(&mut short_wasm, content.len())?;
        short_wasm.extend(content);
    }
    Ok((without_indentation(&renamed(script, &names)), short_wasm))
}

/// Replaces whole identifiers.
fn renamed(script: &str, names: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(start) = rest.find(is_identifier) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c| !is_identifier(c)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        out.push_str(before);
        out.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    out + rest
}

fn is_identifier(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

/// Leaves away what is for readers, unless a text goes over several lines.
fn without_indentation(script: &str) -> String {
    if script
        .lines()
        .any(|line| line.matches('`').count() % 2 == 1)
    {
        return script.to_owned();
    }
    let is_comment = |line: &&str| {
        ["/*", "*", "//"]
            .iter()
            .any(|start| line.starts_with(start))
    };
    let lines = script.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !is_comment(line));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Leaves away the comments and the indentation of a style sheet.
fn short_style(style: &str) -> String {
    let mut out = String::with_capacity(style.len());
    let mut rest = style;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    let lines = out.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Overwrites the paths of Rust source files in `data`.
fn blank_paths(data: &mut [u8]) {
    let is_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-+".contains(byte);
    for word in data.chunk_by_mut(|one, next| is_path(one) == is_path(next)) {
        let is_source = word.windows(3).any(|part| part == b".rs")
            && PATHS.iter().any(|path| {
                let path = path.as_bytes();
                word.windows(path.len()).any(|part| part == path)
            });
        if is_source {
            word.fill(b' ');
        }
    }
}

fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
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

/// Magic number and version (WebAssembly Core, section 5.5.16).
const HEADER: usize = 8;
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
const DATA: u8 = 11;

struct Section<'a> {
    id: u8,
    content: &'a [u8],
}

/// A name, and where in the content of its section it stands with its length before it.
struct Name<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

fn sections(wasm: &[u8]) -> Result<Vec<Section<'_>>> {
    ensure!(
        wasm.starts_with(b"\0asm\x01\0\0\0"),
        "this is no WebAssembly of version 1"
    );
    let mut reader = Reader {
        bytes: wasm,
        at: HEADER,
    };
    let mut sections = Vec::new();
    while reader.at < wasm.len() {
        let id = reader.byte()?;
        let length = reader.number()?;
        let content = reader.take(length)?;
        sections.push(Section { id, content });
    }
    Ok(sections)
}

impl<'a> Section<'a> {
    /// The names of what is imported or exported.
    fn names(&self) -> Result<Vec<Name<'a>>> {
        let mut names = Vec::new();
        if self.id != IMPORTS && self.id != EXPORTS {
            return Ok(names);
        }
        let mut reader = Reader {
            bytes: self.content,
            at: 0,
        };
        for _ in 0..reader.number()? {
            if self.id == IMPORTS {
                reader.name()?;
            }
            names.push(reader.name()?);
            let kind = reader.byte()?;
            match (self.id, kind) {
                (EXPORTS, _) | (IMPORTS, 0) => drop(reader.number()?),
                // wasm-bindgen imports functions and nothing else.
                _ => bail!("an import of kind {kind} was not expected"),
            }
        }
        Ok(names)
    }

    fn renamed(&self, names: &BTreeMap<String, String>) -> Result<Vec<u8>> {
        let mut out = Vec::with_capacity(self.content.len());
        let mut copied = 0;
        for name in self.names()? {
            if let Some(short) = names.get(name.text) {
                out.extend(
                    self.content
                        .get(copied..name.start)
                        .context("names are in order")?,
                );
                write_number(&mut out, short.len())?;
                out.extend(short.bytes());
                copied = name.end;
            }
        }
        out.extend(self.content.get(copied..).context("names are in order")?);
        Ok(out)
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8> {
        let byte = *self.bytes.get(self.at).context("it ends too early")?;
        self.at += 1;
        Ok(byte)
    }

    /// Unsigned LEB128 of at most 32 bits.
    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        bail!("a number is too long")
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let taken = self
            .bytes
            .get(self.at..)
            .and_then(|rest| rest.get(..length));
        self.at += length;
        taken.context("it ends too early")
    }

    fn name(&mut self) -> Result<Name<'a>> {
        let start = self.at;
        let length = self.number()?;
        let text = std::str::from_utf8(self.take(length)?).context("a name is not UTF-8")?;
        Ok(Name {
            text,
            start,
            end: self.at,
        })
    }
}

fn write_number(out: &mut Vec<u8>, number: usize) -> Result<()> {
    let mut rest = u32::try_from(number).context("WebAssembly has 32 bits")?;
    loop {
        let [low, ..] = (rest & 0x7f).to_le_bytes();
        rest >>= 7;
        if rest == 0 {
            out.push(low);
            return Ok(());
        }
        out.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMPORT: &str = "__wbg_click_0123456789abcdef";
    const EXPORT: &str = "__wbindgen_malloc_command_export_with_a_name_that_is_long_enough_for_two_bytes_of_length_\
        which_begins_at_one_hundred_and_twenty_eight_bytes";

    #[test]
    fn both_files_have_the_same_short_names() {
        let wasm = module(IMPORT, EXPORT);
        let script = format!(
            "  // words\n  wasm.{EXPORT}(1);\n\n  const i = {{ {IMPORT}: (a) => a, {IMPORT}2: 0 }};\n"
        );
        let (script, short) = shorten(&script, &wasm).unwrap();
        assert_eq!(
            script,
            format!("wasm.$1(1);\nconst i = {{ $0: (a) => a, {IMPORT}2: 0 }};\n")
        );
        assert_eq!(short, module("$0", "$1"));
    }

    #[test]
    fn a_name_that_others_know_stays() {
        let wasm = module("memory", "main");
        assert_eq!(
            shorten("main()\n", &wasm).unwrap(),
            ("main()\n".to_owned(), wasm)
        );
    }

    #[test]
    fn what_is_cut_short_is_an_error() {
        let wasm = module(IMPORT, EXPORT);
        for length in 0..wasm.len() {
            // A module may end after each section.
            if let Ok((_, short)) = shorten("", &wasm[..length]) {
                assert!(module("$0", "$1").starts_with(&short), "{length}");
            }
        }
    }

    #[test]
    fn no_path_of_a_source_file_is_left() {
        let check = |data: &str, expected: &str| {
            let mut bytes = data.as_bytes().to_vec();
            blank_paths(&mut bytes);
            assert_eq!(String::from_utf8(bytes).unwrap(), expected);
        };
        check(
            "a\0/home/ana/.cargo/registry/src/x-1/y-0.2/src/z.rs\0b",
            &format!("a\0{}\0b", " ".repeat(48)),
        );
        check(
            "/rustc/59/library/core/src/a.rs\0",
            "                               \0",
        );
        check(
            "crates/call/src/a.rs\0Send to crates.rs",
            "                    \0Send to crates.rs",
        );
    }

    #[test]
    fn a_style_sheet_loses_what_is_for_readers() {
        let style = "/* words\n */\n.a {\n  color: red; /* why */\n}\n\n.b > .c { gap: 1px }\n";
        assert_eq!(
            short_style(style),
            ".a {\ncolor: red;\n}\n.b > .c { gap: 1px }\n"
        );
    }

    #[test]
    fn a_text_over_several_lines_keeps_its_spaces() {
        let script = "x = `a\n  // b`;\n";
        assert_eq!(without_indentation(script), script);
    }

    /// A module with one type, one import, one export, and a section that is nobody's business.
    fn module(import: &str, export: &str) -> Vec<u8> {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        let named = |name: &str| {
            let mut out = Vec::new();
            write_number(&mut out, name.len()).unwrap();
            [out, name.as_bytes().to_vec()].concat()
        };
        let mut section = |id: u8, content: &[&[u8]]| {
            let content = content.concat();
            wasm.push(id);
            write_number(&mut wasm, content.len()).unwrap();
            wasm.extend(content);
        };
        section(1, &[&[1, 0x60, 0, 0]]);
        section(
            IMPORTS,
            &[&[1], &named("./client_bg.js"), &named(import), &[0, 0]],
        );
        section(EXPORTS, &[&[1], &named(export), &[0, 0]]);
        section(0, &[&named("kept"), b"__wbg_click_0123456789abcdef"]);
        wasm
    }
}

//! Makes a file of the web app smaller by what only its makers read.
//!
//! wasm-bindgen gives each function a hash in its name, which no compression makes smaller and which stands in both
//! script and WebAssembly: they get short names. The paths of source files in the messages of panics go, and with them
//! where they lay on the machine that built them. Script and style sheet lose comments and indentation.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context, Result, bail, ensure};

/// What the names begin with that wasm-bindgen has made up.
const MADE_UP: [&str; 3] = ["__wbg_", "__wbindgen_", "wasm_bindgen__"];

/// What is in the paths of the standard library, of the crates of others and of one's own.
const PATHS: [&str; 3] = ["/rustc/", "/registry/src/", "crates/"];

/// Returns the script and the WebAssembly with short names in both.
pub(crate) fn shorten(script: &str, wasm: &[u8]) -> Result<(String, Vec<u8>)> {
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
    let short_wasm = written(&sections, &names)?;
    Ok((without_indentation(&renamed(script, &names)), short_wasm))
}

/// Returns WebAssembly that no script of its own belongs to, smaller.
pub(crate) fn shorten_part(wasm: &[u8]) -> Result<Vec<u8>> {
    written(&sections(wasm)?, &BTreeMap::new())
}

fn written(sections: &[Section<'_>], names: &BTreeMap<String, String>) -> Result<Vec<u8>> {
    let mut wasm = MAGIC.to_vec();
    // No browser needs a custom section.
    for section in sections.iter().filter(|section| section.id != CUSTOM) {
        let mut content = section.renamed(names)?;
        if section.id == DATA {
            for segment in segments(&content)? {
                blank_paths(content.get_mut(segment).context("it is within")?);
            }
        }
        wasm.push(section.id);
        write_number(&mut wasm, content.len())?;
        wasm.extend(content);
    }
    Ok(wasm)
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
pub(crate) fn short_style(style: &str) -> String {
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

/// Magic number and version (WebAssembly Core, section 5.5.16).
const MAGIC: &[u8] = b"\0asm\x01\0\0\0";
const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
const DATA: u8 = 11;
const I32_CONST: u8 = 0x41;
const END: u8 = 0x0b;

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
        wasm.starts_with(MAGIC),
        "this is no WebAssembly of version 1"
    );
    let mut reader = Reader {
        bytes: wasm,
        at: MAGIC.len(),
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
        if names.is_empty() {
            return Ok(self.content.to_vec());
        }
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

/// Where the bytes of each segment of a data section are (WebAssembly Core, section 5.5.14).
fn segments(content: &[u8]) -> Result<Vec<Range<usize>>> {
    let mut reader = Reader {
        bytes: content,
        at: 0,
    };
    let mut segments = Vec::new();
    for _ in 0..reader.number()? {
        let is_active = reader.number()? == 0 && reader.byte()? == I32_CONST;
        ensure!(is_active, "a segment has no constant address");
        reader.number()?;
        ensure!(reader.byte()? == END, "an address does not end");
        let length = reader.number()?;
        reader.take(length)?;
        segments.push(reader.at - length..reader.at);
    }
    Ok(segments)
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
    fn a_custom_section_goes() {
        let wasm = module("memory", "main");
        let custom = [wasm.as_slice(), b"\0\x05\x04name"].concat();
        assert_eq!(shorten_part(&custom).unwrap(), wasm);
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
    fn what_says_where_data_goes_stays() {
        let path = "crates/call/src/a/file/whose/path/is/just/as/long/as/the/letter-a/is.rs\0/rustc/0/a.rs\0ab and more";
        let segment = |data: &[u8]| {
            // The length reads as a letter that could belong to the path.
            assert_eq!(data.len(), usize::from(b'a'));
            [&[0, I32_CONST, b'a', END, b'a'], data].concat()
        };
        let wasm = |data: &[u8]| {
            let content = [&[2], segment(data).as_slice(), &segment(data)].concat();
            let length = u8::try_from(content.len() - 128).unwrap() | 0x80;
            [MAGIC, &[DATA, length, 1], &content].concat()
        };
        let mut blank = path.as_bytes().to_vec();
        blank_paths(&mut blank);
        assert_ne!(blank, path.as_bytes());
        assert_eq!(shorten_part(&wasm(path.as_bytes())).unwrap(), wasm(&blank));
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

    /// A module with one type, one import and one export.
    fn module(import: &str, export: &str) -> Vec<u8> {
        let mut wasm = MAGIC.to_vec();
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
        wasm
    }
}

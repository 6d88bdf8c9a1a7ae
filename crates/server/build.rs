//! Puts the web app into release builds, compressed.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Extensions of files that are compressed already.
const COMPRESSED: [&str; 7] = ["br", "gz", "jpg", "mp3", "png", "webp", "woff2"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env("OUT_DIR"));
    let mut entries = String::new();
    if env("PROFILE") == "release" {
        let dist = Path::new(&env("CARGO_MANIFEST_DIR")).join("../../dist");
        println!("cargo::rerun-if-changed={}", dist.display());
        if dist.is_dir() {
            entries =
                embed(&dist, &out.join("web")).expect("dist/ can be read and OUT_DIR written");
        } else {
            let advice = "run `trunk build --release` first";
            println!(
                "cargo::warning=there is no dist/, so the program will have no web app: {advice}"
            );
        }
    }
    let table = format!("const EMBEDDED: &[Embedded] = &[\n{entries}];\n");
    fs::write(out.join("embedded.rs"), table).expect("OUT_DIR can be written");
}

fn env(name: &str) -> String {
    std::env::var(name).expect("cargo sets it")
}

/// Copies the files to `copies`, where the next `trunk build` leaves them alone, and lists them as Rust.
fn embed(dist: &Path, copies: &Path) -> io::Result<String> {
    if copies.exists() {
        fs::remove_dir_all(copies)?;
    }
    fs::create_dir_all(copies)?;
    let mut entries = String::new();
    for (index, file) in files_below(dist)?.iter().enumerate() {
        let below = file.strip_prefix(dist).map_err(io::Error::other)?;
        let name = below.to_string_lossy().replace('\\', "/");
        let bytes = fs::read(file)?;
        let copy = copies.join(index.to_string());
        fs::write(&copy, &bytes)?;
        let mut brotli = "None".to_owned();
        if let Some(compressed) = compress(file, &bytes)? {
            let twin = copies.join(format!("{index}.br"));
            fs::write(&twin, compressed)?;
            brotli = format!("Some(include_bytes!({twin:?}))");
        }
        entries.push_str(&format!(
            "    Embedded {{ name: {name:?}, bytes: include_bytes!({copy:?}), brotli: {brotli} }},\n"
        ));
    }
    Ok(entries)
}

/// Finds all files but the hidden ones: Trunk builds in a hidden directory within `dist/`.
fn files_below(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden {
            files.extend(files_below(&path)?);
        } else if !hidden {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Returns the file compressed, if that makes it smaller.
fn compress(file: &Path, bytes: &[u8]) -> io::Result<Option<Vec<u8>>> {
    const BUFFER: usize = 4096;
    const QUALITY: u32 = 11;
    const WINDOW: u32 = 22;
    let extension = file.extension().and_then(OsStr::to_str).unwrap_or_default();
    if COMPRESSED.contains(&extension) {
        return Ok(None);
    }
    let mut writer = brotli::CompressorWriter::new(Vec::new(), BUFFER, QUALITY, WINDOW);
    writer.write_all(bytes)?;
    let compressed = writer.into_inner();
    Ok((compressed.len() < bytes.len()).then_some(compressed))
}

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use axum::body::Bytes;
use sha2::{Digest, Sha256};

use crate::WebSource;

/// A file of the web app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    pub(super) bytes: Bytes,
    /// The same compressed, if that is worth it.
    pub(super) brotli: Option<Bytes>,
    /// Differs for every content that the file ever had; without quotes.
    pub(super) version: String,
}

/// Where the files are.
#[derive(Debug)]
pub(super) enum Files {
    Embedded(BTreeMap<&'static str, File>),
    Directory(PathBuf),
}

/// A file as the build script puts it into the program.
struct Embedded {
    name: &'static str,
    bytes: &'static [u8],
    brotli: Option<&'static [u8]>,
}

// Defines `EMBEDDED: &[Embedded]`.
include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

impl Files {
    pub(super) fn new(source: &WebSource) -> Self {
        match source {
            WebSource::Embedded => Self::Embedded(
                EMBEDDED
                    .iter()
                    .map(|file| (file.name, File::from(file)))
                    .collect(),
            ),
            WebSource::Directory(directory) => Self::Directory(directory.clone()),
        }
    }

    /// Returns the file of this name, which must be a relative path that stays below.
    pub(super) async fn find(&self, name: &str) -> Option<File> {
        match self {
            Self::Embedded(files) => files.get(name).cloned(),
            Self::Directory(directory) => {
                let path = directory.join(name);
                tokio::task::spawn_blocking(move || read(&path))
                    .await
                    .ok()?
                    .ok()
            }
        }
    }
}

impl From<&Embedded> for File {
    fn from(embedded: &Embedded) -> Self {
        let version = Sha256::digest(embedded.bytes)
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self {
            bytes: Bytes::from_static(embedded.bytes),
            brotli: embedded.brotli.map(Bytes::from_static),
            version,
        }
    }
}

/// Reads a file, and its compressed twin if there is one.
fn read(path: &Path) -> io::Result<File> {
    let metadata = std::fs::metadata(path)?;
    let modified = metadata
        .modified()?
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let mut twin = path.as_os_str().to_owned();
    twin.push(".br");
    Ok(File {
        bytes: std::fs::read(path)?.into(),
        brotli: std::fs::read(twin).ok().map(Bytes::from),
        version: format!("{:x}-{:x}", metadata.len(), modified.as_nanos()),
    })
}

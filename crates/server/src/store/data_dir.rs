use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// The file that is locked as long as a server uses the directory; it holds the number of its process.
const LOCK: &str = "lock";

/// A directory that this program alone uses as long as it has this.
#[derive(Debug)]
pub(crate) struct DataDir {
    path: PathBuf,
    _lock: File,
}

/// What a data directory must be, where it is not.
#[derive(Debug, Error)]
pub(crate) enum DataDirError {
    #[error("that no other running Tatap uses")]
    InUse,
    #[error("that Tatap can create and write in ({0})")]
    Unusable(#[from] io::Error),
}

impl DataDir {
    /// Creates the directory if it is missing, and takes it for this program.
    pub(crate) fn claim(path: &Path) -> Result<Self, DataDirError> {
        if !path.is_dir() {
            create(path)?;
        }
        let mut lock = private_file(&path.join(LOCK))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(DataDirError::InUse),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        lock.set_len(0)?;
        writeln!(lock, "{}", std::process::id())?;
        Ok(Self {
            path: path.to_owned(),
            _lock: lock,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

fn create(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(path)
}

/// Opens a file that only this user may read, and creates it if it is missing.
pub(super) fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    options.mode(0o600);
    options.open(path)
}

/// Puts a file that only this user may read in the place of another, all of it or nothing.
pub(crate) fn replace_private_file(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let unfinished = path.with_extension("new");
    let mut file = private_file(&unfinished)?;
    file.set_len(0)?;
    write(&mut file)?;
    file.sync_all()?;
    fs::rename(unfinished, path)
}

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;

use crate::store::data_dir::{self, DataDir};

/// The name of the file.
const FILE: &str = "complete";

/// A file that is there as long as the database has everything that anyone was told.
///
/// It is made while all is well and removed when that ends: on a full disk nothing can be made.
#[derive(Debug)]
pub(super) struct Seal(PathBuf);

impl Seal {
    pub(super) fn in_directory(directory: &DataDir) -> Self {
        Self(directory.path().join(FILE))
    }

    pub(super) fn is_whole(&self) -> bool {
        self.0.is_file()
    }

    pub(super) fn set(&self) -> io::Result<()> {
        data_dir::private_file(&self.0).map(drop)
    }

    /// Removes the file, for good if the power fails next.
    pub(super) fn remove(&self) -> io::Result<()> {
        fs::remove_file(&self.0)?;
        match self.0.parent() {
            Some(directory) => File::open(directory)?.sync_all(),
            None => Ok(()),
        }
    }
}

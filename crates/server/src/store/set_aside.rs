use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Gives a damaged file another name, which nothing has yet, and returns it.
pub(super) fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let target = free_name(path, seconds)?;
    fs::rename(path, &target)?;
    Ok(target)
}

/// Takes a name by creating an empty file of it: renaming overwrites, so the name must be ours before.
fn free_name(path: &Path, seconds: u64) -> io::Result<PathBuf> {
    let mut number = seconds;
    loop {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".damaged-{number}"));
        match File::create_new(&name) {
            Ok(_) => return Ok(name.into()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_overwritten() {
        let directory = std::env::temp_dir().join(format!("tatap-aside-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        let path = directory.join("state.redb");
        let taken = free_name(&path, 7).unwrap();
        assert_eq!(taken, directory.join("state.redb.damaged-7"));
        assert_eq!(
            free_name(&path, 7).unwrap(),
            directory.join("state.redb.damaged-8")
        );
        fs::remove_dir_all(directory).unwrap();
    }
}

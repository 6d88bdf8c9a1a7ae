//! Tells whether files have changed since something was made from them.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, Result};

/// Condenses names, sizes and times of change of all files in `paths`.
///
/// A path that does not exist counts as such.
pub(crate) fn fingerprint<P: AsRef<Path>>(paths: &[P]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        add(path.as_ref(), &mut hasher)?;
    }
    Ok(hasher.finish())
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    path.hash(hasher);
    let Ok(metadata) = fs::metadata(path) else {
        return Ok(());
    };
    if metadata.is_dir() {
        let entries =
            fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))?;
        let mut children = entries
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<Vec<_>>>()?;
        children.sort();
        return children.iter().try_for_each(|child| add(child, hasher));
    }
    metadata.len().hash(hasher);
    let changed = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    changed.hash(hasher);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_a_changed_a_new_and_a_lost_file() {
        let directory = std::env::temp_dir().join(format!("tatap-stamp-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join("a"), "1").unwrap();
        let first = fingerprint(&[&directory]).unwrap();
        assert_eq!(fingerprint(&[&directory]).unwrap(), first);

        fs::write(directory.join("a"), "22").unwrap();
        let changed = fingerprint(&[&directory]).unwrap();
        fs::write(directory.join("b"), "").unwrap();
        let added = fingerprint(&[&directory]).unwrap();
        fs::remove_dir_all(&directory).unwrap();
        let lost = fingerprint(&[&directory]).unwrap();

        assert!(first != changed && changed != added && added != lost);
    }
}

use std::io::Write;
use std::path::{Path, PathBuf};

/// Finds a program that `cargo xtask test` installs; where it is missing, the test that needs it says so and is over,
/// but in CI it has failed.
pub(crate) fn installed(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    // Not everyone's path has the place where Debian has servers.
    let mut folders = std::env::split_paths(&path).chain([Path::new("/usr/sbin").to_owned()]);
    let found = folders.find_map(|folder| {
        let file = folder.join(program);
        file.is_file().then_some(file)
    });
    if found.is_none() {
        let must_run = std::env::var("CI").is_ok_and(|ci| ci == "true");
        assert!(
            !must_run,
            "{program} is missing: `cargo xtask test` installs it"
        );
        // Past the test program, which keeps what a test prints that passes.
        let reason = format!("skipped: {program} is missing, `cargo xtask test` installs it\n");
        let _ = std::io::stdout().write_all(reason.as_bytes());
    }
    found
}

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::support::client::Client;
use crate::support::program::{Program, run};
use crate::support::scratch::Scratch;

#[tokio::test]
async fn what_is_stored_is_for_this_user_alone() {
    let scratch = Scratch::new("private");
    let directory = scratch.path().join("deep/state");
    let program = Program::start(&[("TATAP_DATA_DIR", directory.to_str().unwrap())]).await;
    let _ann = program.join("Ann").await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&directory), 0o700);
    let files: Vec<_> = fs::read_dir(&directory).unwrap().collect();
    assert!(!files.is_empty());
    for file in files {
        let path = file.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[tokio::test]
async fn a_directory_that_cannot_be_is_told_in_a_sentence() {
    let scratch = Scratch::new("impossible");
    scratch.write("file", "");
    let file = format!("{}/file", scratch.text());
    for directory in [file.as_str(), &format!("{file}/below"), "/proc/tatap"] {
        is_refused(directory, "that Tatap can create and write in (").await;
    }
}

#[tokio::test]
async fn a_directory_that_another_server_uses_is_told_in_a_sentence() {
    let scratch = Scratch::new("in_use");
    let first = Program::start(&[("TATAP_DATA_DIR", scratch.text())]).await;
    is_refused(scratch.text(), "that no other running Tatap uses.").await;
    let mut ann = Client::connect(first.address).await;
    ann.join("kitchen", "Ann").await;
    first.kill().await;
    Program::start(&[("TATAP_DATA_DIR", scratch.text())]).await;
}

async fn is_refused(directory: &str, reason: &str) {
    let output = run(&[("TATAP_DATA_DIR", directory), ("PORT", "0")]).await;
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    let sentence = format!("TATAP_DATA_DIR is {directory:?}, but must be a directory {reason}");
    assert!(told.contains(&sentence), "{told}");
}

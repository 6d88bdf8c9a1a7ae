//! A database that cannot be used is set aside, and the server serves.

use std::fs;
use std::ops::Range;

use redb::{Database, ReadableTable, TableDefinition};
use server::Config;

use crate::support::TestServer;
use crate::support::client::Client;
use crate::support::http::get;
use crate::support::program::Program;
use crate::support::scratch::Scratch;

const ABOUT: TableDefinition<&str, u64> = TableDefinition::new("about");
const ROOMS: TableDefinition<&str, &[u8]> = TableDefinition::new("rooms");
const CHAT: TableDefinition<(&str, u64), &[u8]> = TableDefinition::new("chat");

#[tokio::test]
async fn files_of_something_else() {
    let noise: Vec<u8> = (0..100_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    for (kind, content) in [
        ("empty", Vec::new()),
        ("text", b"Not a database.\n".to_vec()),
        ("zeros", vec![0; 65_536]),
        ("noise", noise),
    ] {
        is_set_aside(kind, &content).await;
    }
}

#[tokio::test]
async fn files_that_end_too_soon() {
    let whole = store().await;
    for part in [1, 8, 100, 1_000, 4_096, whole.len() / 2, whole.len() - 1] {
        is_set_aside("cut", &whole[..part]).await;
    }
}

#[tokio::test]
async fn databases_of_another_program_or_version() {
    let other: TableDefinition<&str, &str> = TableDefinition::new("rooms");
    is_set_aside_when("foreign", |database| {
        let write = database.begin_write().unwrap();
        write.delete_table(ABOUT).unwrap();
        write.delete_table(ROOMS).unwrap();
        let mut table = write.open_table(other).unwrap();
        table.insert("kitchen", "sink").unwrap();
        drop(table);
        write.commit().unwrap();
    })
    .await;
    is_set_aside_when("newer", |database| {
        let write = database.begin_write().unwrap();
        let mut table = write.open_table(ABOUT).unwrap();
        table.insert("format", 3).unwrap();
        drop(table);
        write.commit().unwrap();
    })
    .await;
}

#[tokio::test]
async fn records_that_do_not_parse() {
    let records = [
        ("kitchen", "{".as_bytes()),
        ("kitchen", b"{}"),
        ("kitchen", b"\xff"),
        ("The Kitchen", b"{}"),
    ];
    for (room, json) in records {
        is_set_aside_when("room", |database| {
            let write = database.begin_write().unwrap();
            let mut table = write.open_table(ROOMS).unwrap();
            table.insert(room, json).unwrap();
            drop(table);
            write.commit().unwrap();
        })
        .await;
    }
    for key in [("kitchen", 1), ("kitchen", 2), ("hall", 1)] {
        is_set_aside_when("chat", |database| {
            let write = database.begin_write().unwrap();
            let mut table = write.open_table(CHAT).unwrap();
            let json = match key {
                ("kitchen", 1) => b"{\"number\":1}".to_vec(),
                _ => {
                    let message = table.get(("kitchen", 1)).unwrap().unwrap();
                    message.value().to_vec()
                }
            };
            table.insert(key, json.as_slice()).unwrap();
            drop(table);
            write.commit().unwrap();
        })
        .await;
    }
}

/// Some of them hit what is not used: then nothing is lost. Whatever they hit, the server serves.
#[tokio::test]
async fn bits_that_have_changed() {
    let whole = store().await;
    let flips = |range: Range<usize>, step: usize| range.step_by(step);
    let mut aside = 0;
    for bit in flips(0..4_096, 97).chain(flips(4_096..whole.len() * 8, 7_919)) {
        let mut content = whole.clone();
        content[bit / 8] ^= 1 << (bit % 8);
        let scratch = Scratch::new("flipped");
        fs::write(scratch.path().join("state.redb"), &content).unwrap();
        scratch.write("complete", "");
        let server = TestServer::with(in_directory(&scratch));
        let mut ann = server.connect().await;
        let joined = ann.join("kitchen", "Ann").await;
        let is_aside = damaged(&scratch) == 1;
        let found = joined["you"].as_u64().unwrap();
        assert_eq!(found, if is_aside { 1 } else { 2 }, "bit {bit}");
        aside += usize::from(is_aside);
        drop(ann);
        server.stop().await.unwrap();
    }
    assert!(aside > 10, "{aside}");
}

/// Starts the program with the file, and again after that.
async fn is_set_aside(kind: &str, content: &[u8]) {
    let scratch = Scratch::new(kind);
    let file = scratch.path().join("state.redb");
    fs::write(&file, content).unwrap();
    for already_aside in [false, true] {
        let program = Program::start(&[("TATAP_DATA_DIR", scratch.text())]).await;
        assert_eq!(get(program.address, "/healthz").await.status, 200);
        let mut ann = Client::connect(program.address).await;
        let joined = ann.join("kitchen", "Ann").await;
        let expected = if already_aside { 2 } else { 1 };
        assert_eq!(joined["you"], expected, "{kind}, {} bytes", content.len());
        drop(ann);
        program.signal(nix::sys::signal::Signal::SIGTERM);
        let log = String::from_utf8(program.output().await.stderr).unwrap();
        let told = log.lines().find(|line| line.contains("ERROR"));
        if already_aside {
            assert_eq!(told, None, "{kind}: once is enough");
        } else {
            let told = told.unwrap_or_else(|| panic!("{kind}: {log}"));
            assert!(told.contains(&format!("file={}", file.display())), "{told}");
            assert!(told.contains("state.redb.damaged-"), "{told}");
        }
    }
    assert_eq!(damaged(&scratch), 1);
}

async fn is_set_aside_when(kind: &str, damage: impl FnOnce(&Database)) {
    let scratch = Scratch::new(&format!("{kind}_made"));
    let path = scratch.path().join("state.redb");
    fs::write(&path, store().await).unwrap();
    let database = Database::open(&path).unwrap();
    damage(&database);
    drop(database);
    is_set_aside(kind, &fs::read(&path).unwrap()).await;
}

/// Returns a good file with a room, a seat and a chat in it.
async fn store() -> Vec<u8> {
    let scratch = Scratch::new("good");
    let server = TestServer::with(in_directory(&scratch));
    let mut ann = server.join("kitchen", "Ann").await;
    for number in 0..20 {
        ann.chat(&format!("a-{number}"), &"Hello".repeat(number + 1))
            .await;
        ann.next().await;
    }
    drop(ann);
    server.stop().await.unwrap();
    fs::read(scratch.path().join("state.redb")).unwrap()
}

fn in_directory(scratch: &Scratch) -> impl FnOnce(&mut Config) {
    let directory = scratch.path().to_owned();
    move |config| config.data_dir = Some(directory)
}

/// Counts what was set aside.
fn damaged(scratch: &Scratch) -> usize {
    let files = fs::read_dir(scratch.path()).unwrap();
    files
        .filter(|file| {
            let name = file.as_ref().unwrap().file_name();
            name.to_string_lossy().starts_with("state.redb.damaged-")
        })
        .count()
}

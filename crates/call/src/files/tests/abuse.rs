//! Others that do what they must not.

use std::time::Duration;

use protocol::{FileChunk, FileId, FileMessage, FileName, ParticipantId};

use super::pair::{FILE, Pair, content};
use crate::files::{FileInput, FileNews, Files};
use crate::{FileState, Timestamp};

#[test]
fn bytes_from_nowhere_end_a_transfer() {
    let check = |offset: u64, length: u64, expected: FileState| {
        let mut pair = coming(20_000);
        pair.tell(
            false,
            FileInput::Chunk(FileChunk {
                id: FILE,
                offset,
                length,
            }),
        );
        assert_eq!(pair.budi.state(), expected, "{offset} {length}");
        if expected == FileState::Damaged {
            assert_eq!(
                pair.budi.told.last(),
                Some(&FileMessage::Decline { id: FILE })
            );
            assert!(pair.budi.kept.is_empty());
        }
    };
    check(0, 100, FileState::Coming { percent: 0 });
    check(1, 100, FileState::Damaged);
    check(10_000, 100, FileState::Damaged);
    check(u64::MAX, 100, FileState::Damaged);
    check(0, 20_000, FileState::Received);
    check(0, 20_001, FileState::Damaged);
}

#[test]
fn bytes_that_nobody_wants_are_dropped() {
    let mut pair = Pair::connected();
    let chunk = FileInput::Chunk(FileChunk {
        id: FILE,
        offset: 0,
        length: 10,
    });
    pair.tell(false, chunk.clone());
    pair.share("a", content(10));
    pair.settle();
    pair.tell(false, chunk);
    assert_eq!(pair.budi.state(), FileState::Offered);
    assert!(pair.budi.kept.is_empty());
}

#[test]
fn a_sender_that_never_goes_on_is_told_and_can_be_left() {
    let mut pair = coming(20_000);
    pair.now = Timestamp(Files::STALL - Duration::from_millis(1));
    pair.tend();
    assert_eq!(pair.budi.state(), FileState::Coming { percent: 0 });
    assert_eq!(pair.budi.files.deadline(), Some(Timestamp(Files::STALL)));
    pair.now = Timestamp(Files::STALL);
    pair.tend();
    assert_eq!(pair.budi.state(), FileState::Silent { percent: 0 });
    assert_eq!(pair.budi.files.deadline(), None);
    pair.settle();
    assert_eq!(pair.budi.state(), FileState::Received, "it did go on");

    let mut pair = coming(20_000);
    pair.now = Timestamp(Files::STALL);
    pair.tend();
    pair.budi.files.stop(FILE);
    pair.tend();
    assert_eq!(pair.budi.state(), FileState::Declined);
}

#[test]
fn a_flood_of_offers_is_bounded_and_told_once() {
    let mut pair = Pair::connected();
    for number in 0..1_000 {
        pair.tell(false, offer(FileId(number), 5));
        pair.tell(false, message(FileMessage::Withdraw { id: FileId(number) }));
    }
    assert_eq!(pair.budi.files.view().len(), Files::MAX_OFFERED_BY_ONE);
    let told = pair
        .budi
        .news
        .iter()
        .filter(|news| **news == FileNews::Refused(ParticipantId(1)));
    assert_eq!(told.count(), 1);
}

#[test]
fn whoever_comes_again_and_again_takes_no_room_from_others() {
    let mut pair = Pair::connected();
    for round in 0..10 {
        for number in 0..60 {
            pair.tell(false, offer(FileId(round * 100 + number), 5));
        }
        pair.disconnect();
        pair.ana.id.0 += 1;
        pair.connect();
        pair.settle();
    }
    assert_eq!(pair.budi.files.view().len(), Files::MAX_OFFERED);
    pair.share("a", content(10));
    pair.settle();
    assert_eq!(pair.budi.state(), FileState::Offered);
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let mut pair = Pair::connected();
    for size in [FileMessage::MAX_FILE + 1, u64::MAX] {
        pair.tell(false, offer(FILE, size));
    }
    assert!(pair.budi.files.view().is_empty());
    assert_eq!(pair.budi.news, [FileNews::Refused(ParticipantId(1))]);
    pair.tell(false, offer(FILE, FileMessage::MAX_FILE));
    assert_eq!(pair.budi.state(), FileState::Offered);
}

#[test]
fn nobody_takes_over_the_file_of_someone_who_is_here() {
    let mut pair = coming(20_000);
    // Citra knows the number: it was offered to her too.
    let citra = crate::PeerKey {
        participant: ParticipantId(3),
        generation: 0,
    };
    let here = [ParticipantId(1), ParticipantId(3)];
    let context = crate::files::FileContext {
        now: Timestamp::default(),
        here: &here,
        fetches_images: true,
    };
    for input in [
        FileInput::Opened,
        message(FileMessage::Hello { version: 1 }),
        offer(FILE, 20_000),
        message(FileMessage::Withdraw { id: FILE }),
        FileInput::Chunk(FileChunk {
            id: FILE,
            offset: 0,
            length: 10,
        }),
    ] {
        pair.budi.files.handle(citra, input, context);
    }
    pair.settle();
    assert_eq!(pair.budi.state(), FileState::Received);
    assert_eq!(pair.budi.kept[&FILE], content(20_000));
}

#[test]
fn an_offer_of_another_file_under_a_known_number_is_none() {
    let mut pair = coming(20_000);
    pair.disconnect();
    pair.ana.id.0 += 10;
    pair.ana.files = Files::default();
    pair.connect();
    pair.tell(false, message(FileMessage::Hello { version: 1 }));
    pair.tell(false, offer(FILE, 20_000));
    pair.tell(false, offer(FILE, 19_999));
    assert!(matches!(pair.budi.state(), FileState::Paused { .. }));

    let mut own = Pair::connected();
    own.share("a", content(10));
    own.tell(true, offer(FILE, 5));
    assert_eq!(own.ana.files.view().len(), 1);
}

#[test]
fn a_wish_for_what_is_not_there_is_answered() {
    let mut pair = Pair::connected();
    pair.share("a", content(10));
    let get = |id, offset| message(FileMessage::Get { id, offset });
    for input in [get(FileId(9), 0), get(FILE, 11), get(FILE, u64::MAX)] {
        pair.ana.told.clear();
        pair.tell(true, input);
        assert!(matches!(pair.ana.told[..], [FileMessage::Withdraw { .. }]));
    }
}

#[test]
fn whoever_asks_without_end_starts_one_read_at_a_time() {
    let mut pair = Pair::connected();
    pair.share("a", content(400_000));
    for round in 0..100 {
        // The pair objects to a second read under way.
        let offset = round % 7;
        pair.tell(true, message(FileMessage::Get { id: FILE, offset }));
    }
    pair.settle();
    assert_eq!(
        pair.ana.state(),
        FileState::Shared {
            percent: Some(100),
            paused: false,
            taken: 0
        }
    );
}

#[test]
fn a_peer_that_does_not_know_of_files_is_offered_none() {
    let mut pair = Pair::new();
    pair.generation = 1;
    pair.tell(true, FileInput::Opened);
    pair.share("a", content(10));
    assert_eq!(pair.ana.told, [FileMessage::Hello { version: 1 }]);
}

/// Budi waits for the first byte of a file of this size.
fn coming(size: usize) -> Pair {
    let mut pair = Pair::connected();
    pair.share("a", content(size));
    pair.settle();
    pair.budi_takes();
    pair
}

fn offer(id: FileId, size: u64) -> FileInput {
    message(FileMessage::Offer {
        id,
        name: FileName::clean("film.mkv"),
        size,
        image: None,
    })
}

fn message(message: FileMessage) -> FileInput {
    FileInput::Message { message, at: 2 }
}

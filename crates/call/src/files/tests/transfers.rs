//! Files that arrive.

use proptest::prelude::*;
use protocol::{FileMessage, ParticipantId};

use super::pair::{FILE, Pair, content};
use crate::files::{FileCommand, FileNews, Files};
use crate::{FileState, Timestamp};

#[test]
fn a_file_is_sent_to_whoever_takes_it_and_both_see_how_far_it_is() {
    let mut pair = Pair::connected();
    pair.share("notes.pdf", content(3_000_000));
    assert_eq!(pair.ana.state(), shared(None, 0));
    pair.settle();
    assert_eq!(pair.budi.state(), FileState::Offered);
    assert!(pair.budi.kept.is_empty(), "nothing comes without a yes");

    pair.budi_takes();
    for _ in 0..150 {
        pair.step(true);
        pair.step(false);
    }
    let FileState::Coming { percent } = pair.budi.state() else {
        panic!("{:?}", pair.budi.state());
    };
    assert!((1..100).contains(&percent), "{percent}");
    assert!(matches!(
        pair.ana.state(),
        FileState::Shared {
            percent: Some(1..=99),
            taken: 0,
            paused: false
        }
    ));

    pair.settle();
    assert_eq!(pair.budi.kept[&FILE], pair.ana.sources[&FILE]);
    assert_eq!(pair.budi.state(), FileState::Received);
    assert!(pair.budi.line(FILE).address.is_some());
    assert_eq!(pair.ana.state(), shared(None, 1));
}

#[test]
fn what_is_in_flight_is_bounded() {
    let mut pair = Pair::connected();
    pair.share("a", content(5_000_000));
    pair.settle();
    pair.budi_takes();
    while pair.step(false) {}
    // Ana's client reads, and nothing leaves.
    pair.settle();
    let most = FileCommand::HIGH_WATER + FileCommand::BLOCK;
    assert!(pair.ana.most_buffered <= most, "{}", pair.ana.most_buffered);
    assert!(pair.ana.most_buffered > FileCommand::HIGH_WATER / 2);
}

#[test]
fn a_transfer_goes_on_over_the_next_connection_at_the_byte_that_is_there() {
    let mut pair = Pair::connected();
    pair.share("a", content(2_000_000));
    pair.settle();
    pair.budi_takes();
    for _ in 0..60 {
        pair.step(true);
        pair.step(false);
    }
    let there = pair.budi.kept[&FILE].len() as u64;
    pair.disconnect();
    assert!(matches!(pair.budi.state(), FileState::Paused { .. }));
    assert!(matches!(
        pair.ana.state(),
        FileState::Shared { paused: true, .. }
    ));
    pair.connect();
    pair.settle();
    let offset = there;
    assert!(
        pair.budi
            .told
            .contains(&FileMessage::Get { id: FILE, offset }),
        "{:?}",
        pair.budi.told
    );
    assert_eq!(pair.budi.kept[&FILE], content(2_000_000));
    assert_eq!(pair.ana.state(), shared(None, 1));
}

#[test]
fn small_images_are_fetched_by_themselves_unless_data_is_saved() {
    let mut pair = Pair::connected();
    pair.share("cat.png", content(10_000));
    assert!(pair.ana.line(FILE).address.is_some(), "one's own is shown");
    pair.settle();
    assert_eq!(pair.budi.state(), FileState::Received);

    let mut saving = Pair::connected();
    saving.fetches_images = false;
    saving.share("cat.png", content(10_000));
    saving.settle();
    assert_eq!(saving.budi.state(), FileState::Offered);

    let mut large = Pair::connected();
    large.share("cat.png", content(1_000_001));
    large.settle();
    assert_eq!(large.budi.state(), FileState::Offered);
}

#[test]
fn an_empty_file_is_there_at_once() {
    let mut pair = Pair::connected();
    pair.share("empty.txt", Vec::new());
    pair.settle();
    pair.budi_takes();
    pair.settle();
    assert_eq!(pair.budi.state(), FileState::Received);
    assert_eq!(pair.ana.state(), shared(None, 1));
}

#[test]
fn either_side_ends_a_transfer() {
    for sender_ends in [true, false] {
        let mut pair = Pair::connected();
        pair.share("a", content(2_000_000));
        pair.settle();
        pair.budi_takes();
        for _ in 0..40 {
            pair.step(true);
            pair.step(false);
        }
        let side = if sender_ends {
            &mut pair.ana
        } else {
            &mut pair.budi
        };
        side.files.stop(FILE);
        pair.tend();
        pair.settle();
        assert!(pair.budi.kept.is_empty(), "what was there is freed");
        let (ana, budi) = if sender_ends {
            (FileState::TakenBack, FileState::TakenBack)
        } else {
            (shared(None, 0), FileState::Declined)
        };
        assert_eq!((pair.ana.state(), pair.budi.state()), (ana, budi));
    }
}

#[test]
fn what_was_declined_stays_declined_over_the_next_connection() {
    let mut pair = Pair::connected();
    pair.share("a", content(10));
    pair.settle();
    pair.budi.files.stop(FILE);
    pair.disconnect();
    pair.connect();
    pair.settle();
    assert_eq!(pair.budi.state(), FileState::Declined);
    assert_eq!(pair.budi.news.len(), 1, "it appears once");
}

#[test]
fn whoever_comes_later_is_offered_what_is_still_shared() {
    let mut pair = Pair::new();
    pair.share("a", content(10));
    pair.connect();
    pair.settle();
    assert_eq!(pair.budi.state(), FileState::Offered);
    assert_eq!(
        pair.budi.news,
        [FileNews::Appeared {
            file: FILE,
            by: Some(ParticipantId(1)),
            at: 2
        }]
    );

    let mut late = Pair::new();
    late.share("a", content(10));
    late.ana.files.stop(FILE);
    late.connect();
    late.settle();
    assert!(late.budi.files.view().is_empty());
}

#[test]
fn a_file_that_changes_on_disk_is_told_to_both() {
    let mut pair = Pair::connected();
    pair.share("a", content(2_000_000));
    pair.settle();
    pair.budi_takes();
    for _ in 0..20 {
        pair.step(true);
        pair.step(false);
    }
    pair.ana.sources.clear();
    pair.settle();
    assert_eq!(pair.ana.state(), FileState::Unreadable);
    assert_eq!(pair.budi.state(), FileState::TakenBack);
}

#[test]
fn several_files_come_side_by_side() {
    let mut pair = Pair::connected();
    pair.share("large", content(3_000_000));
    let small = protocol::FileId(5);
    pair.ana.sources.insert(small, content(300_000));
    pair.ana.files.share(small, "small", 300_000, None, 1);
    pair.tend();
    pair.settle();
    pair.budi_takes();
    pair.budi.files.take(small, Timestamp::default());
    pair.tend();
    while pair.budi.line(small).state != FileState::Received {
        assert!(pair.step(true) | pair.step(false));
    }
    assert!(matches!(pair.budi.state(), FileState::Coming { .. }));
    pair.settle();
    assert_eq!(pair.budi.kept[&small], content(300_000));
    assert_eq!(pair.budi.kept[&FILE], content(3_000_000));
}

#[test]
fn only_so_much_can_be_shared() {
    let mut pair = Pair::connected();
    let size = FileMessage::MAX_FILE + 1;
    pair.ana.files.share(FILE, "../film.mkv", size, None, 1);
    pair.tend();
    assert!(
        matches!(&pair.ana.news[..], [FileNews::TooLarge(name)] if name.as_str() == "film.mkv")
    );
    pair.ana.news.clear();
    for number in 0..=Files::MAX_SHARED as u64 {
        pair.ana
            .files
            .share(protocol::FileId(number), "a", 1, None, 1);
    }
    pair.tend();
    assert_eq!(pair.ana.news.last(), Some(&FileNews::TooMany));
    assert_eq!(pair.ana.files.view().len(), Files::MAX_SHARED);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Connections come and go, and either side comes into the room anew, while bytes are on their way.
    #[test]
    fn whatever_happens_to_the_connection_all_bytes_arrive(
        length in 1..900_000_usize,
        events in prop::collection::vec((0..120_usize, 0..4_u8), 0..12),
    ) {
        let mut pair = Pair::connected();
        pair.share("a", content(length));
        pair.settle();
        pair.budi_takes();
        for (steps, event) in events {
            for _ in 0..steps {
                pair.step(true);
                pair.step(false);
            }
            pair.disconnect();
            if event & 1 != 0 {
                pair.ana.id.0 += 10;
            }
            if event & 2 != 0 {
                pair.budi.id.0 += 10;
            }
            pair.tend();
            pair.connect();
        }
        pair.settle();
        prop_assert_eq!(pair.budi.state(), FileState::Received);
        prop_assert!(pair.budi.kept[&FILE] == content(length));
        prop_assert_eq!(pair.budi.news.len(), 1);
        prop_assert_eq!(pair.ana.state(), shared(None, 1));
    }
}

fn shared(percent: Option<u8>, taken: u32) -> FileState {
    FileState::Shared {
        percent,
        paused: false,
        taken,
    }
}

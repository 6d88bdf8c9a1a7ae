//! Files as a person sees them: lines in the chat.

use call::{
    Command, FileCommand, FileInput, FileState, Input, Notice, PeerInput, PeerKey, UserInput,
};
use protocol::{FileId, FileMessage, FileName, ImageKind, ParticipantId, ServerMessage};

use crate::common::{Browser, chat_message, peer};

const BUDI: ParticipantId = ParticipantId(1);
const FILE: FileId = FileId(0xf11e);

#[test]
fn a_file_stands_among_what_was_said_and_is_unread() {
    let mut browser = with_channel();
    browser.receive(ServerMessage::Chat(chat_message(1, "x", 1, "before")));
    offered(&mut browser, 5);
    browser.receive(ServerMessage::Chat(chat_message(2, "y", 1, "after")));
    assert_eq!(browser.chat(), ["before", "file 000000000000f11e", "after"]);
    assert_eq!(browser.view().chat.unread, 3);
    assert_eq!(browser.view().files[0].state, FileState::Offered);

    browser.user(UserInput::TakeFile(FILE));
    let get = FileMessage::Get {
        id: FILE,
        offset: 0,
    };
    assert_eq!(told(&mut browser), [get]);
}

#[test]
fn what_the_person_shares_is_told_to_everyone_with_a_channel() {
    let mut browser = with_channel();
    share(&mut browser, "../a.png", 7);
    assert_eq!(browser.chat(), ["file 000000000000f11e"]);
    assert_eq!(browser.view().chat.unread, 0);
    let offer = FileMessage::Offer {
        id: FILE,
        name: FileName::clean("a.png"),
        size: 7,
        image: Some(ImageKind::Png),
    };
    assert_eq!(told(&mut browser), [offer]);
    browser.handle(Input::FileReady {
        file: FILE,
        address: "blob:1".to_owned(),
    });
    assert_eq!(browser.view().files[0].address.as_deref(), Some("blob:1"));

    browser.user(UserInput::StopFile(FILE));
    assert_eq!(told(&mut browser), [FileMessage::Withdraw { id: FILE }]);
}

#[test]
fn what_cannot_be_shared_is_told() {
    let mut browser = with_channel();
    share(&mut browser, "film.mkv", FileMessage::MAX_FILE + 1);
    assert_eq!(
        browser.notices(),
        [Notice::FileTooLarge(FileName::clean("film.mkv"))]
    );
    assert_eq!(browser.chat(), Vec::<String>::new());
    assert!(
        browser
            .commands()
            .contains(&Command::File(FileCommand::Forget { file: FILE }))
    );
}

#[test]
fn offers_that_are_not_taken_are_told() {
    let mut browser = with_channel();
    offered(&mut browser, u64::MAX);
    let name = protocol::DisplayName::parse("Budi").unwrap();
    assert_eq!(browser.notices(), [Notice::FilesRefused(name)]);
}

#[test]
fn a_channel_of_an_earlier_connection_is_not_listened_to() {
    let mut browser = with_channel();
    // Budi's side has started over.
    browser.offer_from(BUDI, 1);
    browser.commands();
    offered(&mut browser, 5);
    assert_eq!(browser.chat(), Vec::<String>::new());
    share(&mut browser, "a", 7);
    assert_eq!(told(&mut browser), [], "there is no channel yet");
    channel(&mut browser, 1, FileInput::Opened);
    assert_eq!(told(&mut browser), [FileMessage::Hello { version: 1 }]);
}

#[test]
fn files_stay_while_the_server_is_away() {
    let mut browser = with_channel();
    browser.close();
    offered(&mut browser, 5);
    browser.user(UserInput::TakeFile(FILE));
    assert!(matches!(
        browser.view().files[0].state,
        FileState::Coming { percent: 0 }
    ));
}

/// Ana in the call with Budi, whose client knows of files.
fn with_channel() -> Browser {
    let mut browser = Browser::in_call_with(vec![peer(1, "Budi")]);
    browser.peer(BUDI, PeerInput::NegotiationNeeded);
    channel(&mut browser, 0, FileInput::Opened);
    say(&mut browser, FileMessage::Hello { version: 1 });
    browser.commands();
    browser
}

fn channel(browser: &mut Browser, generation: u32, input: FileInput) {
    let peer = PeerKey {
        participant: BUDI,
        generation,
    };
    browser.handle(Input::File { peer, input });
}

fn say(browser: &mut Browser, message: FileMessage) {
    channel(browser, 0, FileInput::Message { message, at: 1 });
}

fn offered(browser: &mut Browser, size: u64) {
    let offer = FileMessage::Offer {
        id: FILE,
        name: FileName::clean("notes.pdf"),
        size,
        image: None,
    };
    say(browser, offer);
}

fn share(browser: &mut Browser, name: &str, size: u64) {
    browser.user(UserInput::ShareFile {
        file: FILE,
        name: name.to_owned(),
        size,
        image: Some(ImageKind::Png),
        at: 1,
    });
}

/// The messages about files that were sent since the last look; other commands are dropped.
fn told(browser: &mut Browser) -> Vec<FileMessage> {
    let commands = browser.commands().into_iter();
    let messages = commands.filter_map(|command| match command {
        Command::File(FileCommand::Tell { message, .. }) => Some(message),
        _ => None,
    });
    messages.collect()
}

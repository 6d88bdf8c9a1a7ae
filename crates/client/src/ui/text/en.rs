mod check;
mod doors;
mod goodbye;

pub(crate) use check::ENGLISH_CHECK;

use call::{MediaProblem, Notice, RecordingProblem, Trouble};
use protocol::{DisplayName, DisplayNameError, Engine, Reaction, RoomId, RoomIdError, Source};

use super::{
    CallText, ChatText, Devices, DevicesText, FilesText, GeneralText, GoodbyeText, GreenRoomText,
    HandText, HomeText, KeysText, LineText, LinkText, Message, MoreText, QualityText,
    ReactionsText, RecordText, SettingsText, ShareText, Text, TileMenuText, TileText,
};

/// English.
pub(crate) static ENGLISH: Text = Text {
    general: GeneralText {
        language: "Language",
        theme: "Colours of the page (calls are dark)",
        themes: ["Automatic", "Light", "Dark"],
        home: "Home",
        offline: "There is no network. Calls need one: connect this device, then go on.",
        no_answer: "The server does not answer. Check the network of this device, or wait a moment.",
        rejoin: "Rejoin",
        try_again: "Try again",
        reload: "Reload",
        close: "Close",
        copy_link: "Copy link",
        link_copied: "Link copied",
        copy: "Copy",
        copied: "Copied",
        copy_failed: "The browser did not let the link be copied. Copy it from the address bar.",
        mute_microphone: "Mute microphone",
        unmute_microphone: "Unmute microphone",
        turn_camera_off: "Turn camera off",
        turn_camera_on: "Turn camera on",
        room_name_error,
    },
    home: HomeText {
        title: "Tatap – video calls that you host yourself",
        headline: "Talk face to face",
        tagline: "Video calls that you host yourself. Send a link and see each other, without any account.",
        new_meeting: "New meeting",
        new_room: "Room",
        another_name: "Another name",
        join_heading: "Or join a meeting",
        room_name: "Room name",
        room_name_hint: "A name, or the whole link that you were sent.",
        join: "Join",
        recent: "Where you were last",
        forget: "Forget these rooms",
    },
    green_room: GreenRoomText {
        heading: "Ready to join?",
        your_name: "Your name",
        your_name_hint: "This is how the others see you.",
        join_now: "Join now",
        joining: "Joining…",
        preview: "Your preview",
        camera_off: "Camera is off",
        camera_starting: "The camera is starting…",
        camera_unavailable: "No picture from your camera",
        allow: "If your browser asks, allow it to use the camera and the microphone.",
        level: "Microphone level",
        who_is_in,
        serverless: "There is no server behind this page: a room takes 8 people, whoever has its link comes in, nobody is host, and the chat is only for those who are here.",
        join_without: "You can join all the same.",
        device_problem,
        part_missing: "A part of Tatap could not be loaded. Check your network connection and join again; if that does not help, reload this page.",
        network: ["Network: not checked", "Network: good", "Network: trouble"],
        name_error,
    },
    call: CallText {
        controls: "Call controls",
        leave: "Leave",
        people: "People",
        people_button: |count| format!("People ({count})"),
        people_count: |count| {
            if count == 1 {
                "1 person".to_owned()
            } else {
                format!("{count} people")
            }
        },
        participants: "Participants",
        you: |name| format!("{name} (you)"),
        microphone_on: "Microphone on",
        microphone_off: "Muted",
        camera_on: "Camera on",
        camera_off: "Camera off",
        alone: "You are the only one here. Send this link to others:",
        sound_blocked: "Your browser keeps the sound off.",
        turn_sound_on: "Turn sound on",
        notice,
    },
    tile_menu: TileMenuText {
        heading: |name| format!("Options for {name}"),
        pin: "Pin",
        unpin: "Unpin",
        mute_for_me: "Mute for me",
        volume: "Volume",
    },
    link: LinkText {
        heading: "Connection info",
        nobody: "The connection is good.",
        you: "Your own connection is the weak one: the others have it too, or what you send gets lost.",
        them: "The connection of the other side is the weak one.",
        unknown: "The connection is not good; which side it is cannot be told.",
        bitrate_in: "Received",
        bitrate_out: "Sent",
        loss: "Lost",
        round_trip: "Round trip",
        frames: "Frames received",
        height: "Picture received",
        between: |lowest, highest| format!("{lowest} to {highest} in the last two minutes"),
        nothing_known: "nothing in the last two minutes",
    },
    settings: SettingsText {
        heading: "Settings",
        layout: "Layout",
        layout_auto: "Automatic",
        layout_grid: "Grid",
        layout_spotlight: "Spotlight",
        screen: "Shared screen",
        screen_detail: "Slides: sharp",
        screen_text: "Scrolling text",
        screen_motion: "Film or game: smooth",
        data: "Data use",
        data_full: "As good as the network",
        data_low: "Low: small pictures",
        data_audio: "Audio only",
        echo: "Remove echo",
        noise: "Remove noise",
        gain: "Adjust the microphone’s volume",
        camera: "Camera picture, at most",
        shows_self: "Show my own picture",
        mirror: "Mirror my own picture",
        hides_address: "Hide my address from the others (calls take the way through a relay, with more delay)",
        sounds: "Sounds when people come, go, write or raise a hand",
        single_keys: "Shortcuts of one key",
    },
    more: MoreText {
        heading: "More",
        full_screen: "Full screen",
        window: "Picture-in-picture",
    },
    keys: KeysText {
        heading: "Keyboard help",
        list: "M, Ctrl D\tMicrophone\nV, Ctrl E\tCamera\nSpace\tHold to talk\nD\tShare screen\nC\tChat\nP\tPeople\nH\tRaise hand\nW\tLayout\nF\tFull screen\nEsc\tClose\n?\tThis help",
    },
    hand: HandText {
        raise: "Raise hand",
        lower: "Lower hand",
        raised: "Hand raised",
    },
    reactions: ReactionsText {
        heading: "Reactions",
        name: reaction,
    },
    record: RecordText {
        call: "Record the call",
        own: "Record only me",
        stop: "Stop recording",
        recording: "You are recording. Everyone is told.",
        records: "Records the call",
        is_recorded: "Recorded",
    },
    quality: QualityText {
        good: "Good connection",
        fair: "Fair connection",
        poor: "Poor connection",
        lost: "Connection lost",
    },
    devices: DevicesText {
        microphone: "Microphone",
        camera: "Camera",
        speaker: "Speaker",
        test_speakers: "Test speakers",
        choose_microphone: "Microphone and speaker options",
        choose_camera: "Camera options",
        unnamed: |number| format!("Device {number}"),
    },
    share: ShareText {
        start: "Share screen",
        stop: "Stop sharing",
        stop_toggle: "Stop sharing your screen",
        sharing: "You are sharing your screen",
        screen_of: |name| format!("{name}’s screen"),
    },
    chat: ChatText {
        heading: "Chat",
        button: |unread| match unread {
            0 => "Chat".to_owned(),
            1 => "Chat (1 new message)".to_owned(),
            _ => format!("Chat ({unread} new messages)"),
        },
        messages: "Messages",
        empty: "Nothing has been written yet. Everyone in the room reads what you write here.",
        you: "You",
        sending: "Sending…",
        failed: "Not sent: the server did not take it.",
        send_again: "Send again",
        discard: "Delete",
        new_messages: "New messages",
        write: "Write to everyone",
        send: "Send message",
        left: |count| {
            if count == 1 {
                "1 character left".to_owned()
            } else {
                format!("{count} characters left")
            }
        },
        too_long: |count| {
            if count == 1 {
                "Your message is too long by 1 character.".to_owned()
            } else {
                format!("Your message is too long by {count} characters.")
            }
        },
        full: "Many messages are still waiting to be sent. You can send more when they are through.",
    },
    files: FilesText {
        attach: "Send a file to everyone (up to 100 MB)",
        download: "Download",
        decline: "Decline",
        cancel: "Cancel",
        take_back: "Take back",
        save: "Save",
        decimal: '.',
        paused: "Paused until the connection is back.",
        sending: "Sending…",
        shared: "Offered to everyone.",
        taken: |taken| {
            if taken == 1 {
                "One person has it.".to_owned()
            } else {
                format!("{taken} people have it.")
            }
        },
        unreadable: "The file can no longer be read. Choose it again.",
        offered: "Not downloaded yet.",
        coming: "Downloading…",
        silent: "Nothing has come for a while. Wait, or cancel.",
        received: "It is here.",
        declined: "Declined.",
        taken_back: "No longer offered.",
        damaged: "What came was not what was offered, so it was dropped.",
    },
    line: LineText {
        reconnecting: "Reconnecting… the call continues",
        next_try: |seconds| format!("Next try in {seconds} s"),
        trying: "Trying…",
        try_now: "Try now",
        back_online: "Back online",
        returning: "Going back to the call…",
    },
    tile: TileText {
        muted: "Muted",
        connecting: |name| format!("Waiting for {name}’s video…"),
        slow: |name| format!("Still connecting to {name}…"),
        stalled: |name| format!("Waiting for {name}’s connection…"),
        failed: |name| format!("The connection to {name} is lost."),
        trouble: |trouble, name| match trouble {
            Trouble::NoRelay => format!(
                "No direct way to {name} works, and this server has no relay to go around it."
            ),
            Trouble::RelayOutOfReach => {
                format!("Your network reaches neither {name} nor this server’s relay.")
            }
            Trouble::NoPath => format!("Neither a direct way to {name} nor the relay works."),
            Trouble::NothingToHideBehind => format!(
                "You hide your address, but this server has no relay to reach {name} through."
            ),
        },
        check: "Check the network",
        away: "Reconnecting",
    },
    doors: doors::DOORS,
    goodbye: GoodbyeText {
        left: Message {
            heading: "You left the meeting",
            sentence: "Your camera and microphone are off. You can come back at any time.",
        },
        incomplete: Message {
            heading: "A part of Tatap could not be loaded",
            sentence: "Check your network connection, then reload.",
        },
        not_found: Message {
            heading: "There is nothing here",
            sentence: "The address may be incomplete. Rooms have addresses that end in /r/ and the room’s name.",
        },
        bad_room: "This is not a room name",
        ended: goodbye::ended,
    },
};

fn room_name_error(error: RoomIdError) -> String {
    match error {
        RoomIdError::Empty => "Type the name of the room that you want to join.".to_owned(),
        RoomIdError::TooLong => {
            format!("A room name has at most {} characters.", RoomId::MAX_CHARS)
        }
        RoomIdError::Character(character) => {
            format!(
                "A room name has only the letters a\u{a0}to\u{a0}z, digits and hyphens, not “{character}”."
            )
        }
    }
}

fn name_error(error: DisplayNameError) -> String {
    match error {
        DisplayNameError::Empty => {
            "Type your name, so that the others know who you are.".to_owned()
        }
        DisplayNameError::TooLong => {
            format!("A name has at most {} characters.", DisplayName::MAX_CHARS)
        }
        DisplayNameError::Character(character) => format!(
            "Your name holds an invisible character (U+{:04X}). Type it again by hand.",
            u32::from(character)
        ),
    }
}

fn who_is_in(names: &[String]) -> String {
    match names {
        [] => "Nobody is here yet.".to_owned(),
        [one] => format!("{one} is in the meeting."),
        [one, two] => format!("{one} and {two} are in the meeting."),
        [one, two, three] => format!("{one}, {two} and {three} are in the meeting."),
        [one, two, others @ ..] => {
            format!(
                "{one}, {two} and {} others are in the meeting.",
                others.len()
            )
        }
    }
}

fn device_problem(devices: Devices, problem: MediaProblem) -> String {
    let trouble = device_trouble(devices, problem);
    let again = match devices {
        Devices::Microphone => "unmute it",
        Devices::Camera => "turn it on",
        Devices::Both => "turn them on",
    };
    format!("{trouble}, then {again} again.")
}

/// What is wrong and what to do about it, without the end of the sentence.
fn device_trouble(devices: Devices, problem: MediaProblem) -> String {
    let (the, are, none) = match devices {
        Devices::Microphone => ("microphone", "is", "No microphone was found. Plug one in"),
        Devices::Camera => ("camera", "is", "No camera was found. Plug one in"),
        Devices::Both => (
            "camera and the microphone",
            "are",
            "No camera and no microphone were found. Plug them in",
        ),
    };
    match problem {
        MediaProblem::Blocked(engine) => {
            let way = match engine {
                Engine::Chromium => {
                    "Click the icon left of the address and switch on what is off there"
                }
                Engine::Firefox => {
                    "Click the crossed-out icon left of the address and take the block away"
                }
                Engine::Webkit => {
                    "Open the settings of this website in the browser’s menu and allow it there"
                }
                Engine::Other => "Allow it in the browser’s settings of this page",
            };
            format!("The {the} {are} blocked in the browser. {way}")
        }
        MediaProblem::BlockedBySystem => format!(
            "Your system keeps the {the} from the browser. Allow it in the system’s privacy settings"
        ),
        MediaProblem::NotFound => none.to_owned(),
        MediaProblem::Busy => format!(
            "Another program uses the {the}, or your system holds it back. Close that program"
        ),
        MediaProblem::Other => format!("The {the} could not be started. Check what is plugged in"),
    }
}

fn notice(notice: &Notice) -> String {
    match notice {
        Notice::MicrophoneProblem(problem) => device_problem(Devices::Microphone, *problem),
        Notice::CameraProblem(problem) => device_problem(Devices::Camera, *problem),
        Notice::BothProblem(problem) => device_problem(Devices::Both, *problem),
        Notice::MicrophoneLost => {
            "Your microphone went away. Plug it in again, then unmute it.".to_owned()
        }
        Notice::CameraLost => {
            "Your camera went away. Plug it in again, then turn it on.".to_owned()
        }
        Notice::MicrophoneInterrupted => {
            "Another program or your system has the microphone. The others cannot hear you until it is free again.".to_owned()
        }
        Notice::CameraInterrupted => {
            "Another program or your system has the camera. The others cannot see you until it is free again.".to_owned()
        }
        Notice::MicrophoneReplaced => {
            "Your microphone went away. The others hear you through another one.".to_owned()
        }
        Notice::CameraReplaced => {
            "Your camera went away. The others see you through another one.".to_owned()
        }
        Notice::MicrophoneBack => "Your microphone works; the others can hear you.".to_owned(),
        Notice::CameraBack => "Your camera works; the others can see you.".to_owned(),
        Notice::NotSwitched(Source::Microphone, _) => {
            "That microphone could not be started. You are still heard through the one before.".to_owned()
        }
        Notice::NotSwitched(..) => {
            "That camera could not be started. You are still seen through the one before.".to_owned()
        }
        Notice::ScreenProblem => {
            "Your screen could not be shared. Check that your system lets the browser record the screen, then try again.".to_owned()
        }
        Notice::ParticipantJoined(name) => format!("{name} joined"),
        Notice::HandRaised(name) => format!("{name} raised a hand"),
        Notice::RecordingStarted(name) => format!("{name} records the call"),
        Notice::RecordingEnded(name) => format!("{name} no longer records the call"),
        Notice::RecordingSaved => "The recording is saved.".to_owned(),
        Notice::RecordingFailed(problem) => recording_problem(*problem).to_owned(),
        Notice::RecordingFull => {
            "The recording has ended, because the browser can hold no more of it. What there is has been saved.".to_owned()
        }
        Notice::RecordingSilent => {
            "The recording has no sound, because the browser plays none on this device. Connect a speaker or headphones, then record again.".to_owned()
        }
        Notice::TooManyGestures => "Hands and reactions come faster than the room takes them. Wait a moment.".to_owned(),
        Notice::ParticipantLeft(name) => format!("{name} left"),
        Notice::Rejoined => "You were away for a while and have joined again.".to_owned(),
        Notice::YouAreMuted => "You are muted: the others do not hear you.".to_owned(),
        Notice::MicrophoneSilent => {
            "There is no sound from your microphone. See whether it is switched off at the device, or choose another one.".to_owned()
        }
        Notice::FileTooLarge(name) => {
            format!("“{name}” is too large: a file can have up to 100 MB.")
        }
        Notice::TooManyFiles => {
            "You offer as many files as you can at a time. Take one back, then try again.".to_owned()
        }
        Notice::FilesRefused(name) => {
            format!("{name} offers more or larger files than can be taken; the rest is left out.")
        }
        Notice::YouAreHost => doors::DOORS.you_are_host.to_owned(),
        Notice::Deed(by, deed) => (doors::DOORS.deed)(*deed).replacen("{}", by.as_str(), 1),
        Notice::DeedRefused(refused) => (doors::DOORS.deed_refused)(*refused).to_owned(),
        Notice::ChatTooFast => {
            "You are writing faster than the room takes it; the rest is sent in a moment."
                .to_owned()
        }
    }
}

fn recording_problem(problem: RecordingProblem) -> &'static str {
    match problem {
        RecordingProblem::Disk => {
            "The recording has ended, because its file could not be written. See whether the disk is full, then record again."
        }
        RecordingProblem::Offline => {
            "You can record when you are connected again: the others have to be told."
        }
        RecordingProblem::Unsupported | RecordingProblem::Cancelled => {
            "This browser could not record. Try it in a current Chrome, Edge or Firefox."
        }
    }
}

fn reaction(reaction: Reaction) -> &'static str {
    match reaction {
        Reaction::ThumbsUp => "Thumbs up",
        Reaction::Clapping => "Applause",
        Reaction::Heart => "Heart",
        Reaction::Laughing => "Laughing",
        Reaction::Surprised => "Surprised",
        Reaction::Sad => "Sad",
        Reaction::Celebrate => "Celebrating",
        Reaction::Thinking => "Thinking",
    }
}

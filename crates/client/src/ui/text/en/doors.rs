use call::{Deed, DeedRefused, SignInFailure};
use protocol::ParticipantAct;

use crate::ui::text::DoorsText;

pub(super) const DOORS: DoorsText = DoorsText {
    ask_to_join: "Ask to join",
    waiting: "Waiting to be let in…",
    waiting_sentence: "A host knows that you are here. You come in as soon as they let you; leave this page open.",
    stop_waiting: "Stop waiting",
    password: "Password of the room",
    password_needed: "This room asks for a password, or nobody has opened it yet.",
    password_wrong: "That is not the password. Type it again.",
    sign_in: "Sign in instead",
    sign_in_failed,
    you_are_host: "You are a host now: you decide who comes in, and can mute and remove others.",
    deed,
    deed_refused,
    wants_in: "{} wants to come in",
    admit: "Let in",
    deny: "Turn away",
    admit_all: "Let everyone in",
    host: "Host",
    viewer: "Viewer",
    manage: "Manage {}",
    act,
    heading: "Room and hosts",
    lock: "Lock the room",
    lock_hint: "Whoever comes has to be let in.",
    password_hint: "Whoever comes without an invite has to know it. 1 to 128 characters.",
    set_password: "Set password",
    remove_password: "Remove password",
    host_rule: "When the last host leaves",
    host_rules: [
        "whoever has been here longest is host",
        "nobody is host",
        "the call ends for everyone",
    ],
    everyone: "Everyone",
    mute_all: "Mute everyone else",
    lower_hands: "Lower all hands",
    clear_chat: "Clear the chat",
    end_for_all: "End the call for everyone",
    sure: "Press again to confirm",
    removed: "Removed",
    let_back_in: "Let back in",
    locked: "The room is locked",
    invite: "Invite",
    invite_hint: "A link that opens this room in one role, also with a password. Whoever has it can use it.",
    role: "They come as",
    roles: [
        "participant",
        "host",
        "viewer, without sound and picture of their own",
    ],
    lifetime: "It holds for",
    lifetimes: ["a week", "a day", "an hour"],
    uses: "It lets in",
    use_counts: ["any number of people", "up to 10 people", "one person"],
    make_invite: "Make a link",
    making: "Making the link…",
    invite_failed: "The link could not be made. Wait a moment, then try again.",
    invite_link: "The link",
    qr_code: "The link as a QR code",
    invites: "Links that hold",
    invite_line,
    revoke: "Take back",
};

fn sign_in_failed(failure: SignInFailure) -> &'static str {
    match failure {
        SignInFailure::Expired => {
            "That sign-in took too long, or was begun in another window. Go to the room and sign in again."
        }
        SignInFailure::Denied => {
            "You were not signed in: you or the service of your account stopped it. Sign in again, or join without it."
        }
        SignInFailure::Refused => {
            "Your sign-in did not work: this server does not accept what the service of your account says. Sign in again; if that does not help, tell whoever runs this server."
        }
        SignInFailure::Unavailable => {
            "The service of your account does not answer. Wait a moment, then sign in again."
        }
    }
}

fn deed(deed: Deed) -> &'static str {
    match deed {
        Deed::MutedYou => "{} muted your microphone. Unmute it when you want to speak.",
        Deed::AsksYouToUnmute => "{} asks you to unmute your microphone.",
        Deed::StoppedYourCamera => "{} turned your camera off.",
        Deed::StoppedYourScreen => "{} stopped sharing your screen.",
        Deed::LoweredYourHand => "{} lowered your hand.",
        Deed::MadeYouHost => {
            "{} made you a host: you decide who comes in, and can mute and remove others."
        }
        Deed::MadeYouMember => {
            "{} made you a participant: you can use your microphone, camera and screen."
        }
        Deed::MadeYouViewer => "{} made you a viewer: you see and hear, and send nothing.",
        Deed::MutedEveryone => "{} muted everyone.",
        Deed::LoweredHands => "{} lowered all hands.",
        Deed::ClearedChat => "{} cleared the chat.",
        Deed::Locked => "{} locked the room: whoever comes has to be let in.",
        Deed::Unlocked => "{} unlocked the room.",
        Deed::SetPassword => "{} gave the room a password.",
        Deed::RemovedPassword => "{} removed the room’s password.",
    }
}

fn deed_refused(refused: DeedRefused) -> &'static str {
    match refused {
        DeedRefused::NotAllowed => "Only a host can do that, and not to another host.",
        DeedRefused::TooFast => "That was a lot at once. Wait a moment, then try again.",
        DeedRefused::NoPlace => {
            "The room is full: whoever you let in waits until someone has left."
        }
    }
}

fn act(act: ParticipantAct) -> &'static str {
    match act {
        ParticipantAct::Mute => "Mute",
        ParticipantAct::AskToUnmute => "Ask to unmute",
        ParticipantAct::StopCamera => "Turn camera off",
        ParticipantAct::StopScreen => "Stop sharing",
        ParticipantAct::LowerHand => "Lower hand",
        ParticipantAct::Remove => "Remove from the room",
        ParticipantAct::MakeHost => "Make a host too",
        ParticipantAct::MakeMember => "Allow to speak",
        ParticipantAct::MakeViewer => "Make a viewer",
        ParticipantAct::HandOver => "Make host in my place",
    }
}

fn invite_line(role: &str, uses: u32, most: Option<u32>, minutes: u64) -> String {
    let role = match role {
        "host" => "Host",
        "viewer" => "Viewer",
        _ => "Participant",
    };
    let used = most.map_or_else(
        || format!("used {uses} times"),
        |most| format!("{uses} of {most} used"),
    );
    let left = match minutes {
        0..=119 => format!("{minutes} min left"),
        120..=2_879 => format!("{} hours left", minutes / 60),
        _ => format!("{} days left", minutes / 1_440),
    };
    format!("{role}, {used}, {left}")
}

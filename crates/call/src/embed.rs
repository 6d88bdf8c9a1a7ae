use protocol::{ErrorCode, JsonObject, JsonWriter};

use crate::{CallView, EndReason, PhaseView, SourceView, UserInput};

/// What a page that has the call in a frame is told, as plain data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EmbedState {
    phase: EmbedPhase,
    /// Everyone in the call, oneself included.
    participants: usize,
    microphone: bool,
    camera: bool,
    screen: bool,
    hand: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum EmbedPhase {
    /// Nothing was told yet.
    #[default]
    Nothing,
    Ready,
    Waiting,
    Joined,
    /// With the word for why.
    Left(&'static str),
}

impl EmbedState {
    /// What there is to tell of `view`.
    #[must_use]
    pub fn of(view: &CallView) -> Self {
        let is_on = |source| source == SourceView::On;
        let in_call = matches!(view.phase, PhaseView::InCall { .. });
        Self {
            phase: match view.phase {
                PhaseView::GreenRoom | PhaseView::Joining => EmbedPhase::Ready,
                PhaseView::Waiting { .. } => EmbedPhase::Waiting,
                PhaseView::InCall { .. } => EmbedPhase::Joined,
                PhaseView::Left => EmbedPhase::Left("left"),
                PhaseView::Ended(reason) => EmbedPhase::Left(reason_word(reason)),
            },
            participants: view.people.len(),
            microphone: in_call && is_on(view.local.microphone),
            camera: in_call && is_on(view.local.camera),
            screen: in_call && is_on(view.local.screen),
            hand: view.hand_raised,
        }
    }

    /// The messages that tell of what has changed since `before`, as JSON, in their order.
    #[must_use]
    pub fn news_since(self, before: Self) -> Vec<String> {
        let mut news = Vec::new();
        if self.phase != before.phase {
            let (event, reason) = match self.phase {
                EmbedPhase::Nothing => ("", None),
                EmbedPhase::Ready => ("ready", None),
                EmbedPhase::Waiting => ("waiting", None),
                EmbedPhase::Joined => ("joined", None),
                EmbedPhase::Left(reason) => ("left", Some(reason)),
            };
            news.push(message(event, |json| {
                if let Some(reason) = reason {
                    json.text("reason", reason);
                }
            }));
        }
        for (event, is, was) in [
            ("microphone", self.microphone, before.microphone),
            ("camera", self.camera, before.camera),
            ("screen", self.screen, before.screen),
            ("hand", self.hand, before.hand),
        ] {
            if is != was {
                news.push(message(event, |json| json.flag("on", is)));
            }
        }
        if self.participants != before.participants {
            let count = self.participants as u64;
            news.push(message("participants", |json| json.number("count", count)));
        }
        news
    }
}

/// Reads what a page around the call asks for; `None` for everything else.
///
/// It may turn things off and end the call. Nothing that it says turns anything on.
#[must_use]
pub fn embed_command(json: &str) -> Option<UserInput> {
    let message = JsonObject::parse(json).ok()?;
    let version: u32 = message.field("tatap").ok()?.number().ok()?;
    let command = message.field("command").ok()?.text().ok()?;
    match (version, command.as_str()) {
        (1, "mute") => Some(UserInput::SetMicrophone(false)),
        (1, "stop_camera") => Some(UserInput::SetCamera(false)),
        (1, "stop_screen") => Some(UserInput::ShareScreen(false)),
        (1, "lower_hand") => Some(UserInput::SetHand(false)),
        (1, "leave") => Some(UserInput::Leave),
        _ => None,
    }
}

fn message(event: &str, fields: impl FnOnce(&mut JsonWriter)) -> String {
    let mut json = JsonWriter::new();
    json.number("tatap", 1);
    json.text("event", event);
    fields(&mut json);
    json.finish()
}

fn reason_word(reason: EndReason) -> &'static str {
    let words = [
        (ErrorCode::Denied, "denied"),
        (ErrorCode::Removed, "removed"),
        (ErrorCode::Ended, "ended"),
        (ErrorCode::RoomFull, "full"),
        (ErrorCode::Replaced, "replaced"),
    ];
    let word = |code| words.into_iter().find(|(known, _)| *known == code);
    match reason {
        EndReason::Refused(code) => word(code).map_or("failed", |(_, word)| word),
        EndReason::Unusable(_) | EndReason::Unreachable => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_is_told_once() {
        let ready = EmbedState {
            phase: EmbedPhase::Ready,
            ..EmbedState::default()
        };
        assert_eq!(
            ready.news_since(EmbedState::default()),
            [r#"{"tatap":1,"event":"ready"}"#]
        );
        assert_eq!(ready.news_since(ready), [""; 0]);
        let joined = EmbedState {
            phase: EmbedPhase::Joined,
            participants: 2,
            microphone: true,
            ..ready
        };
        assert_eq!(
            joined.news_since(ready),
            [
                r#"{"tatap":1,"event":"joined"}"#,
                r#"{"tatap":1,"event":"microphone","on":true}"#,
                r#"{"tatap":1,"event":"participants","count":2}"#,
            ]
        );
        let removed = EmbedState {
            phase: EmbedPhase::Left(reason_word(EndReason::Refused(ErrorCode::Removed))),
            ..EmbedState::default()
        };
        assert_eq!(
            removed.news_since(joined)[0],
            r#"{"tatap":1,"event":"left","reason":"removed"}"#
        );
    }

    #[test]
    fn a_page_around_the_call_turns_nothing_on() {
        let read =
            |command: &str| embed_command(&format!(r#"{{"tatap":1,"command":"{command}"}}"#));
        assert_eq!(read("mute"), Some(UserInput::SetMicrophone(false)));
        assert_eq!(read("stop_camera"), Some(UserInput::SetCamera(false)));
        assert_eq!(read("stop_screen"), Some(UserInput::ShareScreen(false)));
        assert_eq!(read("lower_hand"), Some(UserInput::SetHand(false)));
        assert_eq!(read("leave"), Some(UserInput::Leave));
        for command in [
            "unmute",
            "join",
            "start_camera",
            "share_screen",
            "raise_hand",
            "",
        ] {
            assert_eq!(read(command), None, "{command}");
        }
        for json in [
            "",
            "7",
            r#"{"command":"leave"}"#,
            r#"{"tatap":2,"command":"leave"}"#,
            r#"{"tatap":1,"command":{"leave":1}}"#,
        ] {
            assert_eq!(embed_command(json), None, "{json}");
        }
    }
}

//! What a person wants of microphone, camera and screen changes by a gesture of that person alone.
//!
//! Random sequences of every input that there is; after each, nothing is captured or let through that was not asked
//! for, and nothing is published as live. A muted microphone is let through while "Hold to talk" is held, and not a
//! moment longer.

use std::time::Duration;

use call::{
    Call, Command, DataUse, Input, MediaInput, PageInput, PhaseView, SeatMemory, SocketInput,
    SourceView, Timestamp, UserInput,
};
use proptest::prelude::*;
use protocol::{ClientMessage, Publications, Source};

use self::inputs::{joined, name, received, step};
use crate::common::{environment, room, streams, token};

mod inputs;

/// Without optimisation a sequence takes a few milliseconds.
const CASES: u32 = if cfg!(debug_assertions) {
    2_000
} else {
    50_000
};

const SOURCES: [Source; 2] = [Source::Microphone, Source::Camera];

const SCREEN: [Source; 2] = [Source::Screen, Source::ScreenAudio];

#[derive(Clone, Debug)]
enum Step {
    Input(Input),
    /// Lets milliseconds go by.
    Pass(u64),
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_but_a_gesture_turns_a_microphone_or_camera_on(
        returning in prop::option::of((any::<bool>(), any::<bool>())),
        enters in any::<bool>(),
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut witness = Witness::new(returning);
        if enters {
            for input in [
                Input::User(UserInput::Join {
                    name: name(),
                    password: None,
                }),
                Input::Media(MediaInput::Captured { request: 0 }),
                Input::Socket(SocketInput::Opened),
                received(None, joined()),
            ] {
                witness.step(Step::Input(input))?;
            }
        }
        for step in steps {
            witness.step(step)?;
        }
    }
}

/// A call, and what its person has asked for.
struct Witness {
    call: Call,
    now: Timestamp,
    asked: [bool; 2],
    /// The person holds "Hold to talk", as far as anyone can see.
    held: bool,
    enabled: [bool; 2],
    screen: Screen,
}

/// What the person has asked for of the screen.
#[derive(Debug, Default)]
struct Screen {
    /// "Share screen" was the last gesture.
    wanted: bool,
    /// The gesture has not led to a question yet.
    may_be_asked: bool,
    enabled: bool,
}

impl Witness {
    fn new(returning: Option<(bool, bool)>) -> Self {
        let now = Timestamp::default();
        let memory = returning.map(|(microphone, camera)| SeatMemory {
            room: room(),
            name: name(),
            token: token(1),
            attempt: 0,
            microphone,
            camera,
        });
        let call = Call::new(room(), streams(), environment(), memory, 7, now);
        let (microphone, camera) = returning.unwrap_or((true, true));
        let mut witness = Self {
            call,
            now,
            asked: [microphone, camera],
            held: false,
            enabled: [false; 2],
            screen: Screen::default(),
        };
        witness.check().unwrap();
        witness
    }

    fn step(&mut self, step: Step) -> Result<(), TestCaseError> {
        match step {
            Step::Input(input) => {
                self.notice(&input);
                self.call.handle(input, self.now);
            }
            Step::Pass(millis) => {
                let until = self.now + Duration::from_millis(millis);
                let mut wakes = 0;
                while let Some(next) = self.call.poll_timeout().filter(|next| *next <= until) {
                    self.call.handle_timeout(next);
                    self.check()?;
                    wakes += 1;
                    prop_assert!(wakes < 1000, "woken up for nothing at {next:?}");
                }
                self.now = until;
            }
        }
        self.check()
    }

    /// Notes a gesture, where the person could make it.
    fn notice(&mut self, input: &Input) {
        let has_toggles = matches!(
            self.call.view().phase,
            PhaseView::GreenRoom
                | PhaseView::Joining
                | PhaseView::Waiting { .. }
                | PhaseView::InCall { .. }
        );
        match input {
            Input::User(UserInput::SetMicrophone(on)) if has_toggles => self.asked[0] = *on,
            Input::User(UserInput::SetCamera(on)) if has_toggles => self.asked[1] = *on,
            Input::User(UserInput::ShareScreen(on)) => {
                self.screen.wanted = *on;
                self.screen.may_be_asked = *on;
            }
            Input::User(UserInput::SetDataUse(DataUse::AudioOnly)) if has_toggles => {
                self.asked[1] = false;
            }
            Input::User(UserInput::HoldToTalk(held)) => self.held = *held && has_toggles,
            Input::User(UserInput::Leave)
            | Input::Page(
                PageInput::Blurred
                | PageInput::Hidden
                | PageInput::Shown
                | PageInput::Hiding { .. },
            )
            | Input::Media(MediaInput::Ended {
                source: Source::Microphone,
            }) => self.held = false,
            _ => {}
        }
    }

    fn check(&mut self) -> Result<(), TestCaseError> {
        while let Some(command) = self.call.next_command() {
            match &command {
                Command::Capture {
                    microphone, camera, ..
                } => {
                    let asked = self.lets_through();
                    prop_assert!(!microphone || asked[0], "the microphone is captured");
                    prop_assert!(!camera || asked[1], "the camera is captured");
                }
                Command::CaptureScreen { .. } => {
                    prop_assert!(self.screen.may_be_asked, "the screen is captured");
                    self.screen.may_be_asked = false;
                }
                Command::EnableTrack { source, enabled } if SCREEN.contains(source) => {
                    self.screen.enabled = *enabled;
                }
                Command::StopTrack { source } if SCREEN.contains(source) => {
                    self.screen.enabled &= *source != Source::Screen;
                }
                Command::EnableTrack { source, enabled } => {
                    self.enabled[index(*source)] = *enabled;
                }
                Command::StopTrack { source } => {
                    self.enabled[index(*source)] = false;
                }
                Command::Send(frame) => match &frame.message {
                    ClientMessage::Join(join) => self.published(&join.publications)?,
                    ClientMessage::Resume(resume) => self.published(&resume.publications)?,
                    ClientMessage::SetPublications { publications } => {
                        self.published(publications)?;
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        let phase = self.call.view().phase;
        self.held &= matches!(phase, PhaseView::InCall { .. });
        for source in SOURCES {
            let index = index(source);
            prop_assert!(
                !self.enabled[index] || self.lets_through()[index],
                "{source:?} is let through and nobody asked for it"
            );
        }
        prop_assert!(
            !self.screen.enabled || self.screen.wanted,
            "the screen is let through and nobody asked for it"
        );
        self.note_what_is_off();
        Ok(())
    }

    /// Whatever has turned something off, only the person can turn it on again.
    fn note_what_is_off(&mut self) {
        let view = self.call.view();
        if matches!(view.phase, PhaseView::InCall { .. }) {
            self.asked[0] &= view.local.microphone != SourceView::Off;
            self.asked[1] &= view.local.camera != SourceView::Off;
            self.held &= view.local.holds_to_talk;
        }
    }

    fn lets_through(&self) -> [bool; 2] {
        [self.asked[0] || self.held, self.asked[1]]
    }

    fn published(&self, publications: &Publications) -> Result<(), TestCaseError> {
        for source in SOURCES {
            prop_assert!(
                !publications.is_live(source) || self.lets_through()[index(source)],
                "{source:?} is said to be live"
            );
        }
        prop_assert!(
            self.screen.wanted || !SCREEN.iter().any(|source| publications.is_live(*source)),
            "the screen is said to be live"
        );
        Ok(())
    }
}

fn index(source: Source) -> usize {
    usize::from(source != Source::Microphone)
}

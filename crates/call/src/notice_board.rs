use std::time::Duration;

use protocol::Source;

use crate::local_media::DeviceNews;
use crate::{Deed, Notice, NoticeId, Timestamp, earliest};

/// The notices that a person sees at a time.
#[derive(Clone, Debug, Default)]
pub struct NoticeBoard {
    posted: Vec<Posted>,
    next: u32,
}

#[derive(Clone, Debug)]
struct Posted {
    id: NoticeId,
    notice: Notice,
    until: Option<Timestamp>,
}

impl NoticeBoard {
    /// How long a notice stays that goes by itself.
    pub const NOTICE_TIME: Duration = Duration::from_secs(6);

    /// The most notices at a time; the oldest goes first.
    pub const MAX_NOTICES: usize = 8;

    /// Shows `notice`, for a while or until it is closed.
    ///
    /// Someone who left and joins again while the one is still shown has only loaded the page again: neither is news.
    /// What is shown already is not told once more; it only stays for longer.
    pub fn post(&mut self, now: Timestamp, notice: Notice) {
        if let Notice::ParticipantJoined(name) = &notice {
            let departure = Notice::ParticipantLeft(name.clone());
            let shown = self.posted.len();
            self.keep(&|posted| posted.notice != departure);
            if self.posted.len() < shown {
                return;
            }
        }
        let until = (!notice.stays()).then(|| now + Self::NOTICE_TIME);
        let mut posted = self.posted.iter_mut();
        if let Some(shown) = posted.find(|posted| posted.notice == notice) {
            shown.until = until;
            return;
        }
        let id = NoticeId(self.next);
        self.next += 1;
        self.posted.push(Posted { id, notice, until });
        if self.posted.len() > Self::MAX_NOTICES {
            self.posted.remove(0);
        }
    }

    /// Takes down one notice.
    pub fn dismiss(&mut self, id: NoticeId) {
        self.keep(&|posted| posted.id != id);
    }

    /// Takes down a notice that is not true any more.
    pub fn withdraw(&mut self, notice: &Notice) {
        self.keep(&|posted| posted.notice != *notice);
    }

    /// Takes down what a person has read by now.
    pub fn expire(&mut self, now: Timestamp) {
        self.keep(&|posted| posted.until.is_none_or(|until| until > now));
    }

    /// Takes down the problems of `source`, which is tried again.
    pub fn withdraw_problems(&mut self, source: Source) {
        self.keep(&|posted| match posted.notice {
            Notice::MicrophoneProblem(_)
            | Notice::MicrophoneLost
            | Notice::MicrophoneInterrupted
            | Notice::MicrophoneSilent
            | Notice::YouAreMuted
            | Notice::Deed(_, Deed::AsksYouToUnmute) => source != Source::Microphone,
            Notice::CameraProblem(_) | Notice::CameraLost | Notice::CameraInterrupted => {
                source != Source::Camera
            }
            Notice::NotSwitched(of, _) => source != of,
            Notice::BothProblem(_) => false,
            Notice::MicrophoneReplaced
            | Notice::CameraReplaced
            | Notice::MicrophoneBack
            | Notice::CameraBack
            | Notice::ScreenProblem
            | Notice::ParticipantJoined(_)
            | Notice::ParticipantLeft(_)
            | Notice::HandRaised(_)
            | Notice::TooManyGestures
            | Notice::RecordingStarted(_)
            | Notice::RecordingEnded(_)
            | Notice::RecordingSaved
            | Notice::RecordingFailed(_)
            | Notice::RecordingFull
            | Notice::RecordingSilent
            | Notice::Rejoined
            | Notice::ChatTooFast
            | Notice::FileTooLarge(_)
            | Notice::TooManyFiles
            | Notice::FilesRefused(_)
            | Notice::YouAreHost
            | Notice::Deed(..)
            | Notice::DeedRefused(_) => true,
        });
    }

    /// Tells what has happened to one's own microphone or camera, in place of what it ends.
    pub(crate) fn tell_of_device(&mut self, now: Timestamp, news: DeviceNews) {
        let of = |source, microphone, camera| {
            if source == Source::Microphone {
                microphone
            } else {
                camera
            }
        };
        let (source, notice) = match news {
            DeviceNews::Replaced(source) => (
                source,
                Some(of(
                    source,
                    Notice::MicrophoneReplaced,
                    Notice::CameraReplaced,
                )),
            ),
            DeviceNews::Back(source) => (
                source,
                Some(of(source, Notice::MicrophoneBack, Notice::CameraBack)),
            ),
            DeviceNews::Interrupted(source) => (
                source,
                Some(of(
                    source,
                    Notice::MicrophoneInterrupted,
                    Notice::CameraInterrupted,
                )),
            ),
            DeviceNews::Resumed(source) => (source, None),
        };
        self.withdraw_problems(source);
        if let Some(notice) = notice {
            self.post(now, notice);
        }
    }

    /// Takes down everything.
    pub fn clear(&mut self) {
        self.posted.clear();
    }

    /// Returns when [`NoticeBoard::expire`] has something to do.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        let mut first = None;
        for posted in &self.posted {
            first = earliest(&[first, posted.until]);
        }
        first
    }

    fn keep(&mut self, keep: &dyn Fn(&Posted) -> bool) {
        self.posted.retain(keep);
    }

    /// Returns what is shown, oldest first.
    #[must_use]
    pub fn view(&self) -> Vec<(NoticeId, Notice)> {
        self.posted
            .iter()
            .map(|posted| (posted.id, posted.notice.clone()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use protocol::DisplayName;

    use super::*;
    use crate::MediaProblem;

    #[test]
    fn a_crowd_of_notices_is_bounded() {
        let mut board = NoticeBoard::default();
        for index in 0..1000 {
            let name = DisplayName::parse(&format!("Ana {index}")).unwrap();
            board.post(Timestamp::default(), Notice::ParticipantJoined(name));
        }
        assert_eq!(board.view().len(), NoticeBoard::MAX_NOTICES);
    }

    #[test]
    fn whoever_comes_back_at_once_is_no_news() {
        let mut board = NoticeBoard::default();
        let name = DisplayName::parse("Ana").unwrap();
        let now = Timestamp::default();
        board.post(now, Notice::ParticipantLeft(name.clone()));
        board.post(now, Notice::ParticipantJoined(name.clone()));
        assert_eq!(board.view(), []);
        board.post(now, Notice::ParticipantLeft(name.clone()));
        board.expire(now + NoticeBoard::NOTICE_TIME);
        board.post(now, Notice::ParticipantJoined(name));
        assert_eq!(board.view().len(), 1);
    }

    #[test]
    fn a_hand_that_goes_up_a_thousand_times_is_told_once() {
        let mut board = NoticeBoard::default();
        let hand = Notice::HandRaised(DisplayName::parse("Ana").unwrap());
        let start = Timestamp::default();
        for millis in 0..1000 {
            board.post(start + Duration::from_millis(millis), hand.clone());
        }
        assert_eq!(board.view(), [(NoticeId(0), hand)]);
        board.expire(start + NoticeBoard::NOTICE_TIME);
        assert_eq!(board.view().len(), 1);
        board.expire(start + NoticeBoard::NOTICE_TIME + Duration::from_secs(1));
        assert_eq!(board.view(), []);
    }

    #[test]
    fn a_problem_stays_until_its_source_is_tried_again() {
        let mut board = NoticeBoard::default();
        board.post(
            Timestamp::default(),
            Notice::CameraProblem(MediaProblem::Busy),
        );
        board.expire(Timestamp(Duration::from_secs(3600)));
        board.withdraw_problems(Source::Microphone);
        assert_eq!(board.view().len(), 1);
        board.withdraw_problems(Source::Camera);
        assert_eq!(board.view(), []);
    }
}

use std::collections::VecDeque;
use std::time::Duration;

use protocol::Source;

use crate::{Notice, NoticeId, Timestamp};

/// The notices that a person sees at a time.
#[derive(Clone, Debug, Default)]
pub struct NoticeBoard {
    posted: VecDeque<Posted>,
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
    pub fn post(&mut self, now: Timestamp, notice: Notice) {
        let id = NoticeId(self.next);
        self.next += 1;
        let until = (!notice.stays()).then(|| now + Self::NOTICE_TIME);
        self.posted.push_back(Posted { id, notice, until });
        if self.posted.len() > Self::MAX_NOTICES {
            self.posted.pop_front();
        }
    }

    /// Takes down one notice.
    pub fn dismiss(&mut self, id: NoticeId) {
        self.posted.retain(|posted| posted.id != id);
    }

    /// Takes down what a person has read by now.
    pub fn expire(&mut self, now: Timestamp) {
        self.posted
            .retain(|posted| posted.until.is_none_or(|until| until > now));
    }

    /// Takes down the problems of `source`, which is tried again.
    pub fn withdraw_problems(&mut self, source: Source) {
        self.posted.retain(|posted| match posted.notice {
            Notice::MicrophoneProblem(_) | Notice::MicrophoneLost => source != Source::Microphone,
            Notice::CameraProblem(_) | Notice::CameraLost => source != Source::Camera,
            Notice::BothProblem(_) => false,
            Notice::ParticipantJoined(_) | Notice::ParticipantLeft(_) => true,
        });
    }

    /// Takes down everything.
    pub fn clear(&mut self) {
        self.posted.clear();
    }

    /// Returns when [`NoticeBoard::expire`] has something to do.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        self.posted.iter().filter_map(|posted| posted.until).min()
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

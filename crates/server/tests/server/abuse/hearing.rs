//! What one hears of the media that another sends, and whether a call could go on with it.

use std::time::Duration;

/// How often a packet of media is sent, as sound is.
pub(crate) const PACE: Duration = Duration::from_millis(20);

/// The most packets that may be under way at a time: a second of them.
///
/// They are counted and not timed, so that whoever sends no more because the machine is busy elsewhere waits for none.
const MOST_UNDER_WAY: u64 = 50;

/// One in so many may be lost: the system drops packets where a process is kept from reading them for seconds.
const ONE_LOST_IN: u64 = 100;

/// The numbered packets of one direction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hearing {
    sent: u64,
    /// The number that is due.
    due: u64,
    lost: u64,
    most_under_way: u64,
    is_garbled: bool,
}

impl Hearing {
    /// Returns the number of the next packet, which is sent now.
    pub(crate) fn send(&mut self) -> u64 {
        let number = self.sent;
        self.sent += 1;
        self.most_under_way = self.most_under_way.max(self.sent - self.due);
        number
    }

    /// Takes in the number of a packet that has come; none if it is not as it was sent.
    pub(crate) fn hear(&mut self, number: Option<u64>) {
        match number {
            Some(number) if (self.due..self.sent).contains(&number) => {
                self.lost += number - self.due;
                self.due = number + 1;
            }
            Some(_) | None => self.is_garbled = true,
        }
    }

    /// Returns how many packets were sent.
    pub(crate) fn sent(&self) -> u64 {
        self.sent
    }

    /// Returns what a call could not go on with, if there is something.
    pub(crate) fn complaint(&self) -> Option<&'static str> {
        if self.is_garbled {
            Some("something else has come, or something twice")
        } else if self.due == 0 {
            Some("nothing has come")
        } else if self.most_under_way > MOST_UNDER_WAY {
            Some("nothing has come for a second")
        } else if self.lost * ONE_LOST_IN > self.due {
            Some("too much was lost")
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends so many packets, and hears of each that it is told to.
    fn talk(hearing: &mut Hearing, packets: u64, arrives: impl Fn(u64) -> bool) {
        for _ in 0..packets {
            let number = hearing.send();
            if arrives(number) {
                hearing.hear(Some(number));
            }
        }
    }

    fn complaint(packets: u64, arrives: impl Fn(u64) -> bool) -> Option<&'static str> {
        let mut hearing = Hearing::default();
        talk(&mut hearing, packets, arrives);
        hearing.complaint()
    }

    #[test]
    fn what_comes_as_it_was_sent_is_fine() {
        assert_eq!(complaint(1_000, |_| true), None);
    }

    #[test]
    fn one_in_a_hundred_may_be_lost_and_no_more() {
        assert_eq!(complaint(1_000, |number| number % 100 != 50), None);
        let lossy = complaint(1_000, |number| number % 50 != 25);
        assert_eq!(lossy, Some("too much was lost"));
    }

    #[test]
    fn silence_for_a_second_is_too_long() {
        let silent_for = |packets: u64| move |number| !(5_000..5_000 + packets).contains(&number);
        assert_eq!(complaint(10_000, silent_for(49)), None);
        let silence = Some("nothing has come for a second");
        assert_eq!(complaint(10_000, silent_for(50)), silence);
        assert_eq!(
            complaint(10_000, |number| number < 9_000),
            silence,
            "ever again"
        );
    }

    #[test]
    fn what_comes_a_second_late_is_as_good_as_lost() {
        let late = |packets| {
            let mut hearing = Hearing::default();
            talk(&mut hearing, packets, |_| false);
            for number in 0..100 {
                hearing.hear(Some(number));
                hearing.send();
            }
            hearing.complaint()
        };
        assert_eq!(late(49), None);
        assert_eq!(late(60), Some("nothing has come for a second"));
    }

    #[test]
    fn what_is_under_way_at_the_end_is_not_lost() {
        assert_eq!(complaint(100, |number| number < 90), None);
    }

    #[test]
    fn nothing_at_all_is_not_fine() {
        assert_eq!(complaint(0, |_| true), Some("nothing has come"));
        assert_eq!(complaint(10, |_| false), Some("nothing has come"));
    }

    #[test]
    fn what_comes_twice_or_was_never_sent_or_is_changed_is_noticed() {
        for number in [Some(9), Some(10), None] {
            let mut hearing = Hearing::default();
            talk(&mut hearing, 10, |_| true);
            hearing.hear(number);
            let garbled = Some("something else has come, or something twice");
            assert_eq!(hearing.complaint(), garbled, "{number:?}");
        }
    }
}

use call::check::{Line, Mark, Topic, Turn, Verdict};

/// The words of the check, which no other page loads.
pub(crate) struct CheckText {
    pub(crate) heading: &'static str,
    pub(crate) intro: &'static str,
    pub(crate) progress: &'static str,
    pub(crate) lines: &'static str,
    pub(crate) again: &'static str,
    pub(crate) to_room: &'static str,
    pub(crate) to_home: &'static str,
    pub(crate) report: &'static str,
    pub(crate) report_note: &'static str,
    pub(crate) copy: &'static str,
    pub(crate) copied: &'static str,
    pub(crate) copy_failed: &'static str,
    pub(crate) save: &'static str,
    pub(crate) settings: &'static str,
    pub(crate) mark: fn(Mark) -> &'static str,
    pub(crate) topic: fn(Topic) -> &'static str,
    pub(crate) turn: fn(Turn) -> &'static str,
    pub(crate) verdict: fn(Verdict) -> &'static str,
    pub(crate) says: fn(&Line) -> String,
    /// What to do about a line in trouble.
    pub(crate) advice: fn(&Line) -> &'static str,
}

/// Writes a number of tenths.
pub(super) fn tenths(number: u32, decimal: char) -> String {
    format!("{}{decimal}{}", number / 10, number % 10)
}

#[cfg(test)]
mod tests {
    use call::MediaProblem;
    use call::check::{Says, Way, WhyDirect};
    use protocol::Engine;

    use super::*;
    use crate::ui::text::{ENGLISH_CHECK, INDONESIAN_CHECK};

    #[test]
    fn every_line_in_trouble_says_what_to_do_in_both_languages() {
        let address = || "192.0.2.1".to_owned();
        let says = [
            Says::NotSecure,
            Says::ServerSilent,
            Says::ServerBusy,
            Says::ServerForeign,
            Says::ServerStrange,
            Says::ClocksDiffer {
                minutes: 60,
                ahead: true,
            },
            Says::SocketRefused,
            Says::UdpBlocked,
            Says::ReflectorSilent,
            Says::NoReflector,
            Says::RelayRefuses {
                code: 401,
                clock: false,
            },
            Says::RelayRefuses {
                code: 401,
                clock: true,
            },
            Says::RelayRefuses {
                code: 486,
                clock: false,
            },
            Says::RelayDeaf {
                address: address(),
                private: true,
            },
            Says::RelayDeaf {
                address: address(),
                private: false,
            },
            Says::UdpSilent,
            Says::RelaySilent(address()),
            Says::NoRelay,
            Says::Measured {
                kilobits: 12,
                lost: 300,
            },
            Says::NoCodecs,
        ];
        for says in says {
            let line = Line {
                topic: Topic::Relay(Way::Tcp),
                mark: Mark::Trouble,
                says,
                turn: Some(Turn::Operator),
                settings: &[],
            };
            for text in [&ENGLISH_CHECK, &INDONESIAN_CHECK] {
                assert_ne!((text.advice)(&line), "", "{line:?}");
                assert!((text.says)(&line).ends_with('.'), "{line:?}");
            }
        }
    }

    #[test]
    fn figures_are_told_in_the_way_of_the_language() {
        let check = |says: Says, english: &str, indonesian: &str| {
            let line = Line {
                topic: Topic::Capacity,
                mark: Mark::Good,
                says,
                turn: None,
                settings: &[],
            };
            assert_eq!((ENGLISH_CHECK.says)(&line), english);
            assert_eq!((INDONESIAN_CHECK.says)(&line), indonesian);
        };
        check(
            Says::Measured {
                kilobits: 7_940,
                lost: 12,
            },
            "7.9 Mbit/s come through, and 1.2 % of the packets are lost.",
            "7,9 Mbit/dtk lewat, dan 1,2 % paket hilang.",
        );
        check(
            Says::Measured {
                kilobits: 250,
                lost: 0,
            },
            "0.2 Mbit/s come through, and 0.0 % of the packets are lost.",
            "0,2 Mbit/dtk lewat, dan 0,0 % paket hilang.",
        );
        let blocked = Says::DeviceFails(MediaProblem::Blocked(Engine::Firefox));
        let line = Line {
            topic: Topic::Camera,
            mark: Mark::Trouble,
            says: blocked,
            turn: Some(Turn::Person),
            settings: &[],
        };
        assert_eq!(
            (ENGLISH_CHECK.says)(&line),
            "The camera is blocked in the browser. Click the crossed-out icon left of the address and take the block away."
        );
        assert_eq!(
            (ENGLISH_CHECK.verdict)(Verdict::DirectOnly(WhyDirect::Absent)),
            "This server has no relay: calls work only between networks that let two browsers reach each other."
        );
    }
}

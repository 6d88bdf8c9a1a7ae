use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// How something stands, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As it should be.
    Good,
    /// Could not be looked at.
    Unknown,
    /// Calls work for some; somebody should look at it.
    Doubtful,
    /// Calls fail, or the server does not start.
    Bad,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What it is about, in a word or two.
    pub topic: String,
    pub verdict: Verdict,
    /// What was found, and what to do about it.
    pub text: String,
    /// The setting to change; always there where something is bad.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setting: Option<&'static str>,
}

/// Everything that was looked at, in that order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub lines: Vec<Line>,
}

impl Line {
    #[must_use]
    pub fn good(topic: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(topic, Verdict::Good, text, None)
    }

    #[must_use]
    pub fn unknown(topic: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(topic, Verdict::Unknown, text, None)
    }

    #[must_use]
    pub fn doubtful(
        topic: impl Into<String>,
        setting: &'static str,
        text: impl Into<String>,
    ) -> Self {
        Self::new(topic, Verdict::Doubtful, text, Some(setting))
    }

    #[must_use]
    pub fn bad(topic: impl Into<String>, setting: &'static str, text: impl Into<String>) -> Self {
        Self::new(topic, Verdict::Bad, text, Some(setting))
    }

    fn new(
        topic: impl Into<String>,
        verdict: Verdict,
        text: impl Into<String>,
        setting: Option<&'static str>,
    ) -> Self {
        Self {
            topic: topic.into(),
            verdict,
            text: text.into(),
            setting,
        }
    }
}

impl Report {
    /// The worst of all lines, which is that of the whole.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let all = self.lines.iter().map(|line| line.verdict);
        all.max().unwrap_or(Verdict::Good)
    }

    /// The code that a program ends with: 0 if nothing is bad, 1 if something is.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        u8::from(self.verdict() == Verdict::Bad)
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("Report", 2)?;
        report.serialize_field("verdict", &self.verdict())?;
        report.serialize_field("lines", &self.lines)?;
        report.end()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            let mark = match line.verdict {
                Verdict::Good => "ok     ",
                Verdict::Unknown => "unknown",
                Verdict::Doubtful => "look   ",
                Verdict::Bad => "FAILED ",
            };
            write!(formatter, "{mark}  {}: {}", line.topic, line.text)?;
            match line.setting {
                Some(setting) => writeln!(formatter, " [{setting}]")?,
                None => writeln!(formatter)?,
            }
        }
        let sum = match self.verdict() {
            Verdict::Good => "Everything is as it should be.",
            Verdict::Unknown => "Nothing is wrong with what could be looked at.",
            Verdict::Doubtful => "Calls work, though perhaps not for everyone.",
            Verdict::Bad => "Something keeps calls from working: see the lines with FAILED.",
        };
        writeln!(formatter, "{sum}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(verdicts: &[Verdict]) -> Report {
        let lines = verdicts.iter().map(|verdict| Line {
            verdict: *verdict,
            ..Line::good("a", "b")
        });
        Report {
            lines: lines.collect(),
        }
    }

    #[test]
    fn the_whole_is_as_its_worst_part_and_only_what_is_bad_fails() {
        use Verdict::{Bad, Doubtful, Good, Unknown};
        let check = |lines: &[Verdict], expected, code| {
            let report = report(lines);
            assert_eq!((report.verdict(), report.exit_code()), (expected, code));
        };
        check(&[], Good, 0);
        check(&[Good, Unknown], Unknown, 0);
        check(&[Doubtful, Good, Unknown], Doubtful, 0);
        check(&[Good, Bad, Doubtful], Bad, 1);
    }

    #[test]
    fn each_line_is_a_sentence_with_the_setting_behind_it() {
        let lines = vec![
            Line::good("Port", "It is free."),
            Line::bad("Relay", "TATAP_TURN_ADDR", "It does not answer."),
        ];
        assert_eq!(
            Report { lines }.to_string(),
            "ok       Port: It is free.\n\
             FAILED   Relay: It does not answer. [TATAP_TURN_ADDR]\n\
             Something keeps calls from working: see the lines with FAILED.\n"
        );
    }

    #[test]
    fn programs_read_the_same() {
        let report = Report {
            lines: vec![Line::doubtful("Clock", "FRONTEND_URL", "It is off.")],
        };
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(
            json,
            r#"{"verdict":"doubtful","lines":[{"topic":"Clock","verdict":"doubtful","text":"It is off.","setting":"FRONTEND_URL"}]}"#
        );
    }
}

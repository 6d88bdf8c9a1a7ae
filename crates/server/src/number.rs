use std::fmt;
use std::ops::RangeInclusive;

/// What a numeric setting may be.
#[derive(Clone, Debug)]
pub(crate) struct Number {
    /// What is counted, with a space in front; nothing for a plain number.
    pub(crate) unit: &'static str,
    pub(crate) range: RangeInclusive<u32>,
    pub(crate) example: u32,
}

impl Number {
    pub(crate) fn count(range: RangeInclusive<u32>, example: u32) -> Self {
        Self {
            unit: "",
            range,
            example,
        }
    }

    pub(crate) fn parse(&self, text: &str) -> Option<u32> {
        text.parse().ok().filter(|value| self.range.contains(value))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (self.range.start(), self.range.end());
        write!(
            f,
            "a whole number{} from {first} to {last}, for example {}",
            self.unit, self.example
        )
    }
}

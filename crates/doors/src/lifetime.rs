/// Reads how long something holds, as people write it: a number and `m`, `h`, `d` or `w`; in seconds.
///
/// `None` for anything else, for nothing and for what is too long to be reckoned with.
#[must_use]
pub fn parse_lifetime(text: &str) -> Option<u64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let seconds = match unit {
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        "w" => 7 * 24 * 60 * 60,
        _ => return None,
    };
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = number.parse().ok().filter(|_| is_number)?;
    number.checked_mul(seconds).filter(|seconds| *seconds > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_are_numbers_with_units() {
        let check = |text: &str, expected: Option<u64>| {
            assert_eq!(parse_lifetime(text), expected, "{text:?}");
        };
        check("90m", Some(5_400));
        check("12h", Some(43_200));
        check("7d", Some(604_800));
        check("2w", Some(1_209_600));
        for wrong in [
            "",
            "d",
            "7",
            "0d",
            "-1d",
            "+1d",
            "1.5h",
            "7 d",
            "7D",
            "7é",
            "é",
            "99999999999999999999d",
            "18446744073709551615w",
        ] {
            check(wrong, None);
        }
    }
}

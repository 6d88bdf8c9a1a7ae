/// Reads a field of a form (`application/x-www-form-urlencoded`, URL standard, section 5.1).
pub(super) fn field(form: &str, name: &str) -> Option<String> {
    let mut pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| *key == name)?;
    decode(value)
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        bytes.push(match first {
            b'+' => b' ',
            b'%' => {
                let (digits, after) = rest.split_at_checked(2)?;
                rest = after;
                u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?
            }
            other => *other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_browsers_write() {
        let form = "proof=a-b_c&token=a%2Bb+c%C3%A9";
        assert_eq!(field(form, "token").as_deref(), Some("a+b cé"));
        assert_eq!(field(form, "proof").as_deref(), Some("a-b_c"));
        assert_eq!(field(form, "other"), None);
    }

    #[test]
    fn what_no_browser_writes_is_nothing() {
        for form in ["token", "token=%", "token=%4", "token=%zz", "token=%ff", ""] {
            assert_eq!(field(form, "token"), None, "{form}");
        }
    }
}

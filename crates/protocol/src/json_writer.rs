use std::fmt::Write;

/// Writes a JSON object field by field.
///
/// Where a name is empty, an element of a list is written instead of a field.
#[derive(Debug)]
pub struct JsonWriter(String);

impl JsonWriter {
    /// Begins an object.
    #[must_use]
    #[expect(
        clippy::new_without_default,
        reason = "an object that is open is no default"
    )]
    pub fn new() -> Self {
        Self("{".to_owned())
    }

    /// Ends the object and returns the whole of it.
    #[must_use]
    pub fn finish(mut self) -> String {
        self.end_object();
        self.0
    }

    /// Writes a string.
    pub fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        self.string(text);
    }

    /// Writes a whole number.
    pub fn number(&mut self, name: &str, number: u64) {
        self.name(name);
        // Writing to a string does not fail.
        let _ = write!(self.0, "{number}");
    }

    /// Writes `true` or `false`.
    pub fn flag(&mut self, name: &str, flag: bool) {
        self.name(name);
        self.0.push_str(if flag { "true" } else { "false" });
    }

    /// Begins an object within; what is written next are its fields, until [`Self::end_object`].
    pub fn object(&mut self, name: &str) {
        self.name(name);
        self.0.push('{');
    }

    /// Ends the object that was begun last.
    pub fn end_object(&mut self) {
        self.0.push('}');
    }

    /// Begins a list; what is written next are its elements, until [`Self::end_list`].
    pub fn list(&mut self, name: &str) {
        self.name(name);
        self.0.push('[');
    }

    /// Ends the list that was begun last.
    pub fn end_list(&mut self) {
        self.0.push(']');
    }

    /// Writes what stands in front of a value.
    #[inline(never)]
    fn name(&mut self, name: &str) {
        // A string ends with a quotation mark: such a bracket has just been opened.
        if !self.0.ends_with(['{', '[']) {
            self.0.push(',');
        }
        if !name.is_empty() {
            self.string(name);
            self.0.push(':');
        }
    }

    #[inline(never)]
    fn string(&mut self, text: &str) {
        self.0.push('"');
        for character in text.chars() {
            let escaped = match character {
                '"' | '\\' => character,
                '\u{8}' => 'b',
                '\t' => 't',
                '\n' => 'n',
                '\u{c}' => 'f',
                '\r' => 'r',
                '\0'..='\u{1f}' => 'u',
                _ => {
                    self.0.push(character);
                    continue;
                }
            };
            self.0.push('\\');
            self.0.push(escaped);
            if escaped == 'u' {
                let _ = write!(self.0, "{:04x}", u32::from(character));
            }
        }
        self.0.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_and_lists_lie_in_each_other() {
        let mut json = JsonWriter::new();
        json.number("a", u64::MAX);
        json.list("b");
        json.number("", 1);
        json.text("", "[");
        json.text("", "{");
        json.object("");
        json.end_object();
        json.object("");
        json.flag("c", true);
        json.flag("d", false);
        json.end_object();
        json.end_list();
        json.list("e");
        json.end_list();
        json.text("f", "");
        assert_eq!(
            json.finish(),
            r#"{"a":18446744073709551615,"b":[1,"[","{",{},{"c":true,"d":false}],"e":[],"f":""}"#
        );
        assert_eq!(JsonWriter::new().finish(), "{}");
    }

    #[test]
    fn a_string_is_escaped_as_elsewhere() {
        let characters = ('\0'..='\u{ff}').chain("ŝ\u{2028}\u{fffd}سلام🙂\u{10ffff}".chars());
        for text in characters.map(|character| format!("a{character}b")) {
            let mut json = JsonWriter::new();
            json.text(&text, &text);
            let string = serde_json::to_string(&text).unwrap();
            assert_eq!(json.finish(), format!("{{{string}:{string}}}"));
        }
    }
}

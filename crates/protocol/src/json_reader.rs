use std::borrow::Cow;

/// Finds the parts of a JSON text (RFC 8259) without reading what is in them.
#[derive(Debug)]
pub(crate) struct JsonReader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> JsonReader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Reads the whole text as one object: each name and value as they are written, white space around them left out.
    pub(crate) fn object(mut self) -> Option<Vec<(&'a str, &'a str)>> {
        let mut members = Vec::new();
        self.skip_space();
        self.items(b'{', |reader| {
            let name = reader.name()?;
            members.push((name, reader.value()?));
            Some(())
        })?;
        self.end()?;
        Some(members)
    }

    /// Reads the whole text as one list: each element as it is written.
    pub(crate) fn list(mut self) -> Option<Vec<&'a str>> {
        let mut elements = Vec::new();
        self.skip_space();
        self.items(b'[', |reader| {
            elements.push(reader.value()?);
            Some(())
        })?;
        self.end()?;
        Some(elements)
    }

    fn end(mut self) -> Option<()> {
        self.skip_space();
        (self.at == self.text.len()).then_some(())
    }

    /// Reads what stands between `open` and its counterpart, with commas between the items.
    fn items(&mut self, open: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        // In ASCII the counterparts of `[` and `{` are two places behind them.
        let close = open + 2;
        self.expect(open)?;
        self.skip_space();
        if self.take(close) {
            return Some(());
        }
        loop {
            item(self)?;
            self.skip_space();
            if self.take(close) {
                return Some(());
            }
            self.expect(b',')?;
            self.skip_space();
        }
    }

    /// Reads the name of a member, and goes to its value.
    fn name(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.string()?;
        let name = self.text.get(start..self.at)?;
        self.skip_space();
        self.expect(b':')?;
        self.skip_space();
        Some(name)
    }

    /// Reads a value, however deep lists and objects lie in each other: the stack is not as deep.
    fn value(&mut self) -> Option<&'a str> {
        let start = self.at;
        // What closes each of those that the next value is in.
        let mut closing = Vec::new();
        loop {
            if let open @ (b'{' | b'[') = self.peek() {
                self.at += 1;
                self.skip_space();
                closing.push(open + 2);
                if !self.take(open + 2) {
                    self.begin_item(open + 2)?;
                    continue;
                }
                closing.pop();
            } else {
                self.scalar()?;
            }
            while let Some(close) = closing.last().copied() {
                self.skip_space();
                if self.take(b',') {
                    self.skip_space();
                    self.begin_item(close)?;
                    break;
                }
                self.expect(close)?;
                closing.pop();
            }
            if closing.is_empty() {
                return self.text.get(start..self.at);
            }
        }
    }

    /// Goes to the value of an item of what is closed by `close`.
    fn begin_item(&mut self, close: u8) -> Option<()> {
        if close == b'}' {
            self.name()?;
        }
        Some(())
    }

    fn scalar(&mut self) -> Option<()> {
        match self.peek() {
            b'"' => self.string(),
            b'-' | b'0'..=b'9' => self.number(),
            _ => self.word(),
        }
    }

    fn string(&mut self) -> Option<()> {
        self.expect(b'"')?;
        loop {
            match self.next()? {
                b'"' => return Some(()),
                b'\\' => match self.next()? {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                    b'u' => {
                        for _ in 0..4 {
                            self.next()?.is_ascii_hexdigit().then_some(())?;
                        }
                    }
                    _ => return None,
                },
                0..=0x1f => return None,
                _ => {}
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn word(&mut self) -> Option<()> {
        let rest = self.text.get(self.at..)?;
        let word = ["true", "false", "null"]
            .into_iter()
            .find(|word| rest.starts_with(word))?;
        self.at += word.len();
        Some(())
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.take(byte).then_some(())
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == byte;
        self.at += usize::from(is_there);
        is_there
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.text.as_bytes().get(self.at).copied();
        self.at += 1;
        byte
    }

    /// Returns the byte that comes next, 0 at the end, where no part of JSON has one.
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }
}

/// Reads a string as it is written in JSON, quotation marks included.
///
/// Fails where it is something else, or where half of a surrogate pair stands alone.
pub(crate) fn unescape(json: &str) -> Option<Cow<'_, str>> {
    let mut rest = json.strip_prefix('"')?.strip_suffix('"')?;
    if !rest.contains('\\') {
        return Some(Cow::Borrowed(rest));
    }
    let mut text = String::with_capacity(rest.len());
    while let Some((before, escape)) = rest.split_once('\\') {
        text.push_str(before);
        let letter = *escape.as_bytes().first()?;
        rest = escape.get(1..)?;
        text.push(match letter {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut unit = hexadecimal(&mut rest)?;
                if let 0xd800..=0xdbff = unit {
                    rest = rest.strip_prefix("\\u")?;
                    let low = hexadecimal(&mut rest)?;
                    if !matches!(low, 0xdc00..=0xdfff) {
                        return None;
                    }
                    unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                }
                char::from_u32(unit)?
            }
            itself => char::from(itself),
        });
    }
    text.push_str(rest);
    Some(Cow::Owned(text))
}

/// Takes four hexadecimal digits off the front of `rest`.
fn hexadecimal(rest: &mut &str) -> Option<u32> {
    let (digits, behind) = rest.split_at_checked(4)?;
    *rest = behind;
    u32::from_str_radix(digits, 16).ok()
}

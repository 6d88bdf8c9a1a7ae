use std::borrow::Cow;

/// Finds the parts of a JSON text (RFC 8259) without reading what is in them.
#[derive(Debug)]
pub(crate) struct JsonReader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> JsonReader<'a> {
    /// How deep lists and objects may lie in each other.
    const MAX_DEPTH: u32 = 128;

    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Reads the whole text as one object: each name and value as they are written, white space around them left out.
    pub(crate) fn object(mut self) -> Option<Vec<(&'a str, &'a str)>> {
        let mut members = Vec::new();
        self.skip_space();
        self.items(b'{', |reader| {
            members.push(reader.member(Self::MAX_DEPTH)?);
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
            elements.push(reader.value(Self::MAX_DEPTH)?);
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

    fn member(&mut self, depth: u32) -> Option<(&'a str, &'a str)> {
        let start = self.at;
        self.string()?;
        let name = self.text.get(start..self.at)?;
        self.skip_space();
        self.expect(b':')?;
        self.skip_space();
        Some((name, self.value(depth)?))
    }

    fn value(&mut self, depth: u32) -> Option<&'a str> {
        let start = self.at;
        match self.peek() {
            b'"' => self.string()?,
            open @ (b'{' | b'[') => {
                let depth = depth.checked_sub(1)?;
                self.items(open, &mut |reader: &mut Self| {
                    if open == b'{' {
                        reader.member(depth).map(drop)
                    } else {
                        reader.value(depth).map(drop)
                    }
                })?;
            }
            b'-' | b'0'..=b'9' => self.number()?,
            _ => self.word()?,
        }
        self.text.get(start..self.at)
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

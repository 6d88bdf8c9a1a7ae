//! Reads a JSON object field by field.
//!
//! Derived readers cost the web app a copy of their loop for each message; this one is the same for all.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, IntoDeserializer};
use thiserror::Error;

use crate::json_reader::{JsonReader, unescape};

/// A text that is not the JSON that it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum JsonError {
    #[error("no JSON object")]
    NoObject,
    #[error("`{0}` is missing")]
    Missing(&'static str),
    #[error("`{0}` is there twice")]
    Twice(&'static str),
    #[error("`{0}` is not what it should be")]
    Invalid(&'static str),
}

/// A JSON object; what its fields hold is read when it is asked for.
#[derive(Debug)]
pub struct JsonObject<'a>(Vec<(Cow<'a, str>, &'a str)>);

impl<'a> JsonObject<'a> {
    /// Reads `text` as one object and nothing more.
    ///
    /// # Errors
    ///
    /// Fails if `text` is no JSON object.
    pub fn parse(text: &'a str) -> Result<Self, JsonError> {
        let members = JsonReader::new(text).object();
        let fields = members.and_then(|members| {
            members
                .into_iter()
                .map(|(name, value)| Some((unescape(name)?, value)))
                .collect()
        });
        fields.map(Self).ok_or(JsonError::NoObject)
    }

    /// Returns the field called `name`.
    ///
    /// # Errors
    ///
    /// Fails if there is none, or if there are several.
    pub fn field(&self, name: &'static str) -> Result<JsonField<'a>, JsonError> {
        self.find(name)?.ok_or(JsonError::Missing(name))
    }

    /// Returns the field called `name`, if there is one.
    ///
    /// # Errors
    ///
    /// Fails if there are several.
    pub fn find(&self, name: &'static str) -> Result<Option<JsonField<'a>>, JsonError> {
        let mut found = self.0.iter().filter(|(field, _)| field == name);
        let first = found.next();
        if found.next().is_some() {
            return Err(JsonError::Twice(name));
        }
        Ok(first.map(|(_, text)| JsonField { name, text }))
    }

    /// Returns the field called `name`, if there is one that is not `null`.
    ///
    /// # Errors
    ///
    /// Fails if there are several.
    pub fn optional(&self, name: &'static str) -> Result<Option<JsonField<'a>>, JsonError> {
        Ok(self.find(name)?.filter(|field| field.text != "null"))
    }
}

/// A field of a [`JsonObject`], or an element of a list in one.
#[derive(Clone, Copy, Debug)]
pub struct JsonField<'a> {
    name: &'static str,
    /// Valid JSON without white space around it.
    text: &'a str,
}

impl<'a> JsonField<'a> {
    /// Reads a whole number that `T` can hold.
    ///
    /// # Errors
    ///
    /// Fails if the field is anything else.
    pub fn number<T: TryFrom<u64>>(self) -> Result<T, JsonError> {
        self.valid(
            self.whole_number()
                .and_then(|number| T::try_from(number).ok()),
        )
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    ///
    /// Fails if the field is anything else.
    pub fn flag(self) -> Result<bool, JsonError> {
        match self.text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.invalid()),
        }
    }

    /// Reads a string.
    ///
    /// # Errors
    ///
    /// Fails if the field is anything else.
    pub fn text(self) -> Result<String, JsonError> {
        self.valid(unescape(self.text)).map(Cow::into_owned)
    }

    /// Reads a string that follows the rule of `parse`.
    ///
    /// # Errors
    ///
    /// Fails if the field is no string or breaks the rule.
    pub fn parsed<T, E>(self, parse: fn(&str) -> Result<T, E>) -> Result<T, JsonError> {
        self.valid(parse(&self.text()?).ok())
    }

    /// Reads one of the words of an enum.
    ///
    /// # Errors
    ///
    /// Fails if the field is no string or not one of them.
    pub fn word<T: DeserializeOwned>(self) -> Result<T, JsonError> {
        let word = self.text()?;
        let word: StrDeserializer<'_, UnknownWord> = word.as_str().into_deserializer();
        self.valid(T::deserialize(word).ok())
    }

    /// Reads an object.
    ///
    /// # Errors
    ///
    /// Fails if the field is anything else.
    pub fn object(self) -> Result<JsonObject<'a>, JsonError> {
        JsonObject::parse(self.text)
    }

    /// Reads a list, each element by `read`.
    ///
    /// # Errors
    ///
    /// Fails if the field is no list, or where `read` does.
    pub fn list<T>(self, read: fn(Self) -> Result<T, JsonError>) -> Result<Vec<T>, JsonError> {
        let elements = self.valid(JsonReader::new(self.text).list())?;
        let mut list = Vec::with_capacity(elements.len());
        for text in elements {
            let name = self.name;
            list.push(read(Self { name, text })?);
        }
        Ok(list)
    }

    fn whole_number(self) -> Option<u64> {
        // In JSON no number begins with a plus sign: what is read here is digits alone.
        self.text.parse().ok()
    }

    fn valid<T>(self, value: Option<T>) -> Result<T, JsonError> {
        value.ok_or_else(|| self.invalid())
    }

    /// The error of a field that is something else than expected.
    pub(crate) fn invalid(self) -> JsonError {
        JsonError::Invalid(self.name)
    }
}

/// What a derived reader of words says of one that it does not know.
#[derive(Debug, Error)]
#[error("an unknown word")]
struct UnknownWord;

impl serde::de::Error for UnknownWord {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_says_what_is_wrong_with_it() {
        let object =
            JsonObject::parse(r#"{"a":1,"b":null,"c":"x","d":2,"d":3,"e":[true,1]}"#).unwrap();
        let number = |name| object.field(name).and_then(JsonField::number::<u8>);
        assert_eq!(number("a"), Ok(1));
        assert_eq!(number("b"), Err(JsonError::Invalid("b")));
        assert_eq!(number("c"), Err(JsonError::Invalid("c")));
        assert_eq!(number("d"), Err(JsonError::Twice("d")));
        assert_eq!(number("f"), Err(JsonError::Missing("f")));
        assert_eq!(
            object.field("e").unwrap().list(JsonField::flag),
            Err(JsonError::Invalid("e"))
        );
    }

    #[test]
    fn what_is_null_is_left_out_where_it_may_be() {
        let object = JsonObject::parse(r#"{"a":null}"#).unwrap();
        assert!(object.optional("a").unwrap().is_none());
        assert!(object.find("a").unwrap().is_some());
        assert!(object.optional("b").unwrap().is_none());
    }

    #[test]
    fn lists_lie_in_each_other_as_deep_as_they_may() {
        let nested = |open: usize, close: usize| {
            let text = format!(r#"{{"a":{}{}}}"#, "[".repeat(open), "]".repeat(close));
            JsonObject::parse(&text).map(drop)
        };
        assert_eq!(nested(30_000, 30_000), Ok(()));
        assert_eq!(nested(30_000, 29_999), Err(JsonError::NoObject));
        assert_eq!(nested(29_999, 30_000), Err(JsonError::NoObject));
    }
}

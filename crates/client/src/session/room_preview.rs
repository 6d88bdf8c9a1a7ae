use protocol::{DisplayName, JsonField, JsonObject, RoomId};
use wasm_bindgen_futures::JsFuture;

use crate::session::fetch;
use crate::session::server_address::http_url;

/// Asks the server whose WebSocket this is about `room`; returns its answer, empty where it does not tell, and `None`
/// where it cannot be reached.
pub(crate) async fn ask(room: &RoomId, web_socket: &str) -> Option<String> {
    let url = http_url(web_socket, &format!("/api/rooms/{room}"))?;
    let response = fetch::get(&url, None).await?;
    if !response.ok() {
        return Some(String::new());
    }
    let text = JsFuture::from(response.text().ok()?).await.ok()?;
    text.as_string()
}

/// Reads from an answer who is in the room; `None` if it does not say.
pub(crate) fn people(answer: &str) -> Option<Vec<String>> {
    let answer = JsonObject::parse(answer).ok()?;
    let mut names = answer
        .field("participants")
        .and_then(|list| list.list(JsonField::text))
        .ok()?;
    names.retain(|name| DisplayName::parse(name).is_ok());
    Some(names)
}

/// Reads from an answer whether a host has to let in whoever comes.
pub(crate) fn is_locked(answer: &str) -> bool {
    let answer = JsonObject::parse(answer).ok();
    let locked = answer.and_then(|answer| answer.find("locked").ok()?);
    locked.is_some_and(|locked| locked.flag() == Ok(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_names_people_or_says_nothing() {
        let check = |answer: &str, expected: Option<&[&str]>| {
            let names = people(answer);
            let names = names.as_ref().map(|names| {
                let names = names.iter().map(String::as_str);
                names.collect::<Vec<_>>()
            });
            assert_eq!(names.as_deref(), expected, "{answer}");
        };
        check(r#"{"participants":[],"capacity":6}"#, Some(&[]));
        check(
            r#"{"capacity":6,"participants":["Ana","Budi \"B\""]}"#,
            Some(&["Ana", "Budi \"B\""]),
        );
        check(r#"{"participants":["Ana",""]}"#, Some(&["Ana"]));
        check(r#"{"participants":"Ana"}"#, None);
        check(r#"{"error":"rate_limited"}"#, None);
        check("<html>", None);
        check("", None);
    }

    #[test]
    fn an_answer_says_whether_the_room_is_locked() {
        assert!(is_locked(
            r#"{"participants":[],"capacity":6,"locked":true}"#
        ));
        for open in [r#"{"participants":[],"capacity":6}"#, r#"{"locked":1}"#, ""] {
            assert!(!is_locked(open), "{open}");
        }
    }
}

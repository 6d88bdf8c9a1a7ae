use std::time::Duration;

use serde_json::{Value, json};

use super::words::Words;
use crate::hub::{Look, SeenRoom};

/// The page for whoever has not signed in, with what went wrong, if anything has.
pub(super) fn sign_in(words: &Words, problem: &str) -> String {
    let body = format!(
        "<form method=\"post\" action=\"/admin/login\">\
         <label for=\"token\">{token}</label>\
         <input id=\"token\" name=\"token\" type=\"password\" autocomplete=\"current-password\" required autofocus>\
         <button>{sign_in}</button></form><p role=\"alert\">{problem}</p>",
        token = words.token,
        sign_in = words.sign_in,
    );
    whole(words, words.sign_in, &body)
}

/// Who is where.
pub(super) fn overview(words: &Words, look: &Look, uptime: Duration, proof: &str) -> String {
    let figures = &look.figures;
    let mut body = String::from("<dl>");
    for (name, value) in [
        (words.version, env!("CARGO_PKG_VERSION").to_owned()),
        (words.uptime, duration(words, uptime)),
        (words.rooms, figures.rooms.to_string()),
        (words.people, figures.participants.to_string()),
        (words.connections, figures.connections.to_string()),
    ] {
        body.push_str(&format!("<div><dt>{name}</dt><dd>{value}</dd></div>"));
    }
    body.push_str("</dl>");
    if look.rooms.is_empty() {
        body.push_str(&format!("<p>{}</p>", words.no_room));
    } else {
        add_table(&mut body, words, &look.rooms);
    }
    if figures.is_draining {
        let told = words.draining;
        body.push_str(&format!("<p class=\"draining\" role=\"status\">{told}</p>"));
    } else {
        let (heading, told) = (words.drain, words.what_drain_does);
        body.push_str(&format!("<h2>{heading}</h2><p>{told}</p>"));
        add_button(&mut body, "drain", words.drain_this, proof);
    }
    body.push_str(&format!(
        "<p><a href=\"/admin\">{}</a></p>",
        words.look_again
    ));
    add_button(&mut body, "logout", words.sign_out, proof);
    whole(words, words.rooms, &body)
}

/// The same for programs.
pub(super) fn state(look: &Look, uptime: Duration) -> Value {
    let rooms = look.rooms.iter().map(|SeenRoom { room, mark }| {
        let people = room.people.iter().map(|person| {
            json!({ "name": person.name, "role": person.role, "connected": person.is_connected })
        });
        json!({
            "name": room.name, "mark": mark.to_string(), "locked": room.is_locked,
            "password": room.has_password, "people": people.collect::<Vec<_>>(),
        })
    });
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "uptime": uptime.as_secs(),
        "draining": look.figures.is_draining,
        "connections": look.figures.connections,
        "rooms": rooms.collect::<Vec<_>>(),
    })
}

fn add_table(body: &mut String, words: &Words, rooms: &[SeenRoom]) {
    body.push_str("<table><thead><tr>");
    for heading in [words.room, words.in_the_log, words.people] {
        body.push_str(&format!("<th scope=\"col\">{heading}</th>"));
    }
    body.push_str("</tr></thead><tbody>");
    rooms.iter().for_each(|room| add_row(body, words, room));
    body.push_str("</tbody></table>");
}

fn add_row(body: &mut String, words: &Words, SeenRoom { room, mark }: &SeenRoom) {
    let doors = [
        (room.is_locked, words.locked),
        (room.has_password, words.password),
    ];
    let doors: Vec<&str> = doors
        .iter()
        .filter_map(|(is, word)| is.then_some(*word))
        .collect();
    let doors = in_brackets(&doors.join(", "));
    body.push_str(&format!(
        "<tr><td>{}{doors}</td><td><code>{mark}</code></td><td><ul>",
        escape(room.name.as_str())
    ));
    for person in &room.people {
        let away = if person.is_connected {
            ""
        } else {
            words.connection_lost
        };
        let away = in_brackets(away);
        let name = escape(person.name.as_str());
        body.push_str(&format!("<li>{name}{away}</li>"));
    }
    body.push_str("</ul></td></tr>");
}

fn in_brackets(words: &str) -> String {
    if words.is_empty() {
        String::new()
    } else {
        format!(" ({words})")
    }
}

fn add_button(body: &mut String, action: &str, words: &str, proof: &str) {
    body.push_str(&format!(
        "<form method=\"post\" action=\"/admin/{action}\"><input type=\"hidden\" name=\"proof\" value=\"{}\">\
         <button>{words}</button></form>",
        escape(proof)
    ));
}

fn whole(words: &Words, title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} – Tatap</title><link rel=\"stylesheet\" href=\"/admin/style.css\">\
         <main><h1>Tatap</h1>{body}</main></html>\n",
        language = words.tag,
    )
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

fn duration(words: &Words, time: Duration) -> String {
    let [d, h, min] = words.units;
    let minutes = time.as_secs() / 60;
    match (minutes / (24 * 60), minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} {min}"),
        (0, hours, minutes) => format!("{hours} {h} {minutes} {min}"),
        (days, hours, _) => format!("{days} {d} {hours} {h}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_call_themselves_stays_text() {
        assert_eq!(
            escape("<b onclick='x'>\"&"),
            "&lt;b onclick=&#39;x&#39;&gt;&quot;&amp;"
        );
    }

    #[test]
    fn times_are_for_people() {
        let check = |seconds, expected: &str| {
            let words = Words::asked("en");
            assert_eq!(duration(words, Duration::from_secs(seconds)), expected);
        };
        check(59, "0 min");
        check(3_660, "1 h 1 min");
        check(2 * 86_400 + 7_200, "2 d 2 h");
    }
}

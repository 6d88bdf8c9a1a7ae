use std::fmt::Write;
use std::time::Duration;

use serde_json::{Value, json};

use crate::hub::{Look, SeenRoom};

/// The page for whoever has not signed in.
pub(super) fn sign_in(problem: &str) -> String {
    let body = format!(
        "<form method=\"post\" action=\"/admin/login\">\
         <label for=\"token\">Token (TATAP_ADMIN_TOKEN)</label>\
         <input id=\"token\" name=\"token\" type=\"password\" autocomplete=\"current-password\" required autofocus>\
         <button>Sign in</button></form><p role=\"alert\">{}</p>",
        escape(problem)
    );
    whole("Sign in", &body)
}

/// Who is where.
pub(super) fn overview(look: &Look, uptime: Duration, proof: &str) -> String {
    let figures = &look.figures;
    let mut body = format!(
        "<dl><div><dt>Version</dt><dd>{version}</dd></div><div><dt>Running for</dt><dd>{uptime}</dd></div>\
         <div><dt>Rooms</dt><dd>{rooms}</dd></div><div><dt>People</dt><dd>{people}</dd></div>\
         <div><dt>Connections</dt><dd>{connections}</dd></div></dl>",
        version = env!("CARGO_PKG_VERSION"),
        uptime = duration(uptime),
        rooms = figures.rooms,
        people = figures.participants,
        connections = figures.connections,
    );
    if look.rooms.is_empty() {
        body.push_str("<p>There is no room just now.</p>");
    } else {
        body.push_str(
            "<table><thead><tr><th scope=\"col\">Room</th><th scope=\"col\">In the log</th>\
             <th scope=\"col\">People</th></tr></thead><tbody>",
        );
        look.rooms.iter().for_each(|room| add_row(&mut body, room));
        body.push_str("</tbody></table>");
    }
    body.push_str(if figures.is_draining {
        "<p class=\"draining\" role=\"status\">Draining: there are no new rooms, and the program ends with the last one.</p>"
    } else {
        "<h2>Drain</h2><p>There will be no new rooms. Calls go on, and the program ends when the last room is empty; \
         whoever keeps it running then starts it again.</p>"
    });
    if !figures.is_draining {
        add_button(&mut body, "drain", "Drain this server", proof);
    }
    body.push_str("<p><a href=\"/admin\">Look again</a></p>");
    add_button(&mut body, "logout", "Sign out", proof);
    whole("Rooms", &body)
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

fn add_row(body: &mut String, SeenRoom { room, mark }: &SeenRoom) {
    let doors = match (room.is_locked, room.has_password) {
        (false, false) => "",
        (true, false) => " (locked)",
        (false, true) => " (password)",
        (true, true) => " (locked, password)",
    };
    // Writing to a string never fails.
    let _ = write!(
        body,
        "<tr><td>{}{doors}</td><td><code>{mark}</code></td><td><ul>",
        escape(room.name.as_str())
    );
    for person in &room.people {
        let away = if person.is_connected {
            ""
        } else {
            " (connection lost)"
        };
        let _ = write!(body, "<li>{}{away}</li>", escape(person.name.as_str()));
    }
    body.push_str("</ul></td></tr>");
}

fn add_button(body: &mut String, action: &str, words: &str, proof: &str) {
    // Writing to a string never fails.
    let _ = write!(
        body,
        "<form method=\"post\" action=\"/admin/{action}\"><input type=\"hidden\" name=\"proof\" value=\"{}\">\
         <button>{words}</button></form>",
        escape(proof)
    );
}

fn whole(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} – Tatap</title><link rel=\"stylesheet\" href=\"/admin/style.css\">\
         <main><h1>Tatap</h1>{body}</main></html>\n"
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

fn duration(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    match (minutes / (24 * 60), minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
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
            assert_eq!(duration(Duration::from_secs(seconds)), expected);
        };
        check(59, "0 min");
        check(3_660, "1 h 1 min");
        check(2 * 86_400 + 7_200, "2 d 2 h");
    }
}

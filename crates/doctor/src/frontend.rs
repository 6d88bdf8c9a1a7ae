//! A page of the interface, and whether calls come through from it.

use crate::Line;

/// What an origin answered to the beginning of a WebSocket at `/ws`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The WebSocket was opened.
    Opened,
    /// This status of HTTP.
    Status(u16),
    /// Nothing, in the system's words.
    Nothing(String),
}

/// Says whether a WebSocket comes through `origin`, which `FRONTEND_URL` names.
///
/// A static host has no WebSocket; that is right if its `config.json` names the server, which is `elsewhere` then.
#[must_use]
pub fn line(origin: &str, answer: &Answer, elsewhere: bool) -> Line {
    const SETTING: &str = "FRONTEND_URL";
    let topic = format!("Page {origin}");
    match answer {
        Answer::Opened => Line::good(topic, "Calls come through to the server."),
        Answer::Status(_) if elsewhere => {
            Line::good(topic, "It is a static host; its pages know another server.")
        }
        // What this server answers to a request without `Upgrade` and `Connection` (RFC 9110, section 15.5.22).
        Answer::Status(400 | 426) => Line::bad(
            topic,
            SETTING,
            "The proxy drops the Upgrade header, without which there is no WebSocket: have it pass Upgrade and \
             Connection on (in nginx: proxy_http_version 1.1, proxy_set_header Upgrade $http_upgrade, \
             proxy_set_header Connection \"upgrade\").",
        ),
        Answer::Status(403) => Line::bad(
            topic,
            SETTING,
            "The server takes this page for a stranger's: have the proxy pass the Host header on, or check that \
             the server that runs was started with this setting.",
        ),
        Answer::Status(code @ (502..=504)) => Line::bad(
            topic,
            SETTING,
            format!(
                "The proxy does not reach the server (status {code}): is it running, and on this port?"
            ),
        ),
        Answer::Status(code) => Line::bad(
            topic,
            SETTING,
            format!(
                "It answers, but passes no WebSocket at /ws on to Tatap (status {code}): have the proxy do so; \
                 a static host must name the server in its config.json (TATAP_SERVER_URL when it is built)."
            ),
        ),
        Answer::Nothing(why) => Line::bad(
            topic,
            SETTING,
            format!(
                "It cannot be reached from here ({why}): check the name, the proxy and its certificate."
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;

    #[test]
    fn a_page_is_good_if_a_websocket_comes_through_or_it_knows_another_server() {
        let check = |answer, elsewhere, verdict, says: &str| {
            let line = line("https://meet.example.org", &answer, elsewhere);
            assert_eq!(line.verdict, verdict, "{line:?}");
            assert!(line.text.contains(says), "{line:?}");
            assert_eq!(line.setting.is_some(), verdict == Verdict::Bad);
        };
        check(Answer::Opened, false, Verdict::Good, "come through");
        check(Answer::Status(404), true, Verdict::Good, "static host");
        check(Answer::Status(404), false, Verdict::Bad, "config.json");
        check(Answer::Status(426), false, Verdict::Bad, "Upgrade");
        check(Answer::Status(400), false, Verdict::Bad, "Upgrade");
        check(Answer::Status(403), false, Verdict::Bad, "Host");
        check(Answer::Status(502), false, Verdict::Bad, "does not reach");
        let nothing = || Answer::Nothing("no such name".to_owned());
        check(nothing(), false, Verdict::Bad, "no such name");
        check(nothing(), true, Verdict::Bad, "no such name");
    }
}

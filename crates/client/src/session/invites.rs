use js_sys::Date;
use protocol::{EntryPass, JsonError, JsonField, JsonObject, JsonWriter, RoomId};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit};

use crate::session::fetch;
use crate::session::server_address::http_url;

/// An invite that was just made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MadeInvite {
    pub(crate) link: String,
    /// The link as a QR code, in SVG, where the server draws it.
    pub(crate) qr: Option<String>,
}

/// An invite that opens the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InviteLine {
    pub(crate) id: String,
    /// As on the wire: `host`, `member` or `viewer`.
    pub(crate) role: String,
    pub(crate) uses: u32,
    pub(crate) max_uses: Option<u32>,
    /// In minutes.
    pub(crate) left: u64,
}

/// What an invite should be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish {
    pub(crate) role: &'static str,
    /// In seconds.
    pub(crate) lifetime: u64,
    pub(crate) max_uses: Option<u64>,
}

/// The server's way to make invites, for a host who has a pass.
#[derive(Clone, Debug)]
pub(crate) struct Inviting {
    pub(crate) web_socket: String,
    pub(crate) room: RoomId,
    pub(crate) pass: EntryPass,
}

impl Inviting {
    /// Makes an invite; `None` if the server does not.
    pub(crate) async fn make(&self, wish: Wish) -> Option<MadeInvite> {
        let mut json = JsonWriter::new();
        json.text("room", self.room.as_str());
        json.text("role", wish.role);
        json.number("expires_in", wish.lifetime);
        if let Some(uses) = wish.max_uses {
            json.number("max_uses", uses);
        }
        let answer = self
            .ask("POST", "/api/invites", Some(json.finish()))
            .await?;
        let made = JsonObject::parse(&answer).ok()?;
        let text = |name| made.field(name).and_then(JsonField::text).ok();
        let origin = web_sys::window()?.location().origin().ok()?;
        Some(MadeInvite {
            link: origin + &text("path")?,
            qr: text("qr"),
        })
    }

    /// The invites that open the room; `None` if the server does not tell.
    pub(crate) async fn list(&self) -> Option<Vec<InviteLine>> {
        let path = format!("/api/invites?room={}", self.room);
        let answer = self.ask("GET", &path, None).await?;
        lines(&answer, Date::now() / 1_000.0).ok()
    }

    /// Takes an invite back.
    pub(crate) async fn revoke(&self, id: &str) -> Option<()> {
        let path = format!("/api/invites/{id}");
        self.ask("DELETE", &path, None).await.map(drop)
    }

    async fn ask(&self, method: &str, path: &str, body: Option<String>) -> Option<String> {
        let url = http_url(&self.web_socket, path)?;
        let headers = Headers::new().ok()?;
        let bearer = format!("Bearer {}", self.pass.as_str());
        headers.set("Authorization", &bearer).ok()?;
        let init = RequestInit::new();
        init.set_method(method);
        if let Some(body) = body {
            headers.set("Content-Type", "application/json").ok()?;
            init.set_body(&body.into());
        }
        init.set_headers(&headers);
        let response = fetch::send(&url, &init).await?;
        let text = JsFuture::from(response.text().ok()?).await.ok()?;
        response.ok().then(|| text.as_string()).flatten()
    }
}

fn lines(answer: &str, now: f64) -> Result<Vec<InviteLine>, JsonError> {
    let answer = JsonObject::parse(answer)?;
    let all = answer.field("invites")?.list(line)?;
    let open = all.into_iter().filter(|(_, _, is_revoked)| !is_revoked);
    let lines = open.map(|(line, end, _)| InviteLine {
        left: minutes_left(end, now),
        ..line
    });
    Ok(lines.collect())
}

/// Reads an invite, when it ends, and whether it was taken back.
fn line(field: JsonField<'_>) -> Result<(InviteLine, u64, bool), JsonError> {
    let invite = field.object()?;
    let line = InviteLine {
        id: invite.field("id")?.text()?,
        role: invite.field("role")?.text()?,
        uses: invite.field("uses")?.number()?,
        max_uses: invite
            .optional("max_uses")?
            .map(JsonField::number)
            .transpose()?,
        left: 0,
    };
    Ok((
        line,
        invite.field("expires")?.number()?,
        invite.field("revoked")?.flag()?,
    ))
}

/// The minutes from `now` to `end`, both in seconds since 1970; a begun one counts.
fn minutes_left(end: u64, now: f64) -> u64 {
    let seconds = (end as f64 - now).max(0.0);
    (seconds / 60.0).ceil() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_back_is_not_listed() {
        let answer = r#"{"invites":[
            {"id":"a","room":"tea","role":"host","starts":0,"expires":1000,"max_uses":3,"uses":1,"revoked":false},
            {"id":"b","room":"tea","role":"viewer","starts":0,"expires":1000,"uses":0,"revoked":true}
        ]}"#;
        let line = InviteLine {
            id: "a".to_owned(),
            role: "host".to_owned(),
            uses: 1,
            max_uses: Some(3),
            left: 10,
        };
        assert_eq!(lines(answer, 400.0), Ok(vec![line]));
        assert!(lines("{}", 0.0).is_err());
    }
}

/// What the page says, in one language.
#[derive(Debug)]
pub(super) struct Words {
    /// The language (BCP 47).
    pub(super) tag: &'static str,
    pub(super) token: &'static str,
    pub(super) sign_in: &'static str,
    pub(super) wrong_token: &'static str,
    pub(super) sign_out: &'static str,
    pub(super) version: &'static str,
    pub(super) uptime: &'static str,
    pub(super) rooms: &'static str,
    pub(super) people: &'static str,
    pub(super) connections: &'static str,
    pub(super) no_room: &'static str,
    pub(super) room: &'static str,
    pub(super) in_the_log: &'static str,
    pub(super) locked: &'static str,
    pub(super) password: &'static str,
    pub(super) connection_lost: &'static str,
    pub(super) drain: &'static str,
    pub(super) what_drain_does: &'static str,
    pub(super) drain_this: &'static str,
    pub(super) draining: &'static str,
    pub(super) look_again: &'static str,
    /// Days, hours and minutes, in short.
    pub(super) units: [&'static str; 3],
}

impl Words {
    /// Chooses by what the browser asks for in `Accept-Language` (RFC 9110, section 12.5.4), as the app does: what it
    /// would rather have comes first, and English is what remains.
    pub(super) fn asked(header: &str) -> &'static Self {
        let mut asked: Vec<(u16, &str)> = header.split(',').filter_map(range).collect();
        // Of the same weight, the one that is named first.
        asked.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        let known = asked.into_iter().find_map(|(_, tag)| Self::of_tag(tag));
        known.unwrap_or(&ENGLISH)
    }

    fn of_tag(tag: &str) -> Option<&'static Self> {
        let language = tag.split('-').next().unwrap_or(tag);
        // Old programs call Bahasa Indonesia `in`.
        let is = |name: &str| language.eq_ignore_ascii_case(name);
        match () {
            () if is("en") => Some(&ENGLISH),
            () if is("id") || is("in") => Some(&INDONESIAN),
            () => None,
        }
    }
}

/// Reads a language and its weight in thousandths; `None` for one that is not wanted, or cannot be read.
fn range(text: &str) -> Option<(u16, &str)> {
    let (tag, parameters) = text.split_once(';').unwrap_or((text, ""));
    let weight = match parameters.trim().strip_prefix("q=") {
        Some(weight) => weight.parse::<f32>().ok()?,
        None => 1.0,
    };
    let is_wanted = weight > 0.0 && weight <= 1.0;
    is_wanted.then_some(((weight * 1000.0) as u16, tag.trim()))
}

const ENGLISH: Words = Words {
    tag: "en",
    token: "Token (TATAP_ADMIN_TOKEN)",
    sign_in: "Sign in",
    wrong_token: "This is not the token. It is among the settings of this server: type it again.",
    sign_out: "Sign out",
    version: "Version",
    uptime: "Running for",
    rooms: "Rooms",
    people: "People",
    connections: "Connections",
    no_room: "There is no room just now.",
    room: "Room",
    in_the_log: "In the log",
    locked: "locked",
    password: "password",
    connection_lost: "connection lost",
    drain: "Drain",
    what_drain_does: "There will be no new rooms. Calls go on, and the program ends when the last room is empty; \
                      whoever keeps it running then starts it again.",
    drain_this: "Drain this server",
    draining: "Draining: there are no new rooms, and the program ends with the last one.",
    look_again: "Look again",
    units: ["d", "h", "min"],
};

const INDONESIAN: Words = Words {
    tag: "id",
    token: "Token (TATAP_ADMIN_TOKEN)",
    sign_in: "Masuk",
    wrong_token: "Ini bukan tokennya. Token ada di pengaturan server ini: ketik lagi.",
    sign_out: "Keluar",
    version: "Versi",
    uptime: "Berjalan selama",
    rooms: "Ruang",
    people: "Orang",
    connections: "Koneksi",
    no_room: "Saat ini tidak ada ruang.",
    room: "Ruang",
    in_the_log: "Di log",
    locked: "terkunci",
    password: "kata sandi",
    connection_lost: "koneksi terputus",
    drain: "Pengosongan",
    what_drain_does: "Tidak akan ada ruang baru. Panggilan jalan terus, dan program berhenti kalau ruang terakhir \
                      sudah kosong; yang menjaganya tetap berjalan lalu menyalakannya lagi.",
    drain_this: "Kosongkan server ini",
    draining: "Sedang dikosongkan: tidak ada ruang baru, dan program berhenti bersama ruang terakhir.",
    look_again: "Lihat lagi",
    units: ["hari", "jam", "mnt"],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_one_that_the_browser_would_rather_have() {
        let check = |header: &str, expected: &str| {
            assert_eq!(Words::asked(header).tag, expected, "{header:?}");
        };
        check("", "en");
        check("id", "id");
        check("id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7", "id");
        check("en-US,en;q=0.9,id;q=0.8", "en");
        check("en;q=0.3, id;q=0.4", "id");
        check("de-DE,de;q=0.9,in;q=0.5", "id");
        check("ID", "id");
        check("inh,idx", "en");
        check("fr, *;q=0.5", "en");
        check("id;q=0, en;q=0.1", "en");
    }

    #[test]
    fn what_no_browser_sends_is_passed_over() {
        for header in [
            "id;q=x", "id;q=-1", "id;q=2", "id;q=NaN", ";q=1", ",,;", "-", "\u{fffd}",
        ] {
            assert_eq!(Words::asked(header).tag, "en", "{header:?}");
        }
    }
}

mod check;
mod doors;
mod goodbye;

pub(crate) use check::INDONESIAN_CHECK;

use call::{MediaProblem, Notice, RecordingProblem, Trouble};
use protocol::{DisplayName, DisplayNameError, Engine, Reaction, RoomId, RoomIdError, Source};

use super::{
    CallText, ChatText, Devices, DevicesText, FilesText, GeneralText, GoodbyeText, GreenRoomText,
    HandText, HomeText, KeysText, LineText, LinkText, Message, MoreText, QualityText,
    ReactionsText, RecordText, SettingsText, ShareText, Text, TileMenuText, TileText,
};

/// Bahasa Indonesia.
pub(crate) static INDONESIAN: Text = Text {
    general: GeneralText {
        language: "Bahasa",
        theme: "Warna halaman (panggilan selalu gelap)",
        themes: ["Otomatis", "Terang", "Gelap"],
        home: "Beranda",
        offline: "Tidak ada jaringan. Panggilan memerlukannya: sambungkan perangkat ini, lalu lanjutkan.",
        no_answer: "Server tidak menjawab. Periksa jaringan perangkat ini, atau tunggu sebentar.",
        rejoin: "Gabung lagi",
        try_again: "Coba lagi",
        reload: "Muat ulang",
        close: "Tutup",
        copy_link: "Salin tautan",
        link_copied: "Tautan disalin",
        copy: "Salin",
        copied: "Tersalin",
        copy_failed: "Peramban tidak mengizinkan tautan disalin. Salin dari bilah alamat.",
        mute_microphone: "Bisukan mikrofon",
        unmute_microphone: "Bunyikan mikrofon",
        turn_camera_off: "Matikan kamera",
        turn_camera_on: "Nyalakan kamera",
        room_name_error,
    },
    home: HomeText {
        title: "Tatap – panggilan video di server sendiri",
        headline: "Bicara tatap muka",
        tagline: "Panggilan video di server Anda sendiri. Kirim tautan dan langsung bertatap muka, tanpa akun.",
        new_meeting: "Rapat baru",
        new_room: "Ruang",
        another_name: "Nama lain",
        join_heading: "Atau gabung ke rapat",
        room_name: "Nama ruang",
        room_name_hint: "Nama ruang, atau seluruh tautan yang Anda terima.",
        join: "Gabung",
        recent: "Ruang terakhir Anda",
        forget: "Lupakan ruang-ruang ini",
    },
    green_room: GreenRoomText {
        heading: "Siap bergabung?",
        your_name: "Nama Anda",
        your_name_hint: "Nama ini dilihat peserta lain.",
        join_now: "Gabung sekarang",
        joining: "Sedang bergabung…",
        preview: "Pratinjau Anda",
        camera_off: "Kamera mati",
        camera_starting: "Kamera sedang dinyalakan…",
        camera_unavailable: "Tidak ada gambar dari kamera Anda",
        allow: "Jika peramban bertanya, izinkan penggunaan kamera dan mikrofon.",
        level: "Kekuatan suara mikrofon",
        who_is_in,
        serverless: "Tidak ada server di balik halaman ini: satu ruang memuat 8 orang, siapa pun yang punya tautannya bisa masuk, tidak ada tuan rumah, dan obrolan hanya untuk yang sedang hadir.",
        join_without: "Anda tetap dapat bergabung.",
        device_problem,
        part_missing: "Satu bagian Tatap tidak dapat dimuat. Periksa koneksi jaringan Anda dan gabung lagi; jika tidak berhasil, muat ulang halaman ini.",
        network: [
            "Jaringan: belum diperiksa",
            "Jaringan: baik",
            "Jaringan: bermasalah",
        ],
        name_error,
    },
    call: CallText {
        controls: "Kendali panggilan",
        leave: "Keluar",
        people: "Peserta",
        people_button: |count| format!("Peserta ({count})"),
        people_count: |count| format!("{count} orang"),
        participants: "Video peserta",
        you: |name| format!("{name} (Anda)"),
        microphone_on: "Mikrofon menyala",
        microphone_off: "Dibisukan",
        camera_on: "Kamera menyala",
        camera_off: "Kamera mati",
        alone: "Baru Anda sendiri di sini. Kirim tautan ini kepada yang lain:",
        sound_blocked: "Peramban Anda mematikan suara.",
        turn_sound_on: "Nyalakan suara",
        notice,
    },
    tile_menu: TileMenuText {
        heading: |name| format!("Pilihan untuk {name}"),
        pin: "Sematkan",
        unpin: "Lepas sematan",
        mute_for_me: "Bisukan untuk saya",
        volume: "Volume",
    },
    link: LinkText {
        heading: "Info koneksi",
        nobody: "Koneksi baik.",
        you: "Koneksi Anda yang lemah: peserta lain juga terganggu, atau kiriman Anda hilang.",
        them: "Koneksi peserta itu yang lemah.",
        unknown: "Koneksi kurang baik; tidak dapat dipastikan di pihak mana.",
        bitrate_in: "Diterima",
        bitrate_out: "Dikirim",
        loss: "Hilang",
        round_trip: "Waktu bolak-balik",
        frames: "Bingkai diterima",
        height: "Gambar diterima",
        between: |lowest, highest| format!("{lowest} sampai {highest} dalam dua menit terakhir"),
        nothing_known: "tidak ada dalam dua menit terakhir",
    },
    settings: SettingsText {
        heading: "Pengaturan",
        layout: "Tata letak",
        layout_auto: "Otomatis",
        layout_grid: "Kisi",
        layout_spotlight: "Sorotan",
        screen: "Layar yang dibagikan",
        screen_detail: "Salindia: tajam",
        screen_text: "Teks bergulir",
        screen_motion: "Film atau gim: mulus",
        data: "Pemakaian data",
        data_full: "Sesuai kemampuan jaringan",
        data_low: "Hemat: gambar kecil",
        data_audio: "Hanya suara",
        echo: "Hilangkan gema",
        noise: "Hilangkan derau",
        gain: "Sesuaikan volume mikrofon",
        camera: "Gambar kamera, maksimal",
        shows_self: "Tampilkan gambar saya",
        mirror: "Cerminkan gambar saya",
        hides_address: "Sembunyikan alamat saya dari peserta lain (panggilan lewat relai, sedikit lebih lambat)",
        sounds: "Bunyi saat ada yang datang, pergi, menulis, atau mengangkat tangan",
        single_keys: "Pintasan satu tombol",
    },
    more: MoreText {
        heading: "Lainnya",
        full_screen: "Layar penuh",
        window: "Gambar dalam gambar",
    },
    keys: KeysText {
        heading: "Bantuan papan tik",
        list: "M, Ctrl D\tMikrofon\nV, Ctrl E\tKamera\nSpasi\tTahan untuk bicara\nD\tBagikan layar\nC\tObrolan\nP\tPeserta\nH\tAngkat tangan\nW\tTata letak\nF\tLayar penuh\nEsc\tTutup\n?\tBantuan ini",
    },
    hand: HandText {
        raise: "Angkat tangan",
        lower: "Turunkan tangan",
        raised: "Tangan terangkat",
    },
    reactions: ReactionsText {
        heading: "Reaksi",
        name: reaction,
    },
    record: RecordText {
        call: "Rekam panggilan",
        own: "Rekam saya saja",
        stop: "Berhenti merekam",
        recording: "Anda sedang merekam. Semua orang diberi tahu.",
        records: "Merekam panggilan",
        is_recorded: "Direkam",
    },
    quality: QualityText {
        good: "Koneksi baik",
        fair: "Koneksi cukup",
        poor: "Koneksi buruk",
        lost: "Koneksi terputus",
    },
    devices: DevicesText {
        microphone: "Mikrofon",
        camera: "Kamera",
        speaker: "Pengeras suara",
        test_speakers: "Coba pengeras suara",
        choose_microphone: "Pilihan mikrofon dan pengeras suara",
        choose_camera: "Pilihan kamera",
        unnamed: |number| format!("Perangkat {number}"),
    },
    share: ShareText {
        start: "Bagikan layar",
        stop: "Berhenti membagikan",
        stop_toggle: "Berhenti membagikan layar Anda",
        sharing: "Anda sedang membagikan layar",
        screen_of: |name| format!("Layar {name}"),
    },
    chat: ChatText {
        heading: "Obrolan",
        button: |unread| match unread {
            0 => "Obrolan".to_owned(),
            _ => format!("Obrolan ({unread} pesan baru)"),
        },
        messages: "Pesan",
        empty: "Belum ada pesan. Yang Anda tulis di sini dibaca semua orang di ruang ini.",
        you: "Anda",
        sending: "Sedang dikirim…",
        failed: "Tidak terkirim: server tidak menerimanya.",
        send_again: "Kirim lagi",
        discard: "Hapus",
        new_messages: "Pesan baru",
        write: "Tulis untuk semua",
        send: "Kirim pesan",
        left: |count| format!("Sisa {count} karakter"),
        too_long: |count| format!("Pesan Anda kelebihan {count} karakter."),
        full: "Masih banyak pesan yang menunggu dikirim. Anda dapat mengirim lagi setelah pesan itu terkirim.",
    },
    files: FilesText {
        attach: "Kirim berkas untuk semua (hingga 100 MB)",
        download: "Unduh",
        decline: "Tolak",
        cancel: "Batalkan",
        take_back: "Tarik kembali",
        save: "Simpan",
        decimal: ',',
        paused: "Dijeda sampai tersambung kembali.",
        sending: "Sedang dikirim…",
        shared: "Ditawarkan kepada semua.",
        taken: |taken| format!("{taken} orang sudah memilikinya."),
        unreadable: "Berkas tidak dapat dibaca lagi. Pilih sekali lagi.",
        offered: "Belum diunduh.",
        coming: "Sedang diunduh…",
        silent: "Sudah beberapa saat tidak ada yang masuk. Tunggu, atau batalkan.",
        received: "Sudah ada di sini.",
        declined: "Ditolak.",
        taken_back: "Tidak lagi ditawarkan.",
        damaged: "Yang diterima bukan yang ditawarkan, jadi dibuang.",
    },
    line: LineText {
        reconnecting: "Menyambung ulang… panggilan tetap berjalan",
        next_try: |seconds| format!("Dicoba lagi dalam {seconds} dtk"),
        trying: "Sedang mencoba…",
        try_now: "Coba sekarang",
        back_online: "Tersambung kembali",
        returning: "Kembali ke panggilan…",
    },
    tile: TileText {
        muted: "Dibisukan",
        connecting: |name| format!("Menunggu video {name}…"),
        slow: |name| format!("Masih menyambung ke {name}…"),
        stalled: |name| format!("Menunggu koneksi {name}…"),
        failed: |name| format!("Koneksi ke {name} terputus."),
        trouble: |trouble, name| match trouble {
            Trouble::NoRelay => format!(
                "Tidak ada jalur langsung ke {name}, dan server ini tidak punya relai sebagai jalan memutar."
            ),
            Trouble::RelayOutOfReach => {
                format!("Jaringan Anda tidak dapat mencapai {name} maupun relai server ini.")
            }
            Trouble::NoPath => {
                format!("Jalur langsung ke {name} maupun jalur lewat relai tidak berhasil.")
            }
            Trouble::NothingToHideBehind => format!(
                "Anda menyembunyikan alamat, tetapi server ini tidak punya relai untuk mencapai {name}."
            ),
        },
        check: "Periksa jaringan",
        away: "Menyambung ulang",
    },
    doors: doors::DOORS,
    goodbye: GoodbyeText {
        left: Message {
            heading: "Anda telah keluar dari rapat",
            sentence: "Kamera dan mikrofon Anda mati. Anda dapat kembali kapan saja.",
        },
        incomplete: Message {
            heading: "Satu bagian Tatap tidak dapat dimuat",
            sentence: "Periksa koneksi jaringan Anda, lalu muat ulang.",
        },
        not_found: Message {
            heading: "Tidak ada apa-apa di sini",
            sentence: "Alamatnya mungkin tidak lengkap. Alamat ruang berakhir dengan /r/ dan nama ruangnya.",
        },
        bad_room: "Ini bukan nama ruang",
        ended: goodbye::ended,
    },
};

fn room_name_error(error: RoomIdError) -> String {
    match error {
        RoomIdError::Empty => "Ketik nama ruang yang ingin Anda masuki.".to_owned(),
        RoomIdError::TooLong => {
            format!("Nama ruang paling panjang {} karakter.", RoomId::MAX_CHARS)
        }
        RoomIdError::Character(character) => {
            format!(
                "Nama ruang hanya berisi huruf a\u{a0}sampai\u{a0}z, angka, dan tanda hubung, bukan “{character}”."
            )
        }
    }
}

fn name_error(error: DisplayNameError) -> String {
    match error {
        DisplayNameError::Empty => "Ketik nama Anda agar yang lain tahu siapa Anda.".to_owned(),
        DisplayNameError::TooLong => {
            format!("Nama paling panjang {} karakter.", DisplayName::MAX_CHARS)
        }
        DisplayNameError::Character(character) => format!(
            "Nama Anda berisi karakter yang tidak terlihat (U+{:04X}). Ketik ulang dengan tangan.",
            u32::from(character)
        ),
    }
}

fn who_is_in(names: &[String]) -> String {
    match names {
        [] => "Belum ada orang di sini.".to_owned(),
        [one] => format!("{one} sudah di dalam rapat."),
        [one, two] => format!("{one} dan {two} sudah di dalam rapat."),
        [one, two, three] => format!("{one}, {two}, dan {three} sudah di dalam rapat."),
        [one, two, others @ ..] => {
            format!(
                "{one}, {two}, dan {} orang lain sudah di dalam rapat.",
                others.len()
            )
        }
    }
}

fn device_problem(devices: Devices, problem: MediaProblem) -> String {
    let trouble = device_trouble(devices, problem);
    let again = match devices {
        Devices::Microphone => "bunyikan",
        Devices::Camera | Devices::Both => "nyalakan",
    };
    format!("{trouble}, lalu {again} lagi.")
}

/// What is wrong and what to do about it, without the end of the sentence.
fn device_trouble(devices: Devices, problem: MediaProblem) -> String {
    let the = match devices {
        Devices::Microphone => "Mikrofon",
        Devices::Camera => "Kamera",
        Devices::Both => "Kamera dan mikrofon",
    };
    match problem {
        MediaProblem::Blocked(engine) => {
            let way = match engine {
                Engine::Chromium => "Klik ikon di kiri alamat dan nyalakan yang mati di sana",
                Engine::Firefox => "Klik ikon bercoret di kiri alamat dan hapus blokirnya",
                Engine::Webkit => "Buka pengaturan situs ini di menu peramban dan izinkan",
                Engine::Other => "Izinkan di pengaturan peramban untuk halaman ini",
            };
            format!("{the} diblokir di peramban. {way}")
        }
        MediaProblem::BlockedBySystem => format!(
            "{the} tidak diberikan sistem kepada peramban. Izinkan di pengaturan privasi sistem"
        ),
        MediaProblem::NotFound => format!("{the} tidak ditemukan. Pasang dahulu"),
        MediaProblem::Busy => {
            format!("{the} dipakai program lain atau ditahan sistem. Tutup program itu")
        }
        MediaProblem::Other => {
            format!("{the} tidak dapat dinyalakan. Periksa apakah sudah terpasang")
        }
    }
}

fn notice(notice: &Notice) -> String {
    match notice {
        Notice::MicrophoneProblem(problem) => device_problem(Devices::Microphone, *problem),
        Notice::CameraProblem(problem) => device_problem(Devices::Camera, *problem),
        Notice::BothProblem(problem) => device_problem(Devices::Both, *problem),
        Notice::MicrophoneLost => "Mikrofon Anda terlepas. Pasang lagi, lalu bunyikan.".to_owned(),
        Notice::CameraLost => "Kamera Anda terlepas. Pasang lagi, lalu nyalakan.".to_owned(),
        Notice::MicrophoneInterrupted => {
            "Mikrofon Anda sedang dipakai program lain atau sistem. Anda tidak terdengar sampai mikrofon bebas lagi.".to_owned()
        }
        Notice::CameraInterrupted => {
            "Kamera Anda sedang dipakai program lain atau sistem. Anda tidak terlihat sampai kamera bebas lagi.".to_owned()
        }
        Notice::MicrophoneReplaced => {
            "Mikrofon Anda terlepas. Suara Anda kini melalui mikrofon lain.".to_owned()
        }
        Notice::CameraReplaced => {
            "Kamera Anda terlepas. Gambar Anda kini dari kamera lain.".to_owned()
        }
        Notice::MicrophoneBack => "Mikrofon Anda berfungsi; Anda terdengar lagi.".to_owned(),
        Notice::CameraBack => "Kamera Anda berfungsi; Anda terlihat lagi.".to_owned(),
        Notice::NotSwitched(Source::Microphone, _) => {
            "Mikrofon itu tidak dapat dinyalakan. Anda tetap terdengar lewat mikrofon sebelumnya.".to_owned()
        }
        Notice::NotSwitched(..) => {
            "Kamera itu tidak dapat dinyalakan. Anda tetap terlihat lewat kamera sebelumnya.".to_owned()
        }
        Notice::ScreenProblem => {
            "Layar Anda tidak dapat dibagikan. Pastikan sistem mengizinkan peramban merekam layar, lalu coba lagi.".to_owned()
        }
        Notice::ParticipantJoined(name) => format!("{name} bergabung"),
        Notice::HandRaised(name) => format!("{name} mengangkat tangan"),
        Notice::RecordingStarted(name) => format!("{name} merekam panggilan ini"),
        Notice::RecordingEnded(name) => format!("{name} tidak lagi merekam panggilan ini"),
        Notice::RecordingSaved => "Rekaman tersimpan.".to_owned(),
        Notice::RecordingFailed(problem) => recording_problem(*problem).to_owned(),
        Notice::RecordingFull => {
            "Rekaman berakhir karena peramban tidak dapat menampung lebih banyak. Yang sudah terekam telah disimpan.".to_owned()
        }
        Notice::RecordingSilent => {
            "Rekaman ini tanpa suara karena peramban tidak memutar suara di perangkat ini. Sambungkan pengeras suara atau headphone, lalu rekam lagi.".to_owned()
        }
        Notice::TooManyGestures => "Tangan dan reaksi datang terlalu cepat. Tunggu sebentar.".to_owned(),
        Notice::ParticipantLeft(name) => format!("{name} keluar"),
        Notice::Rejoined => {
            "Anda sempat terputus cukup lama dan kini telah bergabung lagi.".to_owned()
        }
        Notice::YouAreMuted => {
            "Mikrofon Anda dibisukan: peserta lain tidak mendengar Anda.".to_owned()
        }
        Notice::MicrophoneSilent => {
            "Tidak ada suara dari mikrofon Anda. Periksa apakah sakelarnya mati, atau pilih mikrofon lain.".to_owned()
        }
        Notice::FileTooLarge(name) => {
            format!("“{name}” terlalu besar: ukuran berkas paling banyak 100 MB.")
        }
        Notice::TooManyFiles => {
            "Berkas yang Anda tawarkan sudah sebanyak yang diizinkan. Tarik satu kembali, lalu coba lagi.".to_owned()
        }
        Notice::FilesRefused(name) => {
            format!("{name} menawarkan berkas lebih banyak atau lebih besar daripada yang dapat diterima; sisanya diabaikan.")
        }
        Notice::YouAreHost => doors::DOORS.you_are_host.to_owned(),
        Notice::Deed(by, deed) => (doors::DOORS.deed)(*deed).replacen("{}", by.as_str(), 1),
        Notice::DeedRefused(refused) => (doors::DOORS.deed_refused)(*refused).to_owned(),
        Notice::ChatTooFast => {
            "Anda menulis lebih cepat daripada yang dapat diterima ruang ini; sisanya segera dikirim.".to_owned()
        }
    }
}

fn recording_problem(problem: RecordingProblem) -> &'static str {
    match problem {
        RecordingProblem::Disk => {
            "Rekaman berakhir karena berkasnya tidak dapat ditulis. Periksa apakah disk penuh, lalu rekam lagi."
        }
        RecordingProblem::Offline => {
            "Anda dapat merekam setelah tersambung kembali: peserta lain harus diberi tahu."
        }
        RecordingProblem::Unsupported | RecordingProblem::Cancelled => {
            "Peramban ini tidak dapat merekam. Coba di Chrome, Edge, atau Firefox terbaru."
        }
    }
}

fn reaction(reaction: Reaction) -> &'static str {
    match reaction {
        Reaction::ThumbsUp => "Jempol",
        Reaction::Clapping => "Tepuk tangan",
        Reaction::Heart => "Hati",
        Reaction::Laughing => "Tertawa",
        Reaction::Surprised => "Terkejut",
        Reaction::Sad => "Sedih",
        Reaction::Celebrate => "Merayakan",
        Reaction::Thinking => "Berpikir",
    }
}

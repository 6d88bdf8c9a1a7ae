use call::check::{Line, Mark, Says, Topic, Turn, Verdict, Way, WhyDirect};

use super::{Devices, device_trouble};
use crate::ui::text::check::{CheckText, tenths};

/// The check in Bahasa Indonesia.
pub(crate) static INDONESIAN_CHECK: CheckText = CheckText {
    heading: "Pemeriksaan koneksi Anda",
    intro: "Yang diperlukan sebuah panggilan dicoba di sini, antara peramban ini dan server ini. Kamera dan mikrofon dibuka sebentar; tidak ada gambar atau suara yang dikirim atau disimpan.",
    progress: "Selesai sejauh ini",
    lines: "Yang dicoba",
    again: "Periksa lagi",
    to_room: "Kembali ke rapat",
    to_home: "Beranda",
    report: "Laporan",
    report_note: "Untuk orang yang membantu Anda. Di dalamnya ada alamat jaringan Anda dan alamat server apa adanya: tunjukkan hanya kepada yang boleh mengetahuinya.",
    copy: "Salin laporan",
    copied: "Laporan disalin",
    copy_failed: "Peramban tidak mengizinkan laporan disalin. Simpan ke berkas.",
    save: "Simpan laporan",
    settings: "Pengaturan:",
    mark,
    topic,
    turn,
    verdict,
    says,
    advice,
};

fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Working => "Mencoba",
        Mark::Good => "Baik",
        Mark::Fair => "Catatan",
        Mark::Trouble => "Masalah",
    }
}

fn topic(topic: Topic) -> &'static str {
    match topic {
        Topic::Page => "Halaman aman",
        Topic::Server => "Server",
        Topic::Clock => "Jam",
        Topic::Socket => "Koneksi ke server (WebSocket)",
        Topic::Reflection => "Koneksi langsung (STUN lewat UDP)",
        Topic::Relay(Way::Udp) => "Relai lewat UDP (TURN)",
        Topic::Relay(Way::Tcp) => "Relai lewat TCP (TURN)",
        Topic::Relay(Way::Tls) => "Relai lewat TLS (TURN)",
        Topic::Capacity => "Kecepatan dan kehilangan",
        Topic::Microphone => "Mikrofon",
        Topic::Camera => "Kamera",
        Topic::Codecs => "Jenis video",
    }
}

fn turn(turn: Turn) -> &'static str {
    match turn {
        Turn::Person => "Giliran Anda:",
        Turn::Operator => "Untuk pengelola server ini:",
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Trying => "Pemeriksaan berjalan. Paling lama setengah menit.",
        Verdict::Good => "Semua yang diperlukan panggilan berfungsi.",
        Verdict::WithoutDevices => {
            "Jaringan Anda baik untuk panggilan, tetapi Anda tidak akan terlihat atau tidak terdengar: lihat kamera dan mikrofon di bawah."
        }
        Verdict::Slow => {
            "Panggilan akan tersambung, tetapi jaringan Anda terlalu lambat untuk video, atau terlalu banyak kehilangan data."
        }
        Verdict::UdpBlocked => {
            "Jaringan Anda memblokir UDP. Panggilan akan berjalan lewat relai TCP, dengan jeda lebih panjang."
        }
        Verdict::DirectOnly(WhyDirect::Absent) => {
            "Server ini tidak punya relai: panggilan hanya berhasil di antara jaringan yang membiarkan dua peramban saling menjangkau."
        }
        Verdict::DirectOnly(WhyDirect::Refused) => {
            "Relai menolak kredensial server ini: panggilan hanya berhasil di antara jaringan yang membiarkan dua peramban saling menjangkau."
        }
        Verdict::DirectOnly(WhyDirect::Deaf) => {
            "Tidak ada yang kembali dari relai: panggilan hanya berhasil di antara jaringan yang membiarkan dua peramban saling menjangkau."
        }
        Verdict::DirectOnly(WhyDirect::Silent) => {
            "Relai tidak menjawab: panggilan hanya berhasil di antara jaringan yang membiarkan dua peramban saling menjangkau."
        }
        Verdict::NoPath => {
            "UDP maupun relai tidak dapat dilewati: panggilan tidak akan tersambung, kecuali dengan orang di jaringan Anda sendiri."
        }
        Verdict::NoVideo => {
            "Peramban ini tidak punya video untuk panggilan. Gunakan Firefox, Chrome, Edge, atau Safari terbaru."
        }
        Verdict::NotSecure => {
            "Halaman ini tidak aman, sehingga peramban tidak memberinya kamera dan mikrofon: panggilan tidak akan berfungsi."
        }
        Verdict::NoSocket => {
            "Koneksi yang mengatur panggilan tidak dapat lewat: panggilan tidak dapat dimulai."
        }
        Verdict::NoServer => "Server tidak dapat dijangkau: panggilan tidak dapat dimulai.",
        Verdict::Busy => {
            "Terlalu banyak permintaan dari alamat Anda. Tunggu sepuluh detik, lalu periksa lagi."
        }
    }
}

fn says(line: &Line) -> String {
    let sentence = match &line.says {
        Says::Trying => "Mencoba…",
        Says::NotTried => "Tidak dicoba, karena yang di atas.",
        Says::Secure => "Halaman ini aman.",
        Says::NotSecure => "Halaman ini tidak aman, atau peramban ini tidak punya WebRTC.",
        Says::Answers { version, address } => {
            return format!("Menjawab (versi {version}) dan melihat Anda di {address}.");
        }
        Says::ServerSilent => "Tidak menjawab.",
        Says::ServerBusy => "Terlalu sering diminta dari alamat Anda.",
        Says::ServerForeign => "Menganggap halaman ini halaman asing.",
        Says::ServerStrange => "Yang menjawab bukan Tatap, atau server versi lain.",
        Says::ClocksAgree => "Jam server dan jam perangkat sama.",
        Says::ClocksDiffer { minutes, ahead } => {
            let way = if *ahead {
                "lebih cepat"
            } else {
                "lebih lambat"
            };
            return format!(
                "Jam server {minutes} menit {way} daripada jam perangkat ini: salah satunya salah."
            );
        }
        Says::SocketAnswers(millis) => return format!("Menjawab setelah {millis} md."),
        Says::SocketRefused => {
            "Tidak dapat dibuka, padahal server menjawab yang lain: sesuatu di tengah jalan tidak meneruskan WebSocket."
        }
        Says::Seen(address) => {
            return format!("UDP dapat lewat. Dari luar Anda terlihat di {address}.");
        }
        Says::SeenAsOwn => "UDP dapat lewat, dan alamat Anda tidak diubah di jalan.",
        Says::UdpBlocked | Says::UdpSilent => "Tidak ada yang kembali lewat UDP.",
        Says::ReflectorSilent => "UDP dapat lewat, tetapi server STUN tidak menjawab.",
        Says::NoReflector => {
            "Server tidak menyebut server STUN: peramban di belakang router tidak dapat saling menemukan."
        }
        Says::RelayEchoes(millis) => return format!("Data lewat dan kembali setelah {millis} md."),
        Says::RelayRefuses { code: 401, .. } => "Menolak kredensialnya (401).",
        Says::RelayRefuses { code, .. } => {
            return format!("Menolak meneruskan data (galat {code}).");
        }
        Says::RelayDeaf {
            address,
            private: true,
        } => {
            return format!(
                "Mengumumkan {address}, alamat yang tidak terjangkau dari internet, sehingga tidak ada yang lewat."
            );
        }
        Says::RelayDeaf {
            address,
            private: false,
        } => {
            return format!("Meneruskan di {address}, tetapi tidak ada yang lewat.");
        }
        Says::RelaySilent(host) => return format!("Tidak ada yang menjawab di {host}."),
        Says::WayMissing => "Tidak ditawarkan. Berguna di jaringan yang menutup semua yang lain.",
        Says::NoRelay => "Server tidak menawarkannya.",
        Says::Measured { kilobits, lost } => {
            let (speed, lost) = (tenths(kilobits / 100, ','), tenths((*lost).into(), ','));
            return format!("{speed} Mbit/dtk lewat, dan {lost} % paket hilang.");
        }
        Says::NotMeasured => "Tidak diukur, karena tidak ada relai untuk mengukurnya.",
        Says::DeviceWorks => "Berfungsi.",
        Says::DeviceFails(problem) => {
            let devices = if line.topic == Topic::Microphone {
                Devices::Microphone
            } else {
                Devices::Camera
            };
            return device_trouble(devices, *problem) + ".";
        }
        Says::Codecs(names) => {
            return format!("{}, untuk mengirim dan menerima.", names.join(", "));
        }
        Says::NoCodecs => "Tidak ada yang dapat dikirim dan diterima peramban ini.",
    };
    sentence.to_owned()
}

fn advice(line: &Line) -> &'static str {
    match &line.says {
        Says::NotSecure => {
            "Buka halaman ini dengan https:// di peramban terbaru. Jika alamat itu tidak ada, pengelola server memerlukan sertifikat, misalnya lewat proksi yang memilikinya."
        }
        Says::ServerSilent => {
            "Periksa apakah perangkat ini punya jaringan, dan coba jaringan lain. Jika tidak seorang pun menjangkau server, server tidak berjalan atau portnya tertutup."
        }
        Says::ServerBusy => "Tunggu sepuluh detik, lalu periksa lagi.",
        Says::ServerForeign => "Sebutkan alamat halaman ini di antara yang diizinkan.",
        Says::ServerStrange => {
            "Atur agar proksi meneruskan /api ke Tatap, dan jalankan server yang versinya sama dengan halaman ini."
        }
        Says::ClocksDiffer { .. } => {
            "Setel jam server dengan NTP: relai menolak kredensial dari waktu lain."
        }
        Says::SocketRefused => {
            "Atur agar proksi meneruskan tajuk Upgrade, Connection, dan Host, dan sebutkan alamat halaman ini jika berbeda dari alamat server. Jika di tempat lain berhasil, jaringan orang itu yang memblokirnya."
        }
        Says::UdpBlocked => {
            "Coba jaringan lain, atau minta pengelola jaringan ini membuka UDP keluar. Jika di mana-mana sama, port UDP 3478 server tertutup."
        }
        Says::UdpSilent => {
            "Periksa apakah alamat publik server adalah yang diberitahukan kepada peramban, dan buka port UDP 3478. Jika dari tempat lain berhasil, jaringan orang itu yang memblokirnya."
        }
        Says::ReflectorSilent => "Buka port UDP 3478 server STUN, atau sebutkan yang menjawab.",
        Says::NoReflector => "Nyalakan server STUN dan TURN bawaan, atau sebutkan yang lain.",
        Says::RelayRefuses {
            code: 401,
            clock: true,
        } => {
            "Jamnya berbeda, lihat di atas: betulkan dahulu. Lalu cocokkan rahasianya dengan milik relai (di coturn static-auth-secret)."
        }
        Says::RelayRefuses {
            code: 401,
            clock: false,
        } => {
            "Cocokkan rahasianya dengan milik relai (di coturn static-auth-secret), dan periksa apakah jam relai benar."
        }
        Says::RelayRefuses { .. } => "Lihat log relai: mungkin batasnya tercapai.",
        Says::RelayDeaf { private: true, .. } => {
            "Sebutkan di alamat mana internet menjangkau server ini."
        }
        Says::RelayDeaf { private: false, .. } => {
            "Periksa apakah itu alamat server sebagaimana terlihat dari internet, dan buka port UDP yang dipakainya untuk meneruskan."
        }
        Says::RelaySilent(_) => {
            "Periksa apakah itu alamat relai sebagaimana terlihat dari internet, dan buka portnya di firewall dan router."
        }
        Says::NoRelay => "Nyalakan server TURN bawaan, atau sebutkan yang lain.",
        Says::Measured { .. } => {
            "Mendekatlah ke router atau pakai kabel, hentikan unduhan lain, atau coba jaringan lain. Di dalam panggilan, pilih “Hemat: gambar kecil”."
        }
        Says::NoCodecs => "Gunakan Firefox, Chrome, Edge, atau Safari terbaru.",
        Says::Trying
        | Says::NotTried
        | Says::Secure
        | Says::Answers { .. }
        | Says::ClocksAgree
        | Says::SocketAnswers(_)
        | Says::Seen(_)
        | Says::SeenAsOwn
        | Says::RelayEchoes(_)
        | Says::WayMissing
        | Says::NotMeasured
        | Says::DeviceWorks
        | Says::DeviceFails(_)
        | Says::Codecs(_) => "",
    }
}

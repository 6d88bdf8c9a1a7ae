use call::{EndReason, Unusable};
use protocol::ErrorCode;

use crate::ui::text::Message;

/// Says why a call has ended.
pub(super) fn ended(reason: EndReason) -> Message {
    let (heading, sentence) = match reason {
        EndReason::Unusable(Unusable::NotSecure) => (
            "Panggilan perlu halaman yang aman",
            "Halaman ini tidak aman, jadi peramban tidak memberikan kamera dan mikrofon. Buka lewat https:// atau di localhost.",
        ),
        EndReason::Unusable(Unusable::NoWebRtc) => (
            "Peramban ini tidak dapat melakukan panggilan",
            "WebRTC tidak ada atau dimatikan. Buka tautannya di Firefox, Chrome, Edge, atau Safari terbaru.",
        ),
        EndReason::Unreachable => (
            "Server tidak dapat dihubungi",
            "Periksa koneksi jaringan Anda, lalu coba lagi.",
        ),
        EndReason::Refused(code) => refused(code),
    };
    Message { heading, sentence }
}

fn refused(code: ErrorCode) -> (&'static str, &'static str) {
    match code {
        ErrorCode::RoomFull => (
            "Ruang ini penuh",
            "Jumlah orang di dalamnya sudah mencapai batas server ini. Coba lagi setelah ada yang keluar.",
        ),
        ErrorCode::ServerFull => (
            "Server penuh",
            "Jumlah rapatnya sudah mencapai batas. Coba lagi beberapa menit lagi.",
        ),
        ErrorCode::GoingAway => (
            "Server sedang dimulai ulang",
            "Pengelolanya menghentikan server, mungkin untuk pembaruan. Coba lagi sebentar lagi.",
        ),
        ErrorCode::TooSlow => (
            "Koneksi Anda terlalu lambat",
            "Pesan datang lebih cepat daripada yang dapat diterima jaringan atau perangkat ini. Coba lagi.",
        ),
        ErrorCode::RateLimited => (
            "Terlalu banyak sekaligus",
            "Server menerima lebih banyak dari halaman atau jaringan ini daripada yang diizinkan. Tunggu sebentar, lalu coba lagi.",
        ),
        ErrorCode::JoinTimeout => (
            "Bergabung terlalu lama",
            "Jaringan mungkin lambat atau terputus. Coba lagi.",
        ),
        ErrorCode::UnsupportedVersion => (
            "Halaman ini sudah usang",
            "Versi server berbeda dengan halaman ini. Muat ulang untuk mendapatkan yang baru.",
        ),
        ErrorCode::BadName => (
            "Server tidak menerima nama Anda",
            "Muat ulang, ketik nama lain, lalu gabung lagi.",
        ),
        ErrorCode::BadRoom => (
            "Server tidak menerima nama ruang ini",
            "Kembali ke beranda dan pilih nama ruang lain.",
        ),
        ErrorCode::Replaced => (
            "Panggilan ini berlanjut di jendela lain",
            "Anda sedang mengikutinya di sana. Tutup halaman ini, atau gabung lagi di sini.",
        ),
        ErrorCode::Denied => (
            "Anda tidak diizinkan masuk",
            "Tuan rumah ruang ini tidak mengizinkan Anda masuk. Hubungi mereka dengan cara lain, lalu coba lagi.",
        ),
        ErrorCode::Removed => (
            "Anda dikeluarkan dari ruang ini",
            "Tuan rumah mengeluarkan Anda. Hanya tuan rumah yang dapat mengizinkan Anda lagi.",
        ),
        ErrorCode::Ended => (
            "Panggilan telah berakhir",
            "Tuan rumah mengakhirinya untuk semua orang, atau semua yang ada di dalamnya telah keluar.",
        ),
        ErrorCode::BadToken => (
            "Undangan ini tidak berlaku",
            "Tautannya mungkin terpotong, ditarik kembali, atau untuk ruang lain. Minta yang baru kepada pengirimnya.",
        ),
        ErrorCode::TokenExpired => (
            "Undangan ini kedaluwarsa",
            "Masa berlakunya sudah habis. Minta yang baru kepada pengirimnya.",
        ),
        ErrorCode::TokenUsedUp => (
            "Undangan ini sudah terpakai",
            "Jumlah orang yang dapat masuk dengannya sudah tercapai. Minta yang baru kepada pengirimnya.",
        ),
        ErrorCode::TooManyTries => (
            "Terlalu banyak kata sandi",
            "Terlalu banyak kata sandi keliru datang dari jaringan Anda. Tunggu beberapa menit, lalu coba lagi.",
        ),
        ErrorCode::TooManyWaiting => (
            "Terlalu banyak yang menunggu",
            "Jumlah orang yang minta masuk sudah mencapai batas ruang ini. Coba lagi beberapa menit lagi.",
        ),
        ErrorCode::PasswordNeeded | ErrorCode::WrongPassword => (
            "Ruang ini punya kata sandi baru",
            "Kata sandinya dipasang atau diganti selagi Anda terputus. Gabung lagi dan ketikkan.",
        ),
        ErrorCode::ActTooFast
        | ErrorCode::AlreadyJoined
        | ErrorCode::BadChat
        | ErrorCode::BadMessage
        | ErrorCode::BadPassword
        | ErrorCode::BadPublications
        | ErrorCode::BadReaction
        | ErrorCode::BadSequence
        | ErrorCode::BadTarget
        | ErrorCode::BinaryFrame
        | ErrorCode::CannotResume
        | ErrorCode::ChatTooFast
        | ErrorCode::HandTooFast
        | ErrorCode::MessageTooLarge
        | ErrorCode::NoPlace
        | ErrorCode::NotAllowed
        | ErrorCode::NotJoined
        | ErrorCode::ReactionTooFast
        | ErrorCode::RecordingTooFast
        | ErrorCode::Unsupported
        | ErrorCode::Unknown => (
            "Ada yang salah",
            "Halaman ini dan server tidak saling memahami. Muat ulang; jika terjadi lagi, beri tahu pengelola server.",
        ),
    }
}

use call::{Deed, DeedRefused, SignInFailure};
use protocol::ParticipantAct;

use crate::ui::text::DoorsText;

pub(super) const DOORS: DoorsText = DoorsText {
    ask_to_join: "Minta bergabung",
    waiting: "Menunggu diizinkan masuk…",
    waiting_sentence: "Tuan rumah sudah tahu bahwa Anda di sini. Anda masuk begitu diizinkan; biarkan halaman ini terbuka.",
    stop_waiting: "Berhenti menunggu",
    password: "Kata sandi ruang",
    password_needed: "Ruang ini meminta kata sandi, atau belum dibuka oleh siapa pun.",
    password_wrong: "Kata sandinya keliru. Ketik sekali lagi.",
    sign_in: "Masuk dengan akun",
    sign_in_failed,
    you_are_host: "Kini Anda tuan rumah: Anda menentukan siapa yang masuk, dan dapat membisukan serta mengeluarkan peserta lain.",
    deed,
    deed_refused,
    wants_in: "{} ingin masuk",
    admit: "Izinkan masuk",
    deny: "Tolak",
    admit_all: "Izinkan semua",
    host: "Tuan rumah",
    viewer: "Penonton",
    manage: "Atur {}",
    act,
    heading: "Ruang dan tuan rumah",
    lock: "Kunci ruang",
    lock_hint: "Siapa pun yang datang harus diizinkan dahulu.",
    password_hint: "Yang datang tanpa undangan harus mengetahuinya. 1 sampai 128 karakter.",
    set_password: "Pasang kata sandi",
    remove_password: "Hapus kata sandi",
    host_rule: "Jika tuan rumah terakhir keluar",
    host_rules: [
        "yang paling lama di sini menjadi tuan rumah",
        "tidak ada tuan rumah",
        "panggilan berakhir untuk semua",
    ],
    everyone: "Semua orang",
    mute_all: "Bisukan semua yang lain",
    lower_hands: "Turunkan semua tangan",
    clear_chat: "Kosongkan obrolan",
    end_for_all: "Akhiri panggilan untuk semua",
    sure: "Tekan sekali lagi untuk memastikan",
    removed: "Dikeluarkan",
    let_back_in: "Izinkan lagi",
    locked: "Ruang terkunci",
    invite: "Undang",
    invite_hint: "Tautan yang membuka ruang ini dengan satu peran, juga bila ada kata sandi. Siapa pun yang memilikinya dapat memakainya.",
    role: "Mereka masuk sebagai",
    roles: [
        "peserta",
        "tuan rumah",
        "penonton, tanpa suara dan gambar sendiri",
    ],
    lifetime: "Berlaku selama",
    lifetimes: ["seminggu", "sehari", "sejam"],
    uses: "Untuk",
    use_counts: ["berapa pun orang", "paling banyak 10 orang", "satu orang"],
    make_invite: "Buat tautan",
    making: "Membuat tautan…",
    invite_failed: "Tautan tidak dapat dibuat. Tunggu sebentar, lalu coba lagi.",
    invite_link: "Tautannya",
    qr_code: "Tautannya sebagai kode QR",
    invites: "Tautan yang berlaku",
    invite_line,
    revoke: "Tarik kembali",
};

fn sign_in_failed(failure: SignInFailure) -> &'static str {
    match failure {
        SignInFailure::Expired => {
            "Proses masuk itu terlalu lama, atau dimulai di jendela lain. Buka ruangnya dan masuk sekali lagi."
        }
        SignInFailure::Denied => {
            "Anda belum masuk dengan akun: Anda atau layanan akun Anda menghentikannya. Masuk sekali lagi, atau bergabung tanpa akun."
        }
        SignInFailure::Refused => {
            "Anda belum masuk dengan akun: server ini tidak menerima jawaban layanan akun Anda. Masuk sekali lagi; jika tetap gagal, beri tahu pengelola server ini."
        }
        SignInFailure::Unavailable => {
            "Layanan akun Anda tidak menjawab. Tunggu sebentar, lalu masuk sekali lagi."
        }
    }
}

fn deed(deed: Deed) -> &'static str {
    match deed {
        Deed::MutedYou => "{} membisukan mikrofon Anda. Bunyikan lagi bila ingin berbicara.",
        Deed::AsksYouToUnmute => "{} meminta Anda membunyikan mikrofon.",
        Deed::StoppedYourCamera => "{} mematikan kamera Anda.",
        Deed::StoppedYourScreen => "{} menghentikan layar yang Anda bagikan.",
        Deed::LoweredYourHand => "{} menurunkan tangan Anda.",
        Deed::MadeYouHost => {
            "{} menjadikan Anda tuan rumah: Anda menentukan siapa yang masuk, dan dapat membisukan serta mengeluarkan peserta lain."
        }
        Deed::MadeYouMember => {
            "{} menjadikan Anda peserta: Anda dapat memakai mikrofon, kamera, dan layar."
        }
        Deed::MadeYouViewer => {
            "{} menjadikan Anda penonton: Anda melihat dan mendengar, tanpa mengirim apa pun."
        }
        Deed::MutedEveryone => "{} membisukan semua orang.",
        Deed::LoweredHands => "{} menurunkan semua tangan.",
        Deed::ClearedChat => "{} mengosongkan obrolan.",
        Deed::Locked => "{} mengunci ruang: yang datang harus diizinkan dahulu.",
        Deed::Unlocked => "{} membuka kunci ruang.",
        Deed::SetPassword => "{} memasang kata sandi untuk ruang ini.",
        Deed::RemovedPassword => "{} menghapus kata sandi ruang ini.",
    }
}

fn deed_refused(refused: DeedRefused) -> &'static str {
    match refused {
        DeedRefused::NotAllowed => {
            "Hanya tuan rumah yang dapat melakukannya, dan tidak kepada tuan rumah lain."
        }
        DeedRefused::TooFast => "Terlalu banyak sekaligus. Tunggu sebentar, lalu coba lagi.",
        DeedRefused::NoPlace => "Ruang penuh: yang Anda izinkan menunggu sampai ada yang keluar.",
    }
}

fn act(act: ParticipantAct) -> &'static str {
    match act {
        ParticipantAct::Mute => "Bisukan",
        ParticipantAct::AskToUnmute => "Minta membunyikan mikrofon",
        ParticipantAct::StopCamera => "Matikan kamera",
        ParticipantAct::StopScreen => "Hentikan layar",
        ParticipantAct::LowerHand => "Turunkan tangan",
        ParticipantAct::Remove => "Keluarkan dari ruang",
        ParticipantAct::MakeHost => "Jadikan tuan rumah juga",
        ParticipantAct::MakeMember => "Izinkan berbicara",
        ParticipantAct::MakeViewer => "Jadikan penonton",
        ParticipantAct::HandOver => "Jadikan tuan rumah pengganti saya",
    }
}

fn invite_line(role: &str, uses: u32, most: Option<u32>, minutes: u64) -> String {
    let role = match role {
        "host" => "Tuan rumah",
        "viewer" => "Penonton",
        _ => "Peserta",
    };
    let used = most.map_or_else(
        || format!("dipakai {uses} kali"),
        |most| format!("dipakai {uses} dari {most}"),
    );
    let left = match minutes {
        0..=119 => format!("sisa {minutes} menit"),
        120..=2_879 => format!("sisa {} jam", minutes / 60),
        _ => format!("sisa {} hari", minutes / 1_440),
    };
    format!("{role}, {used}, {left}")
}

use call::check::{Line, Mark, Says, Topic, Turn, Verdict, Way, WhyDirect};

use super::{Devices, device_trouble};
use crate::ui::text::check::{CheckText, tenths};

/// The check in English.
pub(crate) static ENGLISH_CHECK: CheckText = CheckText {
    heading: "Check of your connection",
    intro: "What a call needs is tried here, between this browser and this server. Camera and microphone are opened for a moment; no picture and no sound is sent or kept.",
    progress: "Done so far",
    lines: "What was tried",
    again: "Check again",
    to_room: "Back to the meeting",
    to_home: "Home",
    report: "Report",
    report_note: "For whoever helps you. It holds the addresses of your network and of the server as they are: show it only to those who may know them.",
    copy: "Copy report",
    copied: "Report copied",
    copy_failed: "The browser did not let the report be copied. Save it to a file.",
    save: "Save report",
    settings: "Settings:",
    mark,
    topic,
    turn,
    verdict,
    says,
    advice,
};

fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Working => "Trying",
        Mark::Good => "Good",
        Mark::Fair => "Note",
        Mark::Trouble => "Trouble",
    }
}

fn topic(topic: Topic) -> &'static str {
    match topic {
        Topic::Page => "Secure page",
        Topic::Server => "Server",
        Topic::Clock => "Clock",
        Topic::Socket => "Connection to the server (WebSocket)",
        Topic::Reflection => "Direct connections (STUN over UDP)",
        Topic::Relay(Way::Udp) => "Relay over UDP (TURN)",
        Topic::Relay(Way::Tcp) => "Relay over TCP (TURN)",
        Topic::Relay(Way::Tls) => "Relay over TLS (TURN)",
        Topic::Capacity => "Speed and losses",
        Topic::Microphone => "Microphone",
        Topic::Camera => "Camera",
        Topic::Codecs => "Kinds of video",
    }
}

fn turn(turn: Turn) -> &'static str {
    match turn {
        Turn::Person => "Your turn:",
        Turn::Operator => "For whoever runs this server:",
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Trying => "The check is running. It takes up to half a minute.",
        Verdict::Good => "Everything that a call needs works.",
        Verdict::WithoutDevices => {
            "Your network is good for calls, but the others would not see or not hear you: look at camera and microphone below."
        }
        Verdict::Slow => {
            "Calls will connect, but your network is too slow for video, or loses too much."
        }
        Verdict::UdpBlocked => {
            "Your network blocks UDP. Calls will work through the relay over TCP, with more delay."
        }
        Verdict::DirectOnly(WhyDirect::Absent) => {
            "This server has no relay: calls work only between networks that let two browsers reach each other."
        }
        Verdict::DirectOnly(WhyDirect::Refused) => {
            "The relay refuses this server’s credentials: calls work only between networks that let two browsers reach each other."
        }
        Verdict::DirectOnly(WhyDirect::Deaf) => {
            "Nothing comes back from the relay: calls work only between networks that let two browsers reach each other."
        }
        Verdict::DirectOnly(WhyDirect::Silent) => {
            "The relay does not answer: calls work only between networks that let two browsers reach each other."
        }
        Verdict::NoPath => {
            "Neither UDP nor a relay comes through: calls will not connect, except with people in your own network."
        }
        Verdict::NoVideo => {
            "This browser has no video for calls. Use a current Firefox, Chrome, Edge or Safari."
        }
        Verdict::NotSecure => {
            "This page is not secure, so the browser gives it no camera and no microphone: calls will not work."
        }
        Verdict::NoSocket => {
            "The connection that calls are arranged over does not come through: calls cannot start."
        }
        Verdict::NoServer => "The server cannot be reached: calls cannot start.",
        Verdict::Busy => {
            "Too much was asked from your address. Wait ten seconds, then check again."
        }
    }
}

fn says(line: &Line) -> String {
    let sentence = match &line.says {
        Says::Trying => "Trying…",
        Says::NotTried => "Not tried, because of what is above.",
        Says::Secure => "The page is secure.",
        Says::NotSecure => "The page is not secure, or this browser has no WebRTC.",
        Says::Answers { version, address } => {
            return format!("It answers (version {version}) and sees you at {address}.");
        }
        Says::ServerSilent => "It does not answer.",
        Says::ServerBusy => "It was asked too often from your address.",
        Says::ServerForeign => "It takes this page for a foreign one.",
        Says::ServerStrange => "Something else answers, or a server of another version.",
        Says::ClocksAgree => "Server and device agree on the time.",
        Says::ClocksDiffer { minutes, ahead } => {
            let way = if *ahead { "ahead of" } else { "behind" };
            return format!(
                "The server’s clock is {minutes} minutes {way} this device’s: one of them is wrong."
            );
        }
        Says::SocketAnswers(millis) => return format!("It answers after {millis} ms."),
        Says::SocketRefused => {
            "It cannot be opened, though the server answers otherwise: something in between does not let WebSockets through."
        }
        Says::Seen(address) => {
            return format!("UDP comes through. From outside you are seen at {address}.");
        }
        Says::SeenAsOwn => "UDP comes through, and nothing on the way changes your address.",
        Says::UdpBlocked | Says::UdpSilent => "Nothing comes back over UDP.",
        Says::ReflectorSilent => "UDP comes through, but the STUN server does not answer.",
        Says::NoReflector => {
            "The server names no STUN server: browsers behind a router cannot find each other."
        }
        Says::RelayEchoes(millis) => {
            return format!("Data goes through it and comes back after {millis} ms.");
        }
        Says::RelayRefuses { code: 401, .. } => "It refuses the credentials (401).",
        Says::RelayRefuses { code, .. } => return format!("It refuses to relay (error {code})."),
        Says::RelayDeaf {
            address,
            private: true,
        } => {
            return format!(
                "It announces {address}, an address that the internet does not reach, so nothing comes through."
            );
        }
        Says::RelayDeaf {
            address,
            private: false,
        } => {
            return format!("It relays at {address}, but nothing comes through.");
        }
        Says::RelaySilent(host) => return format!("Nothing answers at {host}."),
        Says::WayMissing => "Not offered. It helps in networks that let nothing else out.",
        Says::NoRelay => "The server offers none.",
        Says::Measured { kilobits, lost } => {
            let (speed, lost) = (tenths(kilobits / 100, '.'), tenths((*lost).into(), '.'));
            return format!("{speed} Mbit/s come through, and {lost} % of the packets are lost.");
        }
        Says::NotMeasured => "Not measured, since there is no relay to measure with.",
        Says::DeviceWorks => "It works.",
        Says::DeviceFails(problem) => {
            let devices = if line.topic == Topic::Microphone {
                Devices::Microphone
            } else {
                Devices::Camera
            };
            return device_trouble(devices, *problem) + ".";
        }
        Says::Codecs(names) => return format!("{}, to send and to receive.", names.join(", ")),
        Says::NoCodecs => "There is none that this browser can send and receive.",
    };
    sentence.to_owned()
}

fn advice(line: &Line) -> &'static str {
    match &line.says {
        Says::NotSecure => {
            "Open the page with https:// in a current browser. If there is no such address, whoever runs the server needs a certificate, for example by a proxy that has one."
        }
        Says::ServerSilent => {
            "Look whether this device has a network, and try another one. If nobody reaches the server, it does not run, or its port is closed."
        }
        Says::ServerBusy => "Wait ten seconds, then check again.",
        Says::ServerForeign => "Name the address of this page among the allowed ones.",
        Says::ServerStrange => {
            "Let the proxy pass /api on to Tatap, and run a server of the same version as this page."
        }
        Says::ClocksDiffer { .. } => {
            "Set the clock of the server by NTP: a relay refuses credentials of another time."
        }
        Says::SocketRefused => {
            "Let the proxy pass on the headers Upgrade, Connection and Host, and name the address of this page if it is another than the server’s. If it works elsewhere, it is the person’s network that blocks it."
        }
        Says::UdpBlocked => {
            "Try another network, or ask whoever runs this one to let UDP out. If it is the same everywhere, UDP port 3478 of the server is closed."
        }
        Says::UdpSilent => {
            "Look whether the server’s public address is the one that browsers are told, and open its UDP port 3478. If it works from elsewhere, it is this person’s network that blocks it."
        }
        Says::ReflectorSilent => "Open UDP port 3478 of the STUN server, or name one that answers.",
        Says::NoReflector => "Turn the embedded STUN and TURN server on, or name another.",
        Says::RelayRefuses {
            code: 401,
            clock: true,
        } => {
            "The clocks differ, see above: set them right first. Then compare the secret with the relay’s (in coturn static-auth-secret)."
        }
        Says::RelayRefuses {
            code: 401,
            clock: false,
        } => {
            "Compare the secret with the relay’s (in coturn static-auth-secret), and look whether the relay’s clock is right."
        }
        Says::RelayRefuses { .. } => "Look into the relay’s log: it may have reached its limits.",
        Says::RelayDeaf { private: true, .. } => {
            "Say under which address the internet reaches the server."
        }
        Says::RelayDeaf { private: false, .. } => {
            "Look whether that is the server’s address as the internet sees it, and open the UDP ports from which it relays."
        }
        Says::RelaySilent(_) => {
            "Look whether that is the relay’s address as the internet sees it, and open the port in firewall and router."
        }
        Says::NoRelay => "Turn the embedded TURN server on, or name another.",
        Says::Measured { .. } => {
            "Go nearer to the router or take a cable, end other downloads, or try another network. In the call, choose “Low: small pictures”."
        }
        Says::NoCodecs => "Use a current Firefox, Chrome, Edge or Safari.",
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

// Tries what a call needs: the page of the check loads it, and is loaded by it.
// What it finds is told as it is; what that means is decided in the app.
import init from "/check.js";

const SOCKET_MILLIS = 8_000;
const STUN_MILLIS = 6_000;
const RELAY_MILLIS = 10_000;
const LOAD_MILLIS = 3_000;
const TAIL_MILLIS = 500;
// One packet each, and no more than a large picture needs.
const PACKET_BYTES = 1_000;
const MOST_BITS = 8_000_000;
const TICK_MILLIS = 20;
const QUEUE_BYTES = 64_000;

const timeout = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

const now = () => performance.now();

// Milliseconds from a message over the WebSocket to the answer; undefined without one.
// Nobody is in a room yet: the server answers with an error and closes.
const socket = (url) =>
  new Promise((resolve) => {
    let sent;
    const socket = new WebSocket(url);
    const end = (millis) => {
      resolve(millis);
      socket.close();
    };
    socket.onopen = () => {
      sent = now();
      socket.send('{"type":"ping"}');
    };
    socket.onmessage = () => end(now() - sent);
    socket.onclose = socket.onerror = () => end();
    timeout(SOCKET_MILLIS).then(() => end());
  });

// ["seen", address], ["own"] or ["silent"].
const reflection = async (iceServers) => {
  const peer = new RTCPeerConnection({ iceServers });
  try {
    return await Promise.race([reflected(peer), timeout(STUN_MILLIS).then(() => ["silent"])]);
  } finally {
    peer.close();
  }
};

const reflected = (peer) =>
  new Promise((resolve, reject) => {
    let answered = true;
    peer.onicecandidateerror = () => (answered = false);
    peer.onicecandidate = ({ candidate }) => {
      if (candidate?.type === "srflx") resolve(["seen", candidate.address]);
      // An address that is the device's own is no candidate of its own.
      else if (!candidate) resolve([answered ? "own" : "silent"]);
    };
    peer.createDataChannel("check");
    peer.setLocalDescription().catch(reject);
  });

// Two connections in this page that know each other by nothing but the relay's addresses.
class Pair {
  #ends;
  // The relay's address, or the error with which it refused one.
  address;
  code;
  channel;
  far;

  constructor(iceServers) {
    const configuration = { iceServers, iceTransportPolicy: "relay" };
    this.#ends = [new RTCPeerConnection(configuration), new RTCPeerConnection(configuration)];
  }

  // The outcome of the first of these: two open channels, a refusal, too much time.
  async open() {
    const [one, other] = this.#ends;
    this.channel = one.createDataChannel("check", { ordered: false, maxRetransmits: 0 });
    const opened = new Promise((resolve) => {
      other.ondatachannel = ({ channel }) => {
        this.far = channel;
        if (this.channel.readyState === "open") resolve();
        else this.channel.onopen = resolve;
      };
    });
    const refused = new Promise((resolve) => {
      for (const [end, far] of [[one, other], [other, one]]) {
        end.onicecandidate = ({ candidate }) => {
          this.address ??= candidate?.address ?? undefined;
          if (candidate) far.addIceCandidate(candidate).catch(() => {});
        };
        end.onicecandidateerror = ({ errorCode }) => {
          // Above 699 there was no answer (W3C WebRTC, section 4.8.2).
          if (errorCode < 700) resolve((this.code = errorCode));
        };
      }
    });
    const connected = (async () => {
      await one.setLocalDescription();
      await other.setRemoteDescription(one.localDescription);
      await other.setLocalDescription();
      await one.setRemoteDescription(other.localDescription);
      await opened;
    })();
    await Promise.race([connected, refused, timeout(RELAY_MILLIS)]);
    return this.far !== undefined && this.channel.readyState === "open";
  }

  // Milliseconds until a packet is back; undefined if none comes.
  echo() {
    this.far.onmessage = ({ data }) => this.far.send(data);
    const sent = now();
    const back = new Promise((resolve) => (this.channel.onmessage = () => resolve(now() - sent)));
    const again = setInterval(() => this.channel.readyState === "open" && this.channel.send("echo"), 200);
    this.channel.send("echo");
    return Promise.race([back, timeout(2_000)]).finally(() => clearInterval(again));
  }

  // [thousands of bits a second, lost of a thousand packets].
  async load() {
    let [sent, received, bits] = [0, 0, 0];
    let last = now();
    const started = last;
    this.far.onmessage = () => {
      received += 1;
      last = now();
    };
    const packet = new Uint8Array(PACKET_BYTES);
    while (now() - started < LOAD_MILLIS && this.channel.readyState === "open") {
      const allowed = (MOST_BITS * (now() - started + TICK_MILLIS)) / 1_000;
      while (bits < allowed && this.channel.bufferedAmount < QUEUE_BYTES) {
        this.channel.send(packet);
        sent += 1;
        bits += PACKET_BYTES * 8;
      }
      await timeout(TICK_MILLIS);
    }
    await timeout(TAIL_MILLIS);
    const millis = Math.max(last - started, 1);
    return [(received * PACKET_BYTES * 8) / millis, sent ? (1_000 * (sent - received)) / sent : 1_000];
  }

  close() {
    for (const end of this.#ends) end.close();
  }
}

// ["echoed", milliseconds], ["refused", code], ["deaf", address] or ["silent"].
const relay = async (iceServers) => {
  const pair = new Pair(iceServers);
  try {
    const echoed = (await pair.open()) ? await pair.echo() : undefined;
    if (echoed !== undefined) return ["echoed", echoed];
    if (pair.address) return ["deaf", pair.address];
    return pair.code ? ["refused", pair.code] : ["silent"];
  } finally {
    pair.close();
  }
};

const load = async (iceServers) => {
  const pair = new Pair(iceServers);
  try {
    return (await pair.open()) ? await pair.load() : undefined;
  } finally {
    pair.close();
  }
};

// Opens a device and lets go of it.
const device = async (constraints) => {
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  for (const track of stream.getTracks()) track.stop();
};

// The kinds of video that go both ways.
const codecs = () => {
  const names = (end) => (end.getCapabilities("video")?.codecs ?? []).map(({ mimeType }) => mimeType.split("/")[1]);
  const received = names(RTCRtpReceiver);
  const both = names(RTCRtpSender).filter((name) => received.includes(name));
  return [...new Set(both)].filter((name) => /^(VP8|VP9|H264|H265|AV1)$/.test(name));
};

const save = (name, text) => {
  const href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  Object.assign(document.createElement("a"), { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
};

globalThis.TatapProbes = { socket, reflection, relay, load, device, codecs, save };
await init({ module_or_path: "/check_bg.wasm" });

// Takes part in a call as several people at once, each with a connection to whoever is no guest, and none to the others.
// They know no more than docs/protocol.md.
(() => {
  const isGuest = new Set();
  const guests = {};

  const tone = () => {
    const context = new AudioContext();
    const sound = context.createMediaStreamDestination();
    const gain = new GainNode(context, { gain: 0 });
    const wave = new OscillatorNode(context, { frequency: 220 });
    wave.connect(gain).connect(sound);
    wave.start();
    return { gain, track: sound.stream.getAudioTracks()[0] };
  };

  // A page that captures sound may make some without a click.
  const heard = navigator.mediaDevices.getUserMedia({ audio: true });

  const enter = async (url, room, { name, look, camera, microphone }) => {
    await heard;
    await new Promise((entered, refused) => {
      const socket = new WebSocket(url);
      const person = new MediaStream();
      const screen = new MediaStream();
      const guest = { peers: new Map(), received: 0, publications: [] };
      const send = (message) => socket.send(JSON.stringify(message));
      const publish = () => send({ type: "set_publications", publications: guest.publications });
      const { gain, track: voice } = tone();
      const picture = camera ? window.__drawn(look) : null;
      const publication = (source, muted, stream) => guest.publications.push({ source, muted, stream: stream.id });
      publication("microphone", !microphone, person);
      if (camera) publication("camera", false, person);

      const tracks = () => [[voice, person], [picture, person], [null, screen], [guest.slide, screen]];
      const fill = (connection) =>
        connection.getTransceivers().forEach((transceiver, index) => {
          const [track, stream] = tracks()[index];
          transceiver.direction = "sendrecv";
          transceiver.sender.setStreams(stream);
          if (track) transceiver.sender.replaceTrack(track);
        });
      const describe = async (connection) => {
        await connection.setLocalDescription();
        await new Promise((resolve) => {
          const look = () => connection.iceGatheringState === "complete" && resolve();
          connection.onicegatheringstatechange = look;
          look();
        });
        const { type, sdp } = connection.localDescription;
        return { kind: type, sdp };
      };
      const offer = async (to) => {
        const connection = new RTCPeerConnection();
        guest.peers.set(to, { generation: 0, connection });
        for (const kind of ["audio", "video", "audio", "video"]) connection.addTransceiver(kind);
        fill(connection);
        send({ type: "signal", to, signal: { generation: 0, negotiation: 1, description: await describe(connection) } });
      };
      const take = async (from, { generation, negotiation, candidate, description }) => {
        let peer = guest.peers.get(from);
        if (!peer || peer.generation < generation) {
          peer?.connection.close();
          peer = { generation, connection: new RTCPeerConnection() };
          guest.peers.set(from, peer);
        }
        const { connection } = peer;
        if (candidate) {
          const { candidate: text, sdp_mid: sdpMid, sdp_m_line_index: sdpMLineIndex } = candidate;
          await connection.addIceCandidate({ candidate: text, sdpMid, sdpMLineIndex });
          return;
        }
        await connection.setRemoteDescription({ type: description.kind, sdp: description.sdp });
        if (description.kind !== "offer") return;
        fill(connection);
        send({ type: "signal", to: from, signal: { generation, negotiation, description: await describe(connection) } });
      };

      Object.assign(guest, {
        speak: (loud) => (gain.gain.value = loud ? 0.4 : 0),
        say: (text) => send({ type: "chat", id: crypto.randomUUID(), text }),
        raise: (raised) => send({ type: "set_hand", raised }),
        record: (on) => send({ type: "set_recording", on }),
        react: (reaction) => send({ type: "react", reaction }),
        leave: () => send({ type: "leave" }),
        vanish: () => socket.close(),
        share: async () => {
          guest.slide = window.__slide();
          for (const { connection } of guest.peers.values()) {
            await connection.getTransceivers()[3].sender.replaceTrack(guest.slide);
          }
          publication("screen", false, screen);
          publish();
        },
        freeze: () => {
          guest.isFrozen = true;
          for (const { connection } of guest.peers.values()) connection.close();
        },
      });

      let work = Promise.resolve();
      socket.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        guest.received = message.seq ?? guest.received;
        if (message.type === "joined") {
          isGuest.add(message.you);
          guests[name] = guest;
          for (const { id } of message.participants) if (!isGuest.has(id)) offer(id);
          entered();
        }
        if (message.type === "error") refused(new Error(message.code));
        if (message.type === "signal" && !isGuest.has(message.from) && !guest.isFrozen) {
          work = work.then(() => take(message.from, message.signal)).catch((error) => console.warn(error));
        }
      };
      socket.onerror = () => refused(new Error("no connection"));
      socket.onopen = () => {
        send({ type: "join", versions: [1], room, name, publications: guest.publications, engine: "chromium" });
        setInterval(() => socket.readyState === 1 && send({ type: "ping", received: guest.received }), 4000);
      };
    });
  };

  window.__guests = { enter, all: guests };
})();

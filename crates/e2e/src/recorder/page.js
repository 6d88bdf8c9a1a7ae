// Records what a page does with WebRTC. Injected by the driver; the product knows nothing of it.
(() => {
  if (window.__e2e) return;
  const e2e = { connections: [], channels: [], blobs: new Map(), tracks: new Set(), failures: [], firstFrame: null };
  window.__e2e = e2e;

  // Many browsers share the machine: their cameras give small pictures, unless a story asks for more.
  try {
    localStorage["tatap.preferences"] ??= "tatap-preferences 1\ncamera_size=small";
  } catch {
    // An empty page has no storage.
  }

  if (window.RTCPeerConnection) {
    window.RTCPeerConnection = class extends window.RTCPeerConnection {
      constructor(...options) {
        super(...options);
        e2e.connections.push(this);
      }

      createDataChannel(...options) {
        const channel = super.createDataChannel(...options);
        e2e.channels.push(channel);
        return channel;
      }
    };
  }

  const devices = navigator.mediaDevices;
  if (devices) {
    const original = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      const stream = await original(constraints);
      for (const track of stream.getTracks()) e2e.tracks.add(track);
      return stream;
    };
  }

  // What a page may show or save it may not fetch (connect-src): its bytes are looked at here.
  const createObjectURL = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (blob) => {
    const address = createObjectURL(blob);
    e2e.blobs.set(address, blob);
    return address;
  };

  window.addEventListener("error", (event) => {
    e2e.failures.push(`error: ${event.message}`);
  });
  window.addEventListener("unhandledrejection", (event) => {
    e2e.failures.push(`unhandled rejection: ${event.reason}`);
  });
  document.addEventListener("securitypolicyviolation", (event) => {
    e2e.failures.push(`policy violation: ${event.effectiveDirective} ${event.blockedURI}`);
  });

  // Where the recorder came too late for the preview, the preview's tracks are on the page.
  e2e.collectTracks = () => {
    for (const video of document.querySelectorAll("video")) {
      for (const track of video.srcObject?.getTracks() ?? []) {
        const remote = e2e.connections.some((pc) => pc.getReceivers().some((r) => r.track === track));
        if (!remote) e2e.tracks.add(track);
      }
    }
    for (const pc of e2e.connections) {
      for (const sender of pc.getSenders()) if (sender.track) e2e.tracks.add(sender.track);
    }
  };
  e2e.collectTracks();

  e2e.media = async () => {
    const open = e2e.connections.filter((pc) => pc.signalingState !== "closed");
    const connections = await Promise.all(open.map(async (pc) => {
      const stats = [...(await pc.getStats()).values()];
      const inbound = (kind) => stats.filter((s) => s.type === "inbound-rtp" && s.kind === kind);
      const sum = (list, key) => list.reduce((total, s) => total + (s[key] ?? 0), 0);
      const pairId = stats.find((s) => s.type === "transport")?.selectedCandidatePairId;
      const pair = stats.find((s) => s.id === pairId)
        ?? stats.find((s) => s.type === "candidate-pair" && s.selected);
      const type = (id) => stats.find((s) => s.id === id)?.candidateType ?? "";
      return {
        state: pc.connectionState,
        frames: sum(inbound("video"), "framesDecoded"),
        packets: sum(inbound("audio"), "packetsReceived"),
        energy: sum(inbound("audio"), "totalAudioEnergy"),
        path: pair ? `${type(pair.localCandidateId)} to ${type(pair.remoteCandidateId)}` : "",
      };
    }));
    return connections;
  };

  // What is left running: connections that are not closed, tracks that have not ended.
  e2e.leftovers = () => [
    ...e2e.connections.filter((pc) => pc.connectionState !== "closed").map((pc) => `connection ${pc.connectionState}`),
    ...[...e2e.tracks].filter((track) => track.readyState !== "ended").map((track) => `${track.kind} track live`),
  ];

  // Measures from the click on the button `name` to the first picture of someone else's.
  e2e.watchFirstFrame = (name) => {
    document.addEventListener("click", (event) => {
      if (event.target.closest("button")?.textContent.trim() !== name) return;
      const start = performance.now();
      const timer = setInterval(() => {
        const remote = e2e.connections.flatMap((pc) => pc.getReceivers().map((receiver) => receiver.track));
        const shown = [...document.querySelectorAll("video")].some((video) =>
          video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth > 0
          && video.srcObject?.getVideoTracks().some((track) => remote.includes(track)));
        if (!shown) return;
        clearInterval(timer);
        e2e.firstFrame = performance.now() - start;
      }, 5);
    }, { capture: true, once: true });
  };
})();

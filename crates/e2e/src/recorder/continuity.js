// Measures for how long no video or no sound comes in, from the statistics of the peer connections.
(() => {
  const e2e = window.__e2e;
  if (e2e.mark) return;

  // Chromium keeps statistics for 50 ms: to look more often shows the same again.
  const PAUSE = 30;

  // The longest time without a change of one count, and by how much it has risen.
  class Meter {
    longest = 0;
    risen = 0;
    #at;
    #total;

    constructor(now, total) {
      this.#at = now;
      this.#total = total;
    }

    see(now, total) {
      // Firefox counts from 0 again after an ICE restart.
      const rise = total >= this.#total ? total - this.#total : total;
      this.#total = total;
      this.longest = Math.max(this.longest, now - this.#at);
      if (rise > 0) this.#at = now;
      this.risen += rise;
      return rise;
    }
  }

  class Meters {
    constructor(now, { frames, packets, energy }) {
      this.video = new Meter(now, frames);
      this.audio = new Meter(now, packets);
      this.energy = new Meter(now, energy);
    }

    see(now, { frames, packets, energy }) {
      return {
        frames: this.video.see(now, frames),
        packets: this.audio.see(now, packets),
        energy: this.energy.see(now, energy),
      };
    }

    read() {
      return {
        video_ms: this.video.longest, audio_ms: this.audio.longest,
        frames: this.video.risen, packets: this.audio.risen, energy: this.energy.risen,
      };
    }
  }

  // When each frame that a video shows had arrived, as the browser tells with it: to the millisecond, unlike statistics.
  class Arrivals {
    longest = 0;
    #last = null;
    #stopped = false;

    constructor(video) {
      const see = (shown, { receiveTime }) => {
        if (this.#stopped) return;
        const at = receiveTime ?? shown;
        if (this.#last !== null) this.longest = Math.max(this.longest, at - this.#last);
        this.#last = at;
        video.requestVideoFrameCallback(see);
      };
      video.requestVideoFrameCallback(see);
    }

    stop() { this.#stopped = true; }
  }

  const remoteVideos = () => {
    const remote = e2e.connections.flatMap((pc) => pc.getReceivers().map((receiver) => receiver.track));
    return [...document.querySelectorAll("video")].filter((video) =>
      video.requestVideoFrameCallback && video.srcObject?.getVideoTracks().some((track) => remote.includes(track)));
  };

  const NOTHING = { frames: 0, packets: 0, energy: 0 };

  const totals = async (pc) => {
    const sums = { ...NOTHING };
    for (const stat of (await pc.getStats()).values()) {
      if (stat.type !== "inbound-rtp") continue;
      if (stat.kind === "video") sums.frames += stat.framesDecoded ?? 0;
      if (stat.kind === "audio") {
        sums.packets += stat.packetsReceived ?? 0;
        sums.energy += stat.totalAudioEnergy ?? 0;
      }
    }
    return sums;
  };

  // What comes in, for whoever counts packets elsewhere. Where nothing is played, packets only probe the bandwidth.
  e2e.incoming = async () => {
    const open = e2e.connections.filter((pc) => pc.signalingState !== "closed");
    const stats = await Promise.all(open.map(async (pc) => [...(await pc.getStats()).values()]));
    return stats.flat()
      .filter((stat) => stat.type === "inbound-rtp" && (stat.framesDecoded > 0 || stat.totalAudioEnergy > 0))
      .map(({ kind, ssrc }) => ({ kind, ssrc }));
  };

  // What has been measured since the last mark.
  let span = null;

  const look = async () => {
    const open = e2e.connections.filter((pc) => pc.signalingState !== "closed");
    const seen = await Promise.all(open.map(async (pc) => [pc, await totals(pc)]));
    return { now: performance.now(), seen };
  };

  const note = (span, { now, seen }) => {
    const sum = { ...span.sum };
    for (const [pc, total] of seen) {
      // A connection that has come since counts from nothing.
      if (!span.connections.has(pc)) span.connections.set(pc, new Meters(now, NOTHING));
      const rise = span.connections.get(pc).see(now, total);
      for (const key of Object.keys(rise)) sum[key] += rise[key];
    }
    span.sum = sum;
    span.all.see(now, sum);
    span.pause = Math.max(span.pause, now - span.looked);
    span.looked = now;
  };

  const run = async (own) => {
    while (span === own) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      // A connection may close while it is asked; the next look is without it.
      const seen = await look().catch(() => null);
      if (seen && span === own) note(own, seen);
    }
  };

  // Forgets what was measured and begins anew.
  e2e.mark = async () => {
    e2e.endMark();
    const { now, seen } = await look();
    span = {
      arrivals: remoteVideos().map((video) => new Arrivals(video)),
      all: new Meters(now, NOTHING),
      connections: new Map(seen.map(([pc, total]) => [pc, new Meters(now, total)])),
      sum: NOTHING, looked: now, pause: 0,
    };
    run(span);
  };

  // What was measured since the mark, with the gap that goes on.
  e2e.gaps = async () => {
    if (!span) throw new Error("nothing is marked");
    const own = span;
    const seen = await look();
    if (seen.now > own.looked) note(own, seen);
    return {
      all: own.all.read(),
      connections: [...own.connections.values()].map((meters) => meters.read()),
      pause_ms: own.pause,
      arrival_ms: own.arrivals.length > 0 ? Math.max(...own.arrivals.map((arrivals) => arrivals.longest)) : null,
    };
  };

  e2e.endMark = () => {
    span?.arrivals.forEach((arrivals) => arrivals.stop());
    span = null;
  };
})();

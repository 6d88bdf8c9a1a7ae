// Draws a call into one picture, for a file and for a small window, and mixes its sounds.
// The app loads it when it is first wanted: few want it, and nobody else should wait for it.
// What is drawn where, and when it begins and ends, is decided there.
const WIDTH = 1280;
const HEIGHT = 720;
const NAME_SIZE = 20;
const PIECE_MILLIS = 1000;
const DOWNLOAD_MILLIS = 60_000;
// The colours of the style sheet: the page, a tile, what is written, and the name cards.
const GROUND = "#101317";
const SURFACE = "#22272d";
const INK = "#f1f3f3";
const TONES = ["#2b6d66", "#7a4a2b", "#4a5a9c", "#85406b", "#55692c", "#39637f"];

class Picture {
  // What no tile of the page shows: one's own screen.
  #hidden = document.createElement("video");
  #canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  #context = this.#canvas.getContext("2d", { alpha: false });

  stream() {
    return this.#canvas.captureStream();
  }

  // Each tile is [stream, name, initials, number, is a screen, left, top, width, height].
  draw(tiles) {
    const context = this.#context;
    context.fillStyle = GROUND;
    context.fillRect(0, 0, WIDTH, HEIGHT);
    const videos = [...document.querySelectorAll("figure video")];
    for (const [stream, name, initials, number, isScreen, ...place] of tiles) {
      const [left, top, width, height] = place;
      context.save();
      context.beginPath();
      context.rect(...place);
      context.clip();
      context.fillStyle = SURFACE;
      context.fillRect(...place);
      context.textBaseline = "middle";
      const video = stream && (videos.find((video) => video.srcObject === stream) ?? this.#play(stream));
      if (video?.videoWidth) {
        this.#video(video, isScreen, ...place);
      } else {
        this.#card(initials.toUpperCase(), TONES[number % TONES.length], ...place);
      }
      context.font = `600 ${NAME_SIZE}px sans-serif`;
      context.textAlign = "left";
      // It is to be read on every picture.
      context.shadowColor = "#000";
      context.shadowBlur = 6;
      context.fillStyle = INK;
      context.fillText(name, left + NAME_SIZE / 2, top + height - NAME_SIZE, width - NAME_SIZE);
      context.restore();
    }
  }

  #play(stream) {
    const video = this.#hidden;
    if (video.srcObject !== stream || video.paused) {
      Object.assign(video, { srcObject: stream, muted: true });
      video.play().catch(() => {});
    }
    return video;
  }

  // A person fills the place, cropped at the sides; of a screen nothing is cut off.
  #video(video, isScreen, left, top, width, height) {
    const scales = [width / video.videoWidth, height / video.videoHeight];
    const scale = isScreen ? Math.min(...scales) : Math.max(...scales);
    const [drawn, high] = [video.videoWidth * scale, video.videoHeight * scale];
    this.#context.drawImage(video, left + (width - drawn) / 2, top + (height - high) / 2, drawn, high);
  }

  #card(initials, tone, left, top, width, height) {
    const context = this.#context;
    const [x, y, size] = [left + width / 2, top + height / 2, Math.min(width, height)];
    context.fillStyle = tone;
    context.beginPath();
    context.arc(x, y, size / 5, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = INK;
    context.font = `600 ${size / 6}px sans-serif`;
    context.textAlign = "center";
    context.fillText(initials, x, y);
  }
}

class Mix {
  #audio;
  #destination;
  #sources = new Map();

  constructor(audio) {
    this.#audio = audio;
    this.#destination = audio.createMediaStreamDestination();
  }

  track() {
    return this.#destination.stream.getAudioTracks()[0];
  }

  // Mixes these tracks and no others; one that is muted gives silence.
  follow(tracks) {
    for (const [track, source] of this.#sources) {
      if (!tracks.includes(track)) {
        source.disconnect();
        this.#sources.delete(track);
      }
    }
    for (const track of tracks) {
      if (!this.#sources.has(track)) {
        const source = this.#audio.createMediaStreamSource(new MediaStream([track]));
        source.connect(this.#destination);
        this.#sources.set(track, source);
      }
    }
  }
}

// Where the browser has no files to write to, a recording is kept and then put among the downloads.
class Download {
  #pieces = [];
  #name;

  constructor(name) {
    this.#name = name;
  }

  async write(piece) {
    if (piece instanceof Blob) {
      this.#pieces.push(piece);
      return;
    }
    const { position, data } = piece;
    const [first] = this.#pieces;
    this.#pieces[0] = new Blob([first.slice(0, position), data, first.slice(position + data.byteLength)]);
  }

  async close() {
    const href = URL.createObjectURL(new Blob(this.#pieces));
    Object.assign(document.createElement("a"), { href, download: this.#name }).click();
    setTimeout(() => URL.revokeObjectURL(href), DOWNLOAD_MILLIS);
  }
}

// Lets the person choose a file; one who does not want to choose throws "AbortError".
async function open(name) {
  if (!globalThis.showSaveFilePicker) return new Download(name);
  try {
    const file = await showSaveFilePicker({ suggestedName: name });
    return await file.createWritable();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return new Download(name);
  }
}

// Browsers write WebM with no length or none that is true, and players then show none: there is room made for it in the
// first piece, and it is written when it is known (RFC 9559, section 5.1.2: Info, and Duration in it).
class Length {
  // A Segment without a size, and Info at once: before that may be an index, in which nothing may move.
  static #INFO = [0x18, 0x53, 0x80, 0x67, 0x01, 255, 255, 255, 255, 255, 255, 255, 0x15, 0x49, 0xa9, 0x66];
  static #NO_DURATION = [0x44, 0x89, 0x88, 0, 0, 0, 0, 0, 0, 0, 0];
  static #NUMBER = 8;
  static #HEAD = 1024;
  #begin = performance.now();
  #isFirst = true;
  #position;

  async take(piece) {
    if (!this.#isFirst || !piece.size) return piece;
    this.#isFirst = false;
    const bytes = new Uint8Array(await piece.slice(0, Length.#HEAD).arrayBuffer());
    const end = (wanted) => {
      const start = bytes.findIndex((_, at) => wanted.every((byte, index) => bytes[at + index] === byte));
      return start < 0 ? 0 : start + wanted.length;
    };
    // Firefox leaves room.
    this.#position = end(Length.#NO_DURATION) - Length.#NUMBER;
    if (this.#position > 0) return piece;
    const size = end(Length.#INFO);
    // A number begins with as many zeros as it has bytes after the first, and the largest of one byte is 126 (RFC 8794,
    // section 4).
    const last = size + Math.clz32(bytes[size]) - 24;
    const longer = (bytes[last] % 128) + Length.#NO_DURATION.length;
    if (!size || longer > 126) return piece;
    bytes[last] += Length.#NO_DURATION.length;
    const [before, after] = [bytes.slice(0, last + 1), bytes.slice(last + 1)];
    this.#position = last + 1 + Length.#NO_DURATION.length - Length.#NUMBER;
    return new Blob([before, new Uint8Array(Length.#NO_DURATION), after, piece.slice(Length.#HEAD)]);
  }

  async write(file) {
    if (!(this.#position > 0)) return;
    const data = new DataView(new ArrayBuffer(Length.#NUMBER));
    // In milliseconds: the scale that every browser writes.
    data.setFloat64(0, performance.now() - this.#begin);
    await file.write({ type: "write", position: this.#position, data });
  }
}

const stayOnPage = (event) => event.preventDefault();

// Its event "news" says `what` has happened: "started", "holds" so many `bytes` in memory, "silent" while the browser
// runs no sound, and at last one of "saved", "cancelled", "unsupported" and "disk".
globalThis.TatapRecording = class extends EventTarget {
  #audio;
  #mix;
  #picture = new Picture();
  #recorder;
  #held = 0;
  #isWanted = true;

  constructor(audio, mime, name) {
    super();
    // What a browser keeps silent until a gesture of the person may run now.
    audio.resume().catch(() => {});
    this.#audio = audio;
    this.#mix = new Mix(audio);
    this.#run(mime, name);
  }

  draw(tiles, sounds) {
    this.#picture.draw(tiles);
    this.#mix.follow(sounds);
  }

  stop() {
    this.#isWanted = false;
    if (this.#recorder?.state === "recording") this.#recorder.stop();
  }

  #tell(what, bytes) {
    this.dispatchEvent(Object.assign(new Event("news"), { what, bytes }));
  }

  async #run(mimeType, name) {
    let outcome = "cancelled";
    try {
      const file = await open(name);
      outcome = "unsupported";
      if (this.#isWanted) {
        const stream = this.#picture.stream();
        stream.addTrack(this.#mix.track());
        this.#recorder = new MediaRecorder(stream, { mimeType });
        outcome = "disk";
        await this.#record(file);
        outcome = "saved";
      } else {
        await file.abort?.();
        outcome = "cancelled";
      }
    } catch (error) {
      if (outcome !== "cancelled") console.warn("the recording has ended:", error);
    }
    this.stop();
    this.#mix.follow([]);
    this.#tell(outcome);
  }

  // What was recorded would be lost with the page before the file is closed.
  async #record(file) {
    addEventListener("beforeunload", stayOnPage);
    try {
      await new Promise((resolve, reject) => {
        const length = new Length();
        let written = Promise.resolve();
        const write = async (data) => {
          await file.write(await length.take(data));
          if (!(file instanceof Download)) this.#held -= data.size;
        };
        this.#recorder.ondataavailable = ({ data }) => {
          this.#held += data.size;
          this.#tell("holds", this.#held);
          if (this.#audio.state !== "running") this.#tell("silent");
          written = written.then(() => write(data));
          written.catch(reject);
        };
        this.#recorder.onstop = () => written.then(() => length.write(file)).then(resolve, reject);
        this.#recorder.start(PIECE_MILLIS);
        this.#tell("started");
      });
      await file.close();
    } finally {
      removeEventListener("beforeunload", stayOnPage);
    }
  }
};

// A small window above all others that shows the call; where the browser lets it have buttons, with one that mutes and
// one that leaves. They are called as the three words say: mute, unmute, leave.
// Its event "news" says `what` the person wants, "mute" or "leave", and at last "closed".
globalThis.TatapWindow = class extends EventTarget {
  #picture = new Picture();
  #words;
  #mute;
  #close = () => {};
  #isWanted = true;

  constructor(words) {
    super();
    this.#words = words;
    const opens = globalThis.documentPictureInPicture ? this.#openDocument() : this.#openVideo();
    opens.catch((error) => {
      console.warn("no small window:", error);
      this.#tell("closed");
    });
  }

  draw(tiles, isMuted) {
    this.#picture.draw(tiles);
    if (this.#mute) this.#mute.textContent = this.#words[isMuted ? 1 : 0];
  }

  close() {
    this.#isWanted = false;
    this.#close();
  }

  #tell(what) {
    this.dispatchEvent(Object.assign(new Event("news"), { what }));
  }

  async #openDocument() {
    const small = await documentPictureInPicture.requestWindow({ width: 480, height: 330 });
    this.#close = () => small.close();
    if (!this.#isWanted) return small.close();
    const page = small.document;
    page.documentElement.lang = document.documentElement.lang;
    for (const sheet of document.querySelectorAll("link[rel=stylesheet]")) page.head.append(sheet.cloneNode());
    const button = (what, word) => {
      const button = Object.assign(page.createElement("button"), { className: "button", textContent: word });
      button.onclick = () => this.#tell(what);
      return button;
    };
    this.#mute = button("mute", this.#words[0]);
    page.body.className = "small-window";
    page.body.append(this.#video(page), this.#mute, button("leave", this.#words[2]));
    small.onpagehide = () => this.#tell("closed");
  }

  async #openVideo() {
    const video = this.#video(document);
    await video.play();
    await video.requestPictureInPicture();
    this.#close = () => document.exitPictureInPicture().catch(() => {});
    video.onleavepictureinpicture = () => this.#tell("closed");
    if (!this.#isWanted) this.#close();
  }

  #video(page) {
    const srcObject = this.#picture.stream();
    return Object.assign(page.createElement("video"), { srcObject, muted: true, autoplay: true, playsInline: true });
  }
};

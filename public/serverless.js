// Stands in for a server where there is none: what is said in a room goes by way of a service that speaks Pusher's
// protocol. What that means is decided in a program of its own, crates/serverless.
(() => {
  // The host of this page decides who may speak to the service.
  const PASS = "/api/pass";
  const PASS_MILLIS = 8_000;

  const start = async () => {
    const { default: init, SmallRoom } = await import("/small_room.js");
    await init({ module_or_path: "/small_room_bg.wasm" });
    return new SmallRoom(crypto.getRandomValues(new Uint8Array(32)));
  };

  // The room of the page; what could not be loaded is loaded again with the next attempt.
  let started;
  const room = () =>
    (started ??= start().catch((error) => {
      started = undefined;
      throw error;
    }));

  // The page has one call, and the call one socket at a time.
  let current;

  const askPass = async (body) => {
    const headers = { "Content-Type": "application/json" };
    const signal = AbortSignal.timeout(PASS_MILLIS);
    const answer = await fetch(PASS, { method: "POST", headers, body, signal });
    return answer.ok ? answer.text() : undefined;
  };

  // The methods and events of a WebSocket that are used of one.
  globalThis.TatapServiceSocket = class extends EventTarget {
    #room;
    #socket;
    #alarm;

    constructor(service) {
      super();
      current?.close();
      current = this;
      room().then((room) => this.#open(room, service)).catch(() => this.#end());
    }

    send(text) {
      this.#handle("call", text);
    }

    // Nothing of it is heard any more.
    close() {
      if (current === this) current = undefined;
      this.#leave();
    }

    #open(room, service) {
      if (current !== this) return;
      const address = new URL(service);
      for (const [name, value] of [["protocol", 7], ["client", "tatap"], ["version", 1]]) {
        address.searchParams.set(name, value);
      }
      this.#room = room;
      this.#socket = new WebSocket(address);
      this.#socket.onmessage = ({ data }) => this.#handle("service", data);
      this.#socket.onclose = () => this.#end();
    }

    #handle(what, text) {
      if (current !== this || !this.#room) return;
      this.#room.handle(what, text, Date.now());
      for (let next; (next = this.#room.next_output()); ) this.#obey(...next);
      clearTimeout(this.#alarm);
      const deadline = this.#room.deadline();
      if (deadline !== undefined && current === this) {
        this.#alarm = setTimeout(() => this.#handle("alarm"), Math.max(0, deadline - Date.now()));
      }
    }

    #obey(what, text) {
      if (what === "send") {
        if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
      } else if (what === "ask") {
        askPass(text)
          .catch(() => undefined)
          .then((answer) => this.#handle("pass", answer));
      } else if (what === "open") {
        this.dispatchEvent(new Event("open"));
      } else if (what === "tell") {
        this.dispatchEvent(new MessageEvent("message", { data: text }));
      } else {
        this.#end();
      }
    }

    #end() {
      if (current !== this) return;
      current = undefined;
      this.#leave();
      this.dispatchEvent(new Event("close"));
    }

    #leave() {
      clearTimeout(this.#alarm);
      const socket = this.#socket;
      this.#socket = undefined;
      if (!socket) return;
      socket.onmessage = socket.onclose = null;
      socket.close();
      this.#room.handle("closed", undefined, Date.now());
      while (this.#room.next_output());
    }
  };
})();

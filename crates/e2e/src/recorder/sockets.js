// Records the WebSockets that a page opens. Times are in milliseconds of the machine's clock.
(() => {
  const e2e = window.__e2e;
  if (e2e.sockets || !window.WebSocket) return;
  e2e.sockets = [];
  // The frames that two pages exchange to find each other, as text.
  e2e.signals = [];
  const now = () => performance.timeOrigin + performance.now();

  // The first few characters tell the type where the sender writes it first, as ours do.
  const typeOf = (data) => {
    if (typeof data !== "string") return null;
    const first = /^\s*\{\s*"type"\s*:\s*"(\w+)"/.exec(data.slice(0, 80));
    if (first) return first[1];
    try { return JSON.parse(data)?.type ?? null; } catch { return null; }
  };
  const note = (times, data) => {
    const type = typeOf(data);
    if (type !== null) times[type] ??= now();
    if (type === "signal") e2e.signals.push(data);
  };

  window.WebSocket = class extends window.WebSocket {
    #record;

    constructor(...options) {
      super(...options);
      const record = {
        url: this.url, created: now(), opened: null, closing: null, closed: null, code: null, received: {}, sent: {},
      };
      this.#record = record;
      e2e.sockets.push(record);
      this.addEventListener("open", () => { record.opened = now(); });
      this.addEventListener("message", (event) => note(record.received, event.data));
      this.addEventListener("close", (event) => {
        record.closed = now();
        record.code = event.code;
      });
    }

    send(data) {
      note(this.#record.sent, data);
      return super.send(data);
    }

    close(...options) {
      this.#record.closing ??= now();
      return super.close(...options);
    }
  };
})();

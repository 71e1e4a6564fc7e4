// Knows the connection to the server: it opens it, notices when it is dead, and opens it again by itself.
// Must not know what is drawn or typed.

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5000;
const STEADY_MS = 5000; // a connection that held so long was a good one: after it the waits begin anew
const SILENCE_MS = 12000; // the server says something every 5 seconds
const GONE = 4001; // closed by the server: the sign-in is no longer known
const ENDED = 4002; // the app has been left
const ELSEWHERE = 4003; // the same test was opened in another window

export class Link {
  // `address(columns, rows)` gives where to connect; `on` has opened, data, sight, piece, lost, gone, ended, elsewhere.
  constructor(address, stateAddress, on) {
    this.address = address;
    this.stateAddress = stateAddress;
    this.on = on;
    this.tries = 0;
    this.socket = null;
    this.isOver = false;
    this.lastHeard = 0;
    this.since = 0;
    setInterval(() => this.listen(), 1000);
    window.addEventListener("online", () => this.hurry());
  }

  open() {
    const socket = new WebSocket(this.address());
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.lastHeard = performance.now();
    const decoder = new TextDecoder("utf-8");
    let isWelcome = false;
    let isPiece = false; // whether the next bytes are a picture's, not the screen's
    socket.addEventListener("message", (event) => {
      if (socket !== this.socket) return;
      this.lastHeard = performance.now();
      if (!isWelcome) {
        isWelcome = true;
        this.since = performance.now();
        this.on.opened();
      }
      if (typeof event.data === "string") {
        const [kind, ...rest] = JSON.parse(event.data);
        if (kind === "beat") this.send(["beat"]);
        else if (kind === "piece") isPiece = true;
        else this.on.sight(kind, ...rest);
      } else if (isPiece) {
        isPiece = false;
        this.on.piece(event.data);
      } else {
        this.on.data(decoder.decode(event.data, { stream: true }));
      }
    });
    socket.addEventListener("close", (event) => {
      if (socket === this.socket) this.closed(event.code);
    });
  }

  get isOpen() {
    return this.socket !== null && this.socket.readyState === WebSocket.OPEN;
  }

  send(message) {
    if (this.isOpen) this.socket.send(JSON.stringify(message));
  }

  listen() {
    if (this.isOver || this.socket === null) return;
    if (this.socket.readyState < WebSocket.CLOSING && performance.now() - this.lastHeard > SILENCE_MS) this.drop();
  }

  // Give a connection up that says nothing any more, without waiting for its end.
  drop() {
    const socket = this.socket;
    this.socket = null;
    socket.close();
    this.closed(0);
  }

  closed(code) {
    this.socket = null;
    if (code === GONE || code === ENDED || code === ELSEWHERE) {
      this.isOver = true;
      if (code === GONE) this.on.gone();
      else if (code === ENDED) this.on.ended();
      else this.on.elsewhere();
      return;
    }
    this.on.lost();
    if (this.since && performance.now() - this.since > STEADY_MS) this.tries = 0;
    this.since = 0;
    this.tries += 1;
    const wait = Math.min(FIRST_WAIT_MS * 2 ** (this.tries - 1), LONGEST_WAIT_MS);
    this.timer = setTimeout(() => this.again(), wait * (0.75 + Math.random() / 2));
  }

  hurry() {
    if (this.isOver || this.socket !== null) return;
    clearTimeout(this.timer);
    this.again();
  }

  // A browser does not tell why it could not connect, so ask first whether the sign-in still counts.
  async again() {
    let isKnown = true;
    try {
      const answer = await fetch(this.stateAddress, { cache: "no-store", signal: AbortSignal.timeout(4000) });
      if (answer.status === 401) isKnown = false;
      else if (!answer.ok) throw new Error("not yet");
    } catch {
      this.closed(0);
      return;
    }
    if (isKnown) this.open();
    else this.closed(GONE);
  }
}

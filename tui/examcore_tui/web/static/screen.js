// Knows the picture of a terminal: what the app writes (text, colours, places) becomes rows of text on the page.
// Must not know keys or the network. Everything is put on the page as text, never as markup.

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]/u;
const WHOLE = Object.freeze({ isOther: false, across: 1, up: 1 });
const MARK = /\p{M}/u;

const PLAIN = Object.freeze({ ink: "", ground: "", isBold: false, isItalic: false, isUnder: false, isStruck: false, isDim: false, isTurned: false });
const BASIC = ["#000000", "#800000", "#008000", "#808000", "#000080", "#800080", "#008080", "#c0c0c0",
  "#808080", "#ff0000", "#00ff00", "#ffff00", "#0000ff", "#ff00ff", "#00ffff", "#ffffff"];

// The colour of number `at` of the 256 that terminals share.
function paletteColour(at) {
  if (at < 16) return BASIC[at];
  if (at >= 232) return rgb(8 + (at - 232) * 10, 8 + (at - 232) * 10, 8 + (at - 232) * 10);
  const level = (part) => (part === 0 ? 0 : 55 + part * 40);
  const cube = at - 16;
  return rgb(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function rgb(red, green, blue) {
  return `rgb(${red}, ${green}, ${blue})`;
}

export class Screen {
  // `place` is the element the rows are drawn in; `judge(letter)` tells how a letter is put into its cell:
  // null where it is as wide and high as all, else { isOther, across, up }: from the other font or not, and the shares of
  // its width and height it is squeezed to, in a box of its own.
  constructor(place, judge) {
    this.place = place;
    this.judge = judge;
    this.known = new Map();
    this.waiting = false;
    this.held = "";
    this.onPainted = () => {};
    this.resize(80, 24);
  }

  resize(columns, rows) {
    this.columns = columns;
    this.rows = rows;
    this.style = PLAIN;
    this.x = 0;
    this.y = 0;
    this.cells = Array.from({ length: rows }, () => this.blankRow());
    this.place.replaceChildren(...this.cells.map(() => {
      const row = document.createElement("div");
      row.className = "row";
      return row;
    }));
    this.dirty = new Set(this.cells.keys());
    this.repaint();
  }

  blankRow() {
    return Array.from({ length: this.columns }, () => ({ letter: " ", style: this.style, width: 1 }));
  }

  // Take what the app wrote; an order cut off at the end waits for the rest.
  write(text) {
    const all = this.held + text;
    this.held = "";
    let at = 0;
    while (at < all.length) {
      const code = all.charCodeAt(at);
      if (code === 0x1b) {
        const end = this.order(all, at);
        if (end < 0) {
          this.held = all.slice(at, at + 4096);
          break;
        }
        at = end;
      } else if (code < 0x20 || code === 0x7f) {
        this.control(code);
        at += 1;
      } else {
        const letter = String.fromCodePoint(all.codePointAt(at));
        this.put(letter);
        at += letter.length;
      }
    }
    this.repaint();
  }

  control(code) {
    if (code === 0x0d) this.x = 0;
    else if (code === 0x0a) this.y = Math.min(this.y + 1, this.rows - 1);
    else if (code === 0x08) this.x = Math.max(this.x - 1, 0);
  }

  // Follow the order that begins at `at`; where it ends, or -1 where it is not all there yet.
  order(all, at) {
    const kind = all[at + 1];
    if (kind === undefined) return -1;
    if (kind === "[") {
      let end = at + 2;
      while (end < all.length && (all.charCodeAt(end) < 0x40 || all.charCodeAt(end) > 0x7e)) end += 1;
      if (end >= all.length) return -1;
      this.follow(all[end], all.slice(at + 2, end));
      return end + 1;
    }
    if (kind === "]" || kind === "P" || kind === "_" || kind === "^" || kind === "X") {
      const bell = kind === "]" ? all.indexOf("\x07", at) : -1;
      const stop = all.indexOf("\x1b\\", at + 2);
      if (bell >= 0 && (stop < 0 || bell < stop)) return bell + 1;
      return stop < 0 ? -1 : stop + 2;
    }
    return at + 2;
  }

  follow(name, text) {
    if (/^[?<>=]/.test(text)) return; // modes of terminals: this one has none to change
    const numbers = text.split(";").map((part) => parseInt(part, 10) || 0);
    const first = numbers[0] || 1;
    if (name === "m") this.dress(text);
    else if (name === "H" || name === "f") this.go((numbers[1] || 1) - 1, first - 1);
    else if (name === "A") this.go(this.x, this.y - first);
    else if (name === "B") this.go(this.x, this.y + first);
    else if (name === "C") this.go(this.x + first, this.y);
    else if (name === "D") this.go(this.x - first, this.y);
    else if (name === "G") this.go(first - 1, this.y);
    else if (name === "d") this.go(this.x, first - 1);
    else if (name === "J") this.wipe(numbers[0]);
    else if (name === "K") this.wipeRow(this.y, numbers[0] === 0 ? this.x : 0, numbers[0] === 1 ? this.x + 1 : this.columns);
  }

  go(x, y) {
    this.x = Math.max(0, Math.min(x, this.columns - 1));
    this.y = Math.max(0, Math.min(y, this.rows - 1));
  }

  wipe(how) {
    if (how === 0) this.wipeRow(this.y, this.x, this.columns);
    if (how === 1) this.wipeRow(this.y, 0, this.x + 1);
    for (let y = 0; y < this.rows; y += 1) {
      if (how >= 2 || (how === 0 && y > this.y) || (how === 1 && y < this.y)) this.wipeRow(y, 0, this.columns);
    }
  }

  wipeRow(y, from, to) {
    for (let x = from; x < to; x += 1) this.cells[y][x] = { letter: " ", style: this.style, width: 1 };
    this.dirty.add(y);
  }

  dress(text) {
    const codes = text === "" ? [0] : text.split(/[;:]/).map((part) => parseInt(part, 10) || 0);
    let style = { ...this.style };
    for (let at = 0; at < codes.length; at += 1) {
      const code = codes[at];
      if (code === 0) style = { ...PLAIN };
      else if (code === 1) style.isBold = true;
      else if (code === 2) style.isDim = true;
      else if (code === 3) style.isItalic = true;
      else if (code === 4) style.isUnder = true;
      else if (code === 7) style.isTurned = true;
      else if (code === 9) style.isStruck = true;
      else if (code === 22) { style.isBold = false; style.isDim = false; }
      else if (code === 23) style.isItalic = false;
      else if (code === 24) style.isUnder = false;
      else if (code === 27) style.isTurned = false;
      else if (code === 29) style.isStruck = false;
      else if (code === 38 || code === 48) {
        const what = code === 38 ? "ink" : "ground";
        if (codes[at + 1] === 2) { style[what] = rgb(codes[at + 2] & 255, codes[at + 3] & 255, codes[at + 4] & 255); at += 4; }
        else if (codes[at + 1] === 5) { style[what] = paletteColour(codes[at + 2] & 255); at += 2; }
      }
      else if (code === 39) style.ink = "";
      else if (code === 49) style.ground = "";
      else if (code >= 30 && code <= 37) style.ink = BASIC[code - 30];
      else if (code >= 40 && code <= 47) style.ground = BASIC[code - 40];
      else if (code >= 90 && code <= 97) style.ink = BASIC[code - 82];
      else if (code >= 100 && code <= 107) style.ground = BASIC[code - 92];
    }
    this.style = Object.freeze(style);
  }

  put(letter) {
    if (MARK.test(letter)) {
      const before = this.cells[this.y][Math.max(this.x - 1, 0)];
      if (before.letter.length < 16) before.letter += letter;
      this.dirty.add(this.y);
      return;
    }
    const width = WIDE.test(letter) ? 2 : 1;
    if (this.x + width > this.columns) return; // lines do not wrap: the app places every row itself
    this.cells[this.y][this.x] = { letter, style: this.style, width };
    if (width === 2) this.cells[this.y][this.x + 1] = { letter: "", style: this.style, width: 0 };
    this.x += width;
    this.dirty.add(this.y);
  }

  // Draw what changed with the next picture of the browser.
  repaint() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      const changed = [...this.dirty].sort((one, two) => one - two);
      this.dirty.clear();
      for (const y of changed) this.drawRow(y);
      if (changed.length) this.onPainted(changed);
    });
  }

  drawRow(y) {
    const row = this.place.children[y];
    if (!row) return;
    const parts = [];
    let run = "";
    let style = null;
    const flush = () => {
      if (run) parts.push(this.span(run, style));
      run = "";
    };
    for (const cell of this.cells[y]) {
      if (cell.width === 0) continue;
      const how = cell.width === 2 ? WHOLE : this.fitting(cell.letter);
      if (how !== null) {
        flush();
        style = null;
        parts.push(this.box(cell, how));
      } else {
        if (cell.style !== style) flush();
        style = cell.style;
        run += cell.letter;
      }
    }
    flush();
    row.replaceChildren(...parts);
  }

  fitting(letter) {
    if (letter.length === 1 && letter >= " " && letter <= "~") return null;
    let how = this.known.get(letter);
    if (how === undefined) {
      how = this.judge(letter);
      this.known.set(letter, how);
    }
    return how;
  }

  span(text, style) {
    const made = document.createElement("span");
    made.textContent = text;
    const [ink, ground] = style.isTurned ? [style.ground || "var(--ground)", style.ink || "var(--ink)"] : [style.ink, style.ground];
    if (ink) made.style.color = ink;
    if (ground) made.style.backgroundColor = ground;
    if (style.isBold) made.style.fontWeight = "bold";
    if (style.isItalic) made.style.fontStyle = "italic";
    if (style.isDim) made.style.opacity = "0.8";
    if (style.isUnder || style.isStruck) {
      made.style.textDecoration = [style.isUnder ? "underline" : "", style.isStruck ? "line-through" : ""].join(" ").trim();
    }
    return made;
  }

  // A letter in a box as wide as its cells.
  box(cell, how) {
    const made = this.span("", cell.style);
    made.className = "boxed";
    made.style.width = `calc(var(--cell-width) * ${cell.width})`;
    const inner = document.createElement("span");
    inner.textContent = cell.letter;
    if (how.isOther) inner.className = "other";
    if (how.across < 1 || how.up < 1) inner.style.transform = `scale(${how.across}, ${how.up})`;
    made.append(inner);
    return made;
  }

  // The colour behind most of the picture, for the margins around it.
  ground() {
    return this.cells[this.rows >> 1][0].style.ground || "var(--ground)";
  }

  // What stands in row `y`, as text.
  text(y) {
    return this.cells[y].map((cell) => cell.letter).join("").trimEnd();
  }
}

// Knows the page of the test: it fits the letters to the window and joins screen, keys and link.
// Must not know the test: what is shown comes from the server, what is typed goes there.

import { Link } from "./link.js";
import { Screen } from "./screen.js";
import { isBrowsers, readKey, writeMouse } from "./keys.js";
import { Sight } from "./sight.js";

const LEAST_COLUMNS = 60;
const LEAST_ROWS = 20;
const MOST_COLUMNS = 160;
const MOST_ROWS = 60;
const LINE = 1.17; // row height per letter height: room for Vietnamese letters with two signs, such as Ế
const LOOSEST_LINE = 1.4;
const PIXELS_PER_POINT = 96 / 72;

const place = document.getElementById("screen");
const banner = document.getElementById("banner");
const spoken = document.getElementById("spoken");
const words = document.body.dataset;
const brush = document.createElement("canvas").getContext("2d");
let letterPixels = 0;
let plainWidth = 1;

let baseline = 0; // pixels from a row's top to the foot of its letters

const ODD = 0.02; // of a cell: a letter whose width differs more gets a box of its own
const OVERHANG = 0.12; // of a cell: so far a letter may reach into its neighbours
const ACCENTED = /^[\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f]/;

// How a letter is put into its cell (see Screen). Some fonts have no letter with two signs, such as ế: the signs then
// stand in the next cell. Such letters are taken from the machine's ordinary font. None may reach out of its row: what
// does would be drawn on the row above, in that row's colours.
function judge(letter) {
  const faces = ["", "bold "].map((weight) => measure(letter, weight, "--letters"));
  const isOdd = Math.abs(faces[0].width / plainWidth - 1) > ODD;
  if (!ACCENTED.test(letter)) return isOdd ? { isOther: false, across: 1, up: 1 } : null;
  const room = OVERHANG * plainWidth;
  const leaves = (face) => face.actualBoundingBoxRight > plainWidth + room || face.actualBoundingBoxLeft > room;
  const isOther = isOdd || faces.some(leaves); // a font may have a letter in one of its weights only
  const largest = measure(letter, "bold ", isOther ? "--other-letters" : "--letters"); // bold ones are the largest
  const across = Math.min(1, (plainWidth + room) / largest.width);
  const up = Math.min(1, baseline / (largest.actualBoundingBoxAscent + 1));
  return isOther || up < 1 ? { isOther, across, up } : null;
}

function measure(letter, weight, letters) {
  brush.save();
  brush.font = `${weight}${letterPixels}px ${family(letters)}`;
  const found = brush.measureText(letter);
  brush.restore();
  return found;
}

const screen = new Screen(place, judge);

function family(variable) {
  return getComputedStyle(document.documentElement).getPropertyValue(variable);
}

// Choose the letters: as large as asked for, unless fewer than 60 columns and 20 rows would then fit.
function fit() {
  const wanted = Number(words.points) * PIXELS_PER_POINT;
  const letters = family("--letters");
  brush.font = `100px ${letters}`;
  const share = brush.measureText("0".repeat(100)).width / 10000;
  const width = window.innerWidth;
  const height = window.innerHeight;
  const largest = Math.min(wanted, width / LEAST_COLUMNS / share, height / (LEAST_ROWS * LINE));
  letterPixels = Math.max(8, Math.floor(largest * 2) / 2);
  brush.font = `${letterPixels}px ${letters}`;
  plainWidth = brush.measureText("0".repeat(100)).width / 100;
  const cellWidth = Math.min(Math.ceil(plainWidth), Math.max(width / LEAST_COLUMNS, plainWidth));
  const columns = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, Math.floor(width / cellWidth + 0.001)));
  const rows = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(height / letterPixels / LINE + 0.01)));
  const cellHeight = Math.min(height / rows, letterPixels * LOOSEST_LINE);
  const font = brush.measureText("0");
  baseline = (cellHeight - font.fontBoundingBoxAscent - font.fontBoundingBoxDescent) / 2 + font.fontBoundingBoxAscent;
  const root = document.documentElement.style;
  root.setProperty("--letter", `${letterPixels}px`);
  root.setProperty("--cell-width", `${cellWidth}px`);
  root.setProperty("--cell-height", `${cellHeight}px`);
  root.setProperty("--baseline", `${baseline}px`);
  root.setProperty("--gap", `${cellWidth - plainWidth}px`);
  screen.known.clear();
  if (columns !== screen.columns || rows !== screen.rows) screen.resize(columns, rows);
  return { cellWidth, cellHeight };
}

let size = fit();

function say(text) {
  banner.textContent = text;
  banner.hidden = text === "";
}

function address() {
  const url = new URL("link", window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.search = new URLSearchParams({ columns: screen.columns, rows: screen.rows }).toString();
  return url.href;
}

function leaveFor(said) {
  window.removeEventListener("beforeunload", ask);
  window.location.replace(`./?said=${said}`);
}

const sight = new Sight(document.getElementById("sight"), document.getElementById("seen"));

// The picture lies between the rows above and below it, so that the clock and the keys stay in sight.
let looked = [0, 0, 1];
function look(above, below, share) {
  looked = [above, below, share];
  const free = window.innerHeight - screen.rows * size.cellHeight;
  sight.place(above * size.cellHeight, below * size.cellHeight + Math.max(0, free), share);
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const link = new Link(address, new URL("state", window.location.href), {
  opened() {
    say("");
    link.send(["size", screen.columns, screen.rows]);
  },
  data(text) { screen.write(text); },
  sight(kind, ...rest) {
    if (kind === "picture") sight.begin(...rest);
    else if (kind === "look") look(...rest);
    else if (kind === "away") sight.hide();
  },
  piece(data) { sight.take(data); },
  lost() {
    sight.hide();
    say(words.lost);
  },
  gone() { leaveFor("gone"); },
  ended() { leaveFor("ended"); },
  elsewhere() {
    sight.hide();
    window.removeEventListener("beforeunload", ask);
    say(words.elsewhere);
    document.body.classList.add("over");
  },
});

function type(text) {
  if (text) link.send(["keys", text]);
}

// Full screen from the first key or click on, where the browser can also keep its keys for the page.
let hasAsked = false;
function fill() {
  if (hasAsked || !navigator.keyboard || !navigator.keyboard.lock || !document.fullscreenEnabled) return;
  hasAsked = true;
  document.documentElement.requestFullscreen().then(() => navigator.keyboard.lock()).catch(() => {});
}

document.addEventListener("keydown", (event) => {
  if (isBrowsers(event)) return;
  event.preventDefault();
  event.stopPropagation();
  fill();
  if (sight.isOpen && event.key in ARROWS) sight.move(...ARROWS[event.key]);
  type(readKey(event));
}, { capture: true });

function cellAt(event) {
  const box = place.getBoundingClientRect();
  const column = Math.floor((event.clientX - box.left) / size.cellWidth) + 1;
  const row = Math.floor((event.clientY - box.top) / size.cellHeight) + 1;
  return [Math.max(1, Math.min(column, screen.columns)), Math.max(1, Math.min(row, screen.rows))];
}

document.addEventListener("pointerdown", (event) => {
  event.preventDefault();
  fill();
  if (sight.box.contains(event.target)) {
    if (event.button === 0) sight.turn();
    return;
  }
  if (event.button === 0) type(writeMouse(0, ...cellAt(event), true));
});
document.addEventListener("pointerup", (event) => {
  event.preventDefault();
  if (sight.box.contains(event.target)) return;
  if (event.button === 0) type(writeMouse(0, ...cellAt(event), false));
});
document.addEventListener("wheel", (event) => {
  event.preventDefault();
  if (sight.box.contains(event.target)) {
    sight.move(0, event.deltaY < 0 ? -1 : 1);
    return;
  }
  type(writeMouse(event.deltaY < 0 ? 64 : 65, ...cellAt(event), true));
}, { passive: false });
for (const name of ["contextmenu", "copy", "cut", "paste", "dragstart", "drop", "selectstart"]) {
  document.addEventListener(name, (event) => event.preventDefault());
}

let settling = 0;
window.addEventListener("resize", () => {
  clearTimeout(settling);
  settling = setTimeout(() => {
    size = fit();
    look(...looked);
    link.send(["size", screen.columns, screen.rows]);
  }, 150);
});

function ask(event) {
  event.preventDefault();
  event.returnValue = "";
}
window.addEventListener("beforeunload", ask);

// A screen reader is read the rows that changed, once the picture is quiet.
let quiet = 0;
const news = new Set();
screen.onPainted = (changed) => {
  document.body.dataset.painted = String(Number(document.body.dataset.painted || 0) + 1);
  document.documentElement.style.setProperty("--margin", screen.ground());
  for (const row of changed) news.add(row);
  clearTimeout(quiet);
  quiet = setTimeout(() => {
    spoken.textContent = [...news].sort((one, two) => one - two).map((row) => screen.text(row).trim()).filter(Boolean).join("\n");
    news.clear();
  }, 400);
};

link.open();

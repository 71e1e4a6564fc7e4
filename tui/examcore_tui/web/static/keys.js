// Knows which bytes a key or the mouse sends, and which keys stay the browser's own.
// Must not know what a key means: the app does.

const NAMED = {
  Enter: "\r", Tab: "\t", Backspace: "\x7f", Escape: "\x1b[27u", // the form that cannot be taken for the start of another key
  ArrowUp: "\x1b[A", ArrowDown: "\x1b[B", ArrowRight: "\x1b[C", ArrowLeft: "\x1b[D",
  Home: "\x1b[H", End: "\x1b[F", Insert: "\x1b[2~", Delete: "\x1b[3~", PageUp: "\x1b[5~", PageDown: "\x1b[6~",
  F1: "\x1bOP", F2: "\x1bOQ", F3: "\x1bOR", F4: "\x1bOS", F5: "\x1b[15~", F6: "\x1b[17~", F7: "\x1b[18~",
  F8: "\x1b[19~", F9: "\x1b[20~", F10: "\x1b[21~", F12: "\x1b[24~",
};
const OWN = new Set(["F11"]); // the browser's full screen
const SILENT = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock", "ScrollLock", "Dead", "Process", "Unidentified"]);

// Whether the browser may do what it does with this key.
export function isBrowsers(event) {
  return OWN.has(event.key) || event.isComposing;
}

// What a key press sends; "" for a key that sends nothing.
export function readKey(event) {
  if (SILENT.has(event.key) || event.metaKey) return "";
  if (event.key === "Tab" && event.shiftKey) return "\x1b[Z";
  const named = NAMED[event.key];
  if (named !== undefined) return event.ctrlKey || event.altKey ? "" : named;
  const letter = event.key.normalize("NFC");
  if ([...letter].length !== 1) return "";
  const isTyped = event.getModifierState("AltGraph") || !(event.ctrlKey || event.altKey);
  if (isTyped) return letter;
  const code = letter.toLowerCase().charCodeAt(0);
  return event.ctrlKey && code >= 97 && code <= 122 ? String.fromCharCode(code - 96) : "";
}

// What a mouse button or the wheel sends (SGR form); cells count from 1.
export function writeMouse(button, column, row, isPressed) {
  return `\x1b[<${button};${column};${row}${isPressed ? "M" : "m"}`;
}

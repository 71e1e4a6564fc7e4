// Knows the picture that lies over the terminal while a candidate looks at one: whole, larger, or its own size.
// Must not know the connection, nor what the picture is of.

const TYPES = { png: "image/png", jpeg: "image/jpeg" };
const LARGEST = 1572864; // bytes; a longer picture is not taken
const ENLARGED = 4; // a small sign is not made larger than so many times its own size, to be seen whole
const STEP = 0.25; // of what is seen, so much one arrow key goes on

export class Sight {
  constructor(box, image) {
    this.box = box;
    this.image = image;
    this.url = "";
    this.pieces = null;
    this.share = 1;
    this.isOwnSize = false;
    image.addEventListener("load", () => this.fit());
    image.addEventListener("error", () => this.hide());
  }

  get isOpen() {
    return !this.box.hidden;
  }

  // A picture of `length` bytes begins to arrive.
  begin(media, alt, length) {
    this.hide();
    if (!(media in TYPES) || !(length > 0 && length <= LARGEST)) return;
    this.pieces = { media, alt: String(alt), length, data: [], got: 0 };
  }

  // Some of its bytes; with the last of them it is shown.
  take(data) {
    const coming = this.pieces;
    if (coming === null) return;
    coming.data.push(data);
    coming.got += data.byteLength;
    if (coming.got < coming.length) return;
    this.pieces = null;
    if (coming.got !== coming.length) return;
    this.url = URL.createObjectURL(new Blob(coming.data, { type: TYPES[coming.media] }));
    this.image.alt = coming.alt;
    this.image.src = this.url;
    this.box.hidden = false;
  }

  // How much of the window's rows stay free above and below, in pixels, and how many times larger than whole it is.
  place(above, below, share) {
    this.box.style.top = `${above}px`;
    this.box.style.bottom = `${below}px`;
    this.share = share;
    this.isOwnSize = false;
    this.fit();
  }

  fit() {
    const { naturalWidth: wide, naturalHeight: high } = this.image;
    if (!this.isOpen || !wide || !high) return;
    const middle = [this.box.scrollLeft + this.box.clientWidth / 2, this.box.scrollTop + this.box.clientHeight / 2];
    const before = this.image.width || 1;
    const whole = Math.min(this.box.clientWidth / wide, this.box.clientHeight / high, ENLARGED);
    const scale = this.isOwnSize ? 1 : whole * this.share;
    this.image.width = Math.max(1, Math.round(wide * scale));
    this.image.height = Math.max(1, Math.round(high * scale));
    const grown = this.image.width / before;
    this.box.scrollTo(middle[0] * grown - this.box.clientWidth / 2, middle[1] * grown - this.box.clientHeight / 2);
  }

  // A click: its own size, and back.
  turn() {
    this.isOwnSize = !this.isOwnSize;
    this.fit();
  }

  move(x, y) {
    this.box.scrollBy(x * STEP * this.box.clientWidth, y * STEP * this.box.clientHeight);
  }

  hide() {
    this.pieces = null;
    this.box.hidden = true;
    this.image.removeAttribute("src");
    this.image.alt = "";
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = "";
  }
}

// The header of a dropped GGUF: metadata and list of tensors. The weights stay on the disk; the server reads what is cut out here.

const MAGIC = 0x46554747; // "GGUF", little endian
const FIRST = 2 ** 20;
const MOST = 64 * 2 ** 20; // the server takes no longer header
const WIDTHS = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8]; // of the value types, in bytes; 8 is a text, 9 an array

class Short extends Error {}

class Reader {
  constructor(buffer) {
    this.view = new DataView(buffer);
    this.at = 0;
  }

  skip(n) {
    this.at += n;
    if (this.at > this.view.byteLength) throw new Short();
  }

  u32() {
    this.skip(4);
    return this.view.getUint32(this.at - 4, true);
  }

  u64() {
    this.skip(8);
    const n = this.view.getBigUint64(this.at - 8, true);
    if (n > Number.MAX_SAFE_INTEGER) throw new Error('a length in its header cannot be meant');
    return Number(n);
  }

  text() {
    this.skip(this.u64());
  }

  value(type) {
    if (type === 8) return this.text();
    if (type !== 9) {
      if (!WIDTHS[type]) throw new Error('a value in its header has no known type');
      return this.skip(WIDTHS[type]);
    }
    const of = this.u32();
    const n = this.u64();
    if (of === 8) for (let i = 0; i < n; i++) this.text();
    else if (of === 9) for (let i = 0; i < n; i++) this.value(9);
    else if (WIDTHS[of]) this.skip(WIDTHS[of] * n);
    else throw new Error('an array in its header has no known type');
  }
}

function length(buffer) {
  const r = new Reader(buffer);
  if (r.u32() !== MAGIC) throw new Error('this is no GGUF file');
  r.u32(); // version
  const tensors = r.u64();
  const keys = r.u64();
  for (let i = 0; i < keys; i++) {
    r.text();
    r.value(r.u32());
  }
  for (let i = 0; i < tensors; i++) {
    r.text();
    r.skip(r.u32() * 8 + 12); // dimensions, type and offset
  }
  return r.at;
}

/** Returns the bytes of a file's header; reads more of it until the header is whole. */
export async function header(file) {
  for (let size = FIRST; ; size *= 4) {
    const buffer = await file.slice(0, Math.min(size, file.size)).arrayBuffer();
    try {
      return buffer.slice(0, length(buffer));
    } catch (e) {
      if (!(e instanceof Short)) throw e;
      if (size >= file.size) throw new Error('the file ends within its header: it is damaged or was not downloaded whole');
      if (size >= MOST) throw new Error('its header is longer than 64 MiB');
    }
  }
}

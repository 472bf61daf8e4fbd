export class ByteBuffer {
  bytes = Buffer.allocUnsafeSlow(1 << 16);
  length = 0;

  /** Makes room for `more` bytes. */
  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(2 * this.bytes.length, this.length + more));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }

  addText(text: string): void {
    this.reserve(3 * text.length);
    const { bytes, length } = this;
    // Copying a short text in JavaScript is faster than a native call.
    const short = text.length < 64 ? text.length : 0;
    let at = 0;
    for (; at < short; at++) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) break;
      bytes[length + at] = code;
    }
    this.length += at === text.length ? at : bytes.write(text, length);
  }

  addSpan(from: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    const { bytes, length } = this;
    if (end - start < 64) for (let at = start; at < end; at++) bytes[length + at - start] = from[at]!;
    else bytes.set(from.subarray(start, end), length);
    this.length += end - start;
  }

  /** Takes the collected bytes; valid until more are added. */
  take(): Uint8Array {
    const taken = this.bytes.subarray(0, this.length);
    this.length = 0;
    return taken;
  }
}

/** An ordered list of ids in one buffer. A million strings would need ten times as much memory. */
export class IdList {
  #bytes = Buffer.allocUnsafe(1 << 16);
  /** End of each id in `#bytes`. */
  #ends = new Float64Array(1 << 12);
  length = 0;

  push(id: string): void {
    const start = this.#endOf(this.length);
    const end = start + Buffer.byteLength(id);
    while (end > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], 2 * this.#bytes.length);
    this.#bytes.write(id, start);
    if (this.length === this.#ends.length) {
      const longer = new Float64Array(2 * this.length);
      longer.set(this.#ends);
      this.#ends = longer;
    }
    this.#ends[this.length++] = end;
  }

  /** The ids from `from` to `to` (exclusive). */
  slice(from: number, to: number): string[] {
    const last = Math.min(to, this.length);
    return Array.from({ length: Math.max(0, last - from) }, (_, index) =>
      this.#bytes.toString('utf8', this.#endOf(from + index), this.#endOf(from + index + 1)),
    );
  }

  #endOf(count: number): number {
    return count ? this.#ends[count - 1]! : 0;
  }
}

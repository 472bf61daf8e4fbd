import type { PaddedDigits, TableColumn } from './table.ts';

const maxSamples = 3;
/** Longer samples are shortened. */
const maxSampleLength = 200;

/** Collects facts about the values of a column. */
export class ColumnProfile {
  readonly #name: string;
  readonly #samples: string[] = [];
  #padded: PaddedDigits | undefined;
  #isUneven = false;
  #maxDigits = 0;

  constructor(name: string) {
    this.#name = name;
  }

  add(cell: string): void {
    const text = cell.trim();
    if (text === '') return;
    if (this.#samples.length < maxSamples && !this.#samples.includes(shortened(text)))
      this.#samples.push(shortened(text));
    const digits = /^'?(\d+)$/.exec(text)?.[1];
    if (digits === undefined) return;
    this.#maxDigits = Math.max(this.#maxDigits, digits.length);
    if (digits.length < 2 || !digits.startsWith('0')) return;
    this.#padded ??= { width: digits.length, example: digits };
    this.#isUneven ||= this.#padded.width !== digits.length;
  }

  column(): TableColumn {
    const isPadded = this.#padded && !this.#isUneven && this.#maxDigits <= this.#padded.width;
    return {
      name: this.#name,
      samples: this.#samples,
      ...(isPadded && { padded: this.#padded }),
    };
  }
}

function shortened(text: string): string {
  return text.length > maxSampleLength ? `${text.slice(0, maxSampleLength - 1)}…` : text;
}

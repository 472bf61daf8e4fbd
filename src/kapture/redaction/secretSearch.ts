/** Whether bytes can contain a secret between two offsets. There are false positives, but no false negatives. */
export type SecretSearch = (bytes: Uint8Array, start: number, end: number) => boolean;

/** Minimum length of a word. Shorter ones occur too often. */
const shortest = 4;

/** A word, and the offset of a pair of letters in it. */
interface Place {
  readonly word: Uint8Array;
  readonly at: number;
}

/**
 * Searches bytes in half the time that decoding and searching the text takes. Servers rarely escape letters and digits.
 * If none of them is escaped, the words of a secret are unchanged in the bytes, and for a word of six letters, only
 * every fifth pair of bytes needs to be looked up. `forms` are all forms of the secrets, before any escaping.
 */
export function secretSearch(forms: readonly string[]): SecretSearch {
  const words = wordsOf(forms);
  // If a form has no word, any bytes can contain it. If there are no forms, there is nothing to find.
  if (!words?.length) return () => words === undefined;
  const stride = Math.min(...words.map((word) => word.length)) - 1;
  const places: Place[][] = [[]];
  // The index in `places` for each pair; 0 if no word has the pair.
  const indices = new Uint16Array(1 << 16);
  for (const word of words) {
    for (let at = 0; at < stride; at++) {
      const pair = word.readUInt16LE(at);
      indices[pair] ||= places.push([]) - 1;
      places[indices[pair]]!.push({ word, at });
    }
  }
  const hasWord = (bytes: Uint8Array, index: number, at: number, start: number, end: number): boolean => {
    for (const place of places[index]!) if (isWordAt(bytes, place, at, start, end)) return true;
    return false;
  };
  return (bytes, start, end) => hasWordIn(bytes, start, end) || hasEscapedLetter(bytes, start, end);

  function hasWordIn(bytes: Uint8Array, start: number, end: number): boolean {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = start;
    // Four at a time, because few pairs are part of a word.
    for (; at + 3 * stride + 2 <= end; at += 4 * stride) {
      const first = indices[view.getUint16(at, true)]!;
      const second = indices[view.getUint16(at + stride, true)]!;
      const third = indices[view.getUint16(at + 2 * stride, true)]!;
      const fourth = indices[view.getUint16(at + 3 * stride, true)]!;
      if ((first | second | third | fourth) === 0) continue;
      if (
        hasWord(bytes, first, at, start, end) ||
        hasWord(bytes, second, at + stride, start, end) ||
        hasWord(bytes, third, at + 2 * stride, start, end) ||
        hasWord(bytes, fourth, at + 3 * stride, start, end)
      )
        return true;
    }
    for (; at + 2 <= end; at += stride)
      if (hasWord(bytes, indices[view.getUint16(at, true)]!, at, start, end)) return true;
    return false;
  }
}

/** Hexadecimal codes of letters and digits, and of characters that start another escape. */
const tellingCodes: ReadonlySet<string> = new Set(
  Array.from({ length: 0x80 }, (_, code) => code)
    .filter((code) => /[A-Za-z0-9\\%]/.test(String.fromCharCode(code)))
    .map((code) => code.toString(16).padStart(2, '0')),
);
const jsonStart = Buffer.from('\\u00');
const urlStart = Buffer.from('%');

/** Whether a letter or digit can be escaped in the range. Uses V8's native search, which is fast. */
function hasEscapedLetter(bytes: Uint8Array, start: number, end: number): boolean {
  const part = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  return [jsonStart, urlStart].some((sign) => {
    for (let at = part.indexOf(sign); at >= 0; at = part.indexOf(sign, at + 1)) {
      const code = at + sign.length;
      if (tellingCodes.has(part.toString('latin1', code, code + 2).toLowerCase())) return true;
    }
    return false;
  });
}

/** A small set of words so that each form contains one; undefined if a form has no word. */
function wordsOf(forms: readonly string[]): Buffer[] | undefined {
  const words: string[] = [];
  // Shortest first: a form that contains the password also contains its word.
  for (const form of [...forms].sort((a, b) => a.length - b.length)) {
    if (words.some((word) => form.includes(word))) continue;
    const longest = (form.match(/[A-Za-z0-9]+/g) ?? []).reduce(
      (one, other) => (other.length > one.length ? other : one),
      '',
    );
    if (longest.length < shortest) return undefined;
    words.push(longest);
  }
  return words.map((word) => Buffer.from(word));
}

function isWordAt(bytes: Uint8Array, { word, at: before }: Place, at: number, start: number, end: number): boolean {
  const from = at - before;
  if (from < start || from + word.length > end) return false;
  for (let index = 0; index < word.length; index++) if (bytes[from + index] !== word[index]) return false;
  return true;
}

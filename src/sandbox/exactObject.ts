import type { Fields } from '../kapture/catalogue/fieldText.ts';

/** A number with more digits than a double has. */
const long = /\d{16}/;

/** More than any ID has. Millions of digits would take seconds to write. */
const mostDigits = 10_000;

/**
 * The object of a body, whose integers of more than 53 bits are bigints, so that they keep their digits. `object` is
 * the same without them.
 */
export function exactObject(body: string, object: Fields): Fields {
  if (!long.test(body)) return object;
  const value = JSON.parse(body, exactly as Parameters<typeof JSON.parse>[1]) as Fields | readonly [Fields];
  return Array.isArray(value) ? (value as readonly [Fields])[0] : (value as Fields);
}

function exactly(_key: string, value: unknown, { source }: { readonly source: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source.length > mostDigits) return value;
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
}

import { pointerOf } from './jsonPointer.ts';

/** A string, number, boolean or null in a response. */
export interface LeafValue {
  readonly pointer: string;
  readonly value: string | number | boolean | null;
}

/** The values of a response that are neither objects nor arrays, in order, at most `maxCount`. */
export function leafValues(response: unknown, maxCount: number): LeafValue[] {
  const found: LeafValue[] = [];
  const pending: { readonly pointer: string; readonly value: unknown }[] = [{ pointer: '', value: response }];
  for (let next = pending.pop(); next && found.length < maxCount; next = pending.pop()) {
    const { pointer, value } = next;
    if (typeof value !== 'object' || value === null) {
      found.push({ pointer, value: value as LeafValue['value'] });
      continue;
    }
    const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    for (const [step, inner] of entries.reverse()) pending.push({ pointer: pointer + pointerOf([step]), value: inner });
  }
  return found;
}

import { readString } from './looseJson.ts';
import { valueSpan } from './spans.ts';
import { type Span, type Token, tokenAt } from './tokens.ts';

export interface LocatedValue {
  /** The keys and indexes that lead to it; empty for the whole text. */
  readonly path: readonly (string | number)[];
  readonly span: Span;
}

/**
 * The value at an offset: that of a property if the offset is at its key, or the object or array that a bracket belongs
 * to. Undefined if there is none, or if the text ends inside it.
 */
export function locateValue(text: string, offset: number): LocatedValue | undefined {
  const open: Token[] = [];
  let last: Token | undefined;
  let closed: Token | undefined;
  let before: Token | undefined;
  for (let token = tokenAt(text, 0); token && token.start <= offset; token = tokenAt(text, token.end)) {
    if (token.kind === '{' || token.kind === '[') open.push(token);
    else if (token.kind === '}' || token.kind === ']') closed = open.pop();
    before = last;
    last = token;
  }
  if (!last) return undefined;
  // A comma belongs to the value before it.
  const at = last.kind === ',' && before ? before : last;
  const span = spanOf(text, at, closed);
  return span && { path: pathAt(text, at.start) ?? [], span };
}

function spanOf(text: string, token: Token, closed: Token | undefined): Span | undefined {
  switch (token.kind) {
    case '}':
    case ']':
      return closed && { start: closed.start, end: token.end };
    case ':':
      return valueSpan(text, token.end);
    default: {
      const next = token.kind === 'string' ? tokenAt(text, token.end) : undefined;
      return valueSpan(text, next?.kind === ':' ? next.end : token.start);
    }
  }
}

/**
 * The path to the key or value at an offset, such as `['message', 0, 'contacts', 0, 'phone']`; undefined if there is
 * none. A single walk from the start to the offset, so that duplicate keys are distinguished and depth costs nothing.
 */
export function pathAt(text: string, offset: number): (string | number)[] | undefined {
  const levels: { step: string | number | undefined; atKey: boolean }[] = [];
  for (let token = tokenAt(text, 0); token && token.start <= offset; token = tokenAt(text, token.end)) {
    const level = levels.at(-1);
    if (token.kind === '}' || token.kind === ']') {
      levels.pop();
    } else if (token.kind === ',') {
      if (level) level.atKey = typeof level.step === 'string';
    } else if (token.kind !== ':') {
      if (typeof level?.step === 'number') level.step++;
      else if (level?.atKey && token.kind === 'string' && !token.cut)
        Object.assign(level, { step: readString(text, token), atKey: false });
      if (token.kind === '{') levels.push({ step: undefined, atKey: true });
      else if (token.kind === '[') levels.push({ step: -1, atKey: false });
    }
  }
  const path = levels
    .map(({ step }) => step)
    .filter((step): step is string | number => step !== undefined && step !== -1);
  return path.length ? path : undefined;
}

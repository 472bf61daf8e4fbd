import { pathAt } from './pathAt.ts';
import { valueSpan } from './spans.ts';
import { tokenAt, type Span, type Token } from './tokens.ts';

/** A value in a JSON text. */
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

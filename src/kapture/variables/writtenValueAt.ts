import { writtenNumber, type VariableValue } from './variables.ts';
import { readString } from '../json/looseJson.ts';
import { elementSpans, propertySpans } from '../json/spans.ts';
import { tokenAt } from '../json/tokens.ts';

/**
 * The primitive value at a path of keys and indexes, in the JSON that starts at an offset of a text. A number keeps its
 * text. Undefined for an object, an array or nothing.
 */
export function writtenValueAt(text: string, path: readonly string[], from = 0): VariableValue | undefined {
  const token = tokenAt(text, from);
  const [step, ...rest] = path;
  if (step !== undefined) {
    const start = startOf(text, from, step);
    return start === undefined ? undefined : writtenValueAt(text, rest, start);
  }
  if (token?.kind === 'string' && !token.cut) return readString(text, token);
  if (token?.kind !== 'literal') return undefined;
  const literal = text.slice(token.start, token.end);
  if (literal === 'null') return null;
  if (literal === 'true' || literal === 'false') return literal === 'true';
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(literal) ? writtenNumber(literal) : undefined;
}

/** Where the value of a key, or the element of an index, starts. The last of several equal keys counts. */
function startOf(text: string, from: number, step: string): number | undefined {
  if (tokenAt(text, from)?.kind === '{')
    return propertySpans(text, from).findLast(({ key }) => key === step)?.value?.start;
  return /^(0|[1-9]\d*)$/.test(step) ? elementSpans(text, from)[Number(step)]?.start : undefined;
}

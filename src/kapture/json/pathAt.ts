import { readString } from './looseJson.ts';
import { tokenAt } from './tokens.ts';

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

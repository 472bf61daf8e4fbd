import { stringsOf, type VariableUse } from './variables.ts';

/** The start of a variable, up to the next one or to the end of the string. */
const start = /\{\{((?:(?!\{\{)[^])*)/g;
const name = /^\s*(\$[A-Za-z][\w.:+-]*|[A-Za-z_][\w.-]*|\?[^{}"\\]*[^{}"\\\s])\}?/;

/**
 * The variables in the string values of a request that have no `}}`, so that they would be sent as text. The place of
 * one with a single brace includes it.
 */
export function unclosedVariablesIn(text: string): VariableUse[] {
  return stringsOf(text).flatMap(({ literal, offset }) =>
    [...literal.matchAll(start)].flatMap(({ 1: rest = '', index }) => {
      const found = rest.includes('}}') ? undefined : name.exec(rest);
      if (!found) return [];
      const [whole, own = ''] = found;
      return { name: own, offset: offset + index, length: '{{'.length + whole.length };
    }),
  );
}

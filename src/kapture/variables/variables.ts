import { visit } from 'jsonc-parser';
import { deepest, depthOf } from '../json/jsonLimits.ts';

/** What a variable stands for; it keeps its type where it is the whole of a string. */
export type VariableValue = string | number | boolean | null;

/** The value of a variable at this moment; undefined for one that nobody knows. */
export type VariableLookup = (name: string) => VariableValue | undefined;

/** A `{{name}}` in a request. */
export interface VariableUse {
  readonly name: string;
  /** Of the braces and what is between them, in the text. */
  readonly offset: number;
  readonly length: number;
}

/**
 * `{{name}}`: a name of the user's own (letters, digits, `_`, `-`, `.`), or one that starts with `$` and is made when the
 * request is sent: `$phone`, `$today-7`, `$env:NAME`, `$last.add.kapture_customer_id`. Blanks around a name do not count.
 */
const variable = /\{\{\s*([A-Za-z_][\w.-]*|\$[A-Za-z][\w.:+-]*)\s*\}\}/g;

/** The variables in the strings of a request, comments left out. */
export function variablesIn(text: string): VariableUse[] {
  const uses: VariableUse[] = [];
  // The parser recurses.
  if (!text.includes('{{') || depthOf(text) > deepest) return uses;
  const search = (offset: number, length: number): void => {
    for (const match of text.slice(offset, offset + length).matchAll(variable))
      uses.push({ name: match[1]!, offset: offset + match.index, length: match[0].length });
  };
  // Names of fields are no places for variables: which field is sent does not change from one send to the next.
  visit(
    text,
    { onLiteralValue: (value: unknown, offset, length) => typeof value === 'string' && search(offset, length) },
    { allowTrailingComma: true },
  );
  return uses;
}

/**
 * The JSON of a string with its variables put in: their own JSON where the string is one variable and nothing else, else
 * a string with their texts. `literal` is the string as it stands in the text, quotes included. Unknown ones stay.
 */
export function substitute(literal: string, lookup: VariableLookup): string {
  const whole = new RegExp(`^"${variable.source}"$`).exec(literal);
  if (whole) {
    const value = lookup(whole[1]!);
    return value === undefined ? literal : JSON.stringify(value);
  }
  return literal.replace(variable, (use, name: string) => {
    const value = lookup(name);
    return value === undefined ? use : JSON.stringify(String(value)).slice(1, -1);
  });
}

/** The variables of a settings entry or file; undefined where it is not an object of plain values. */
export function readVariables(raw: unknown): Record<string, VariableValue> | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
  const isPlain = Object.values(raw).every(
    (value) => value === null || ['string', 'number', 'boolean'].includes(typeof value),
  );
  return isPlain ? (raw as Record<string, VariableValue>) : undefined;
}

/** A lookup that asks once a name: within one request a variable has one value, however often it stands there. */
export function onceEach(lookup: VariableLookup): VariableLookup {
  const known = new Map<string, VariableValue | undefined>();
  return (name) => {
    if (!known.has(name)) known.set(name, lookup(name));
    return known.get(name);
  };
}

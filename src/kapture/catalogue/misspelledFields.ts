import type { FieldSchema } from './vocabulary.ts';

/** A low limit: a tenant's own `contact_person_code` is not a misspelling of `contact_person_phone`. */
const maxErrors = 2;
/** One error is allowed per three letters of the documented name. */
const lettersPerError = 3;

/**
 * The probably misspelled names in an object of a request, each with the documented field that was probably meant.
 * Fields that the object already has and fields that the server generates are not suggested.
 */
export function misspelledFields(
  documented: Readonly<Record<string, FieldSchema>>,
  names: readonly string[],
): ReadonlyMap<string, string> {
  const fields = Object.entries(documented);
  const known = new Set(fields.map(([name]) => name));
  const candidates = fields
    .filter(([name, { requirement }]) => requirement !== 'generated' && !names.includes(name))
    .map(([name]) => name);
  const unknown = names.filter((name) => !known.has(name));
  return new Map(
    unknown.flatMap((name) => {
      const meant = nearest(name, candidates);
      return meant === undefined ? [] : [[name, meant] as const];
    }),
  );
}

function nearest(name: string, candidates: readonly string[]): string | undefined {
  const word = normalized(name);
  let best: { readonly candidate: string; readonly errors: number } | undefined;
  for (const candidate of candidates) {
    const target = normalized(candidate);
    const allowed = Math.min(maxErrors, Math.max(1, Math.floor(target.length / lettersPerError)));
    // A number makes it a different field: `phone2` is not `phone`.
    if (Math.abs(word.length - target.length) > allowed || digits(word) !== digits(target)) continue;
    const errors = editDistance(word, target);
    if (errors <= allowed && (!best || errors < best.errors)) best = { candidate, errors };
  }
  return best?.candidate;
}

/** `emailId`, `Email-Id` and `email_id` are the same name in different styles. */
function normalized(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

function digits(name: string): string {
  return name.replace(/\D/g, '');
}

/** The optimal string alignment distance: insertions, deletions, substitutions and swaps of adjacent letters. */
function editDistance(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = last[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swapped = isSwapped ? beforeLast[j - 2]! + 1 : Infinity;
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, replaced, swapped));
    }
    beforeLast = last;
    last = row;
  }
  return last[other.length]!;
}

import type { SQLOutputValue } from 'node:sqlite';
import { inEnglish, type Problem } from '../../problem/problem.ts';
import type { PlanRow } from './planRow.ts';
import { fieldsOf } from './planRowSql.ts';
import { reasonsOf } from './reasonsOf.ts';

/** How many lists of sentences are kept, because the words of a search are the same for all rows. */
const maxKnown = 50;

/**
 * A function for SQL: whether the reasons or problems of a row, or Kapture's message, contain a word, or have one of
 * these sentences. The sentences are those whose translations contain the word.
 */
export function rowSays(): (...values: readonly SQLOutputValue[]) => 0 | 1 {
  const known = new Map<string, ReadonlySet<string>>();
  const setOf = (list: string): ReadonlySet<string> => {
    let sentences = known.get(list);
    if (!sentences) {
      if (known.size >= maxKnown) known.clear();
      known.set(list, (sentences = new Set(JSON.parse(list) as string[])));
    }
    return sentences;
  };
  return (word, sentences, kind, state, omitted, reason, problems, serverMessage) => {
    const has = (text: string): boolean => text.toLowerCase().includes(word as string);
    if (typeof serverMessage === 'string' && has(serverMessage)) return 1;
    if (reason === null && omitted === null && problems === '[]') return 0;
    const found = [
      ...reasonsOf({
        kind: kind as PlanRow['kind'],
        state: state as PlanRow['state'],
        ...(omitted !== null && { omitted: fieldsOf(omitted as string) }),
        ...(reason !== null && { reason: JSON.parse(reason as string) as Problem }),
      }),
      ...(JSON.parse(problems as string) as PlanRow['problems']).map(({ problem }) => problem),
    ];
    const translated = setOf(sentences as string);
    const says = found.some((one) => has(inEnglish(one)) || sentencesOf(one).some((each) => translated.has(each)));
    return says ? 1 : 0;
  };
}

/** The sentences of a problem, and of the problems among its values. */
function sentencesOf({ sentence, values }: Problem): string[] {
  return [sentence, ...values.flatMap((value) => (typeof value === 'object' ? sentencesOf(value) : []))];
}

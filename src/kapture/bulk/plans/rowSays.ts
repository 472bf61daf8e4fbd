import type { SQLOutputValue } from 'node:sqlite';
import { inEnglish, type Problem } from '../../problem/problem.ts';
import type { PlanRow } from './planRow.ts';
import { changesOf, fieldsOf } from './planRowSql.ts';
import { reasonsOf } from './reasonsOf.ts';
import { repairsOfCells } from './repairsOfCells.ts';

/** How many lists of sentences are kept, because the words of a search are the same for all rows. */
const maxKnown = 50;

type SqlSearch = (...values: readonly SQLOutputValue[]) => 0 | 1;

/**
 * A function for SQL: whether the reasons or problems of a row, or Kapture's message, contain a word, or have one of
 * these sentences. The sentences are those whose translations contain the word.
 */
export function rowSays(): SqlSearch {
  const setOf = knownSets();
  return (word, sentences, kind, state, omitted, repairs, reason, problems, serverMessage) => {
    if (typeof serverMessage === 'string' && has(serverMessage, word as string)) return 1;
    if (reason === null && omitted === null && problems === '[]') return 0;
    const found = [
      ...reasonsOf({
        kind: kind as PlanRow['kind'],
        state: state as PlanRow['state'],
        // The repairs only say why fields are omitted.
        repairs: omitted === null ? [] : (JSON.parse(repairs as string) as PlanRow['repairs']),
        ...(omitted !== null && { omitted: fieldsOf(omitted as string) }),
        ...(reason !== null && { reason: JSON.parse(reason as string) as Problem }),
      }),
      ...(JSON.parse(problems as string) as PlanRow['problems']).map(({ problem }) => problem),
    ];
    const translated = setOf(sentences as string);
    return found.some((one) => problemSays(one, word as string, translated)) ? 1 : 0;
  };
}

/** The same for the repairs that the details of a row show, with their columns, cells and values. */
export function repairsSay(): SqlSearch {
  const setOf = knownSets();
  return (word, sentences, kind, key, changes, repairs, problems) => {
    const translated = setOf(sentences as string);
    const says = ({ column, from, to, why }: PlanRow['repairs'][number]): boolean =>
      has(`${column}\n${from}\n${to}`, word as string) || problemSays(why, word as string, translated);
    const cells = repairsOfCells({
      kind: kind as PlanRow['kind'],
      key: key as string,
      changes: changesOf(changes as string),
      repairs: JSON.parse(repairs as string) as PlanRow['repairs'],
      problems: JSON.parse(problems as string) as PlanRow['problems'],
    });
    return cells.some(({ why, ...cell }) => why.some((one) => says({ ...cell, why: one }))) ? 1 : 0;
  };
}

/** The sets of lists in JSON. */
function knownSets(): (list: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return (list) => {
    let sentences = known.get(list);
    if (!sentences) {
      if (known.size >= maxKnown) known.clear();
      known.set(list, (sentences = new Set(JSON.parse(list) as string[])));
    }
    return sentences;
  };
}

function has(text: string, word: string): boolean {
  return text.toLowerCase().includes(word);
}

function problemSays(one: Problem, word: string, translated: ReadonlySet<string>): boolean {
  return has(inEnglish(one), word) || sentencesOf(one).some((each) => translated.has(each));
}

/** The sentences of a problem, and of the problems among its values. */
function sentencesOf({ sentence, values }: Problem): string[] {
  return [sentence, ...values.flatMap((value) => (typeof value === 'object' ? sentencesOf(value) : []))];
}

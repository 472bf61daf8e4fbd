import { otherRecordProblem } from '../exchange/otherRecord.ts';
import { inEnglish } from '../problem/problem.ts';
import type { CaseResult } from './runCase.ts';

/** What the user should know about the responses of a case, whether it passed or not: those with another record. */
export function notesOf({ exchanges }: CaseResult): readonly string[] {
  return exchanges.flatMap((exchange) => {
    const { otherId } = exchange.response.reading;
    return otherId === undefined ? [] : [inEnglish(otherRecordProblem(exchange, otherId))];
  });
}

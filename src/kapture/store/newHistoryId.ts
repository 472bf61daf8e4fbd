import type { Statements } from './statements.ts';

/** An ID for an exchange or a run: the current time in microseconds, or one more than the newest ID. */
export function newHistoryId(sql: Statements): number {
  const newest = sql.get(
    'SELECT max(ifnull((SELECT max(id) FROM exchange), 0), ifnull((SELECT max(id) FROM run), 0)) AS id',
  );
  return Math.max(Number(newest!['id']) + 1, Date.now() * 1000);
}

import type { Statements } from './statements.ts';

/** An id that nothing had before, be it gone by now: the moment in microseconds, or one more than the last; one of an earlier database does not come again either. */
export function newId(sql: Statements): number {
  return Number(sql.get('UPDATE newest_id SET id = max(id + 1, ?) RETURNING id', Date.now() * 1000)!['id']);
}

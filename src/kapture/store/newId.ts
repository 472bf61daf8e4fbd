import type { Statements } from './statements.ts';

/**
 * A new id that was never used before, not even in an earlier database: the current time in microseconds, or one more
 * than the last id.
 */
export function newId(sql: Statements): number {
  return Number(sql.get('UPDATE newest_id SET id = max(id + 1, ?) RETURNING id', Date.now() * 1000)!['id']);
}

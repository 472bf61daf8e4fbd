import type { LiveOwner } from './isAlive.ts';
import type { Row } from './statements.ts';

/** The owner in the columns of a row. Older versions do not store its start. */
export function ownerOf(row: Row): LiveOwner {
  return {
    pid: row['owner_pid'] as number,
    host: row['owner_host'] as string,
    beatAt: row['beat_at'] as number,
    started: (row['owner_started'] ?? undefined) as string | undefined,
  };
}

import type { Response, SentRequest } from '../exchange/exchange.ts';
import type { ExchangeRows } from './exchangeRows.ts';
import { hasLiveOwner, type LaterFinding, type StoredExchange } from './historyEntry.ts';
import type { HistoryLimits } from './historyLimits.ts';
import { thisOwner, type LiveOwner } from './isAlive.ts';
import { newHistoryId } from './newHistoryId.ts';
import type { Statements } from './statements.ts';

/** A write without a usable response, and the ID of its entry if that is known. */
export interface WriteWithoutResponse extends Pick<SentRequest, 'tenant' | 'operation' | 'requestBody'> {
  readonly id?: number | undefined;
}

/** The writes in the history that have no response, or none yet. */
export class UnansweredWrites {
  readonly #sql: Statements;
  readonly #rows: ExchangeRows;
  /** The writes that ended while their entries were deleted, and why they have no response; undefined: not sent. */
  readonly #endedWithoutEntry = new Map<number, string | undefined>();

  constructor(sql: Statements, rows: ExchangeRows) {
    this.#sql = sql;
    this.#rows = rows;
  }

  /**
   * Stores a write that is about to be sent, and returns its id. Its owner has to {@link beat} until it is answered or
   * has ended. A process that ends then loses nothing, but the operating system may write to the disk later.
   */
  begin(request: SentRequest, limits: HistoryLimits, owner: LiveOwner = thisOwner()): number {
    return this.#sql.transaction(() => {
      const id = newHistoryId(this.#sql);
      this.#rows.insert({
        id,
        exchange: { ...request, response: noResponse },
        hasResponse: false,
        unanswered: 'sending',
      });
      this.beat([id], owner);
      this.#rows.trim(limits, id);
      return id;
    });
  }

  /**
   * Says that the owner of these writes is alive, also if it seemed to have ended, as after a sleep of the machine, or
   * if an entry was deleted and restored.
   */
  beat(ids: readonly number[], { pid, host, started, beatAt }: LiveOwner = thisOwner()): void {
    this.#sql.run(
      'UPDATE exchange SET owner_pid = ?, owner_host = ?, owner_started = ?, beat_at = ? WHERE is_answered = 0 AND id IN (SELECT value FROM json_each(?))',
      pid,
      host,
      started ?? null,
      beatAt,
      JSON.stringify(ids),
    );
  }

  /**
   * Records that a write has no response, and why. Without a reason nothing was sent, so the entry is deleted.
   */
  end(id: number, reason?: string): void {
    const changed =
      reason === undefined
        ? this.#rows.deleteUnanswered(id)
        : this.#sql.run(
            'UPDATE exchange SET owner_pid = NULL, message = ? WHERE id = ? AND is_answered = 0',
            reason,
            id,
          );
    // The entry can be restored later.
    if (!changed) this.#endedWithoutEntry.set(id, reason);
  }

  /**
   * Records what a read of the customer found of an earlier write without a usable response: the one with the `id`, or
   * else the last one with the same body.
   */
  noteFound({ id, tenant, operation, requestBody }: WriteWithoutResponse, found: LaterFinding): void {
    const isWithout = "owner_pid IS NULL AND (is_answered = 0 OR outcome = 'unreadable')";
    this.#sql.run(
      `UPDATE exchange SET found = ? WHERE ${isWithout} AND id = ifnull(?, (
         SELECT max(id) FROM exchange WHERE ${isWithout} AND (tenant, operation, request_body) = (?, ?, ?)))`,
      JSON.stringify(found),
      id ?? null,
      tenant,
      operation,
      requestBody,
    );
  }

  /** Ends the writes whose owners have ended. Returns their number, and that of the writes that are in progress. */
  endAbandoned(): { readonly ended: number; readonly sending: number } {
    const owned = this.#sql.all(
      'SELECT id, owner_pid, owner_host, owner_started, beat_at FROM exchange WHERE owner_pid IS NOT NULL',
    );
    const abandoned = owned.filter((row) => !hasLiveOwner(row));
    for (const { id } of abandoned) this.#sql.run('UPDATE exchange SET owner_pid = NULL WHERE id = ?', id as number);
    return { ended: abandoned.length, sending: owned.length - abandoned.length };
  }

  /** Restores a removed entry, unless it belongs to a write in progress that was not sent in the meantime. */
  restore(kept: StoredExchange): void {
    const hasEnded = kept.unanswered === 'sending' && this.#endedWithoutEntry.has(kept.id);
    const reason = this.#endedWithoutEntry.get(kept.id);
    if (hasEnded && reason === undefined) return;
    this.#rows.insert(kept);
    if (hasEnded) this.end(kept.id, reason);
  }
}

/** Replaces a missing response. Every column but `is_answered` also makes sense to older versions. */
const noResponse: Response = {
  status: 0,
  headers: undefined,
  contentType: '',
  text: '',
  bytes: 0,
  milliseconds: 0,
  location: undefined,
  reading: { outcome: 'unreadable', records: [] },
};

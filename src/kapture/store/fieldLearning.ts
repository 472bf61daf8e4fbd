import type { ListModule } from '../catalogue/operation.ts';
import { listOperations, type OperationId } from '../catalogue/registry.ts';
import {
  addRecords,
  learnedText,
  learningLimits,
  learnText,
  noRecords,
  readLearned,
  type LearnedRecords,
} from '../tenantFields/learnedRecords.ts';
import type { Statements } from './statements.ts';
import { withStoreErrors, type StoredCustomers } from './storedCustomers.ts';

/** Maximum number of customers of a pull that are examined, spread over all of them. */
export const examinedOfPull = 1000;
/** Maximum number of rows that a step passes, and of records that it reads: about 10 ms. */
const rowsOfStep = 2000,
  recordsOfStep = 20;

interface Run {
  readonly learned: LearnedRecords;
  /** One customer is examined per this number of customers. */
  readonly interval: number;
  lastId: string;
}

/**
 * Learns the fields of tenants from stored customers and from responses: names, types and counts, never values. Pulls
 * are not slowed down, because a pull is read after it has ended, in short steps.
 */
export class FieldLearning {
  readonly #sql: Statements;
  readonly #customers: StoredCustomers;
  readonly #runs = new Map<number, Run>();

  constructor(sql: Statements, customers: StoredCustomers) {
    this.#sql = sql;
    this.#customers = customers;
  }

  /**
   * The next step of learning from a pull. What was learned is stored with the last step. Returns whether there are
   * more steps.
   */
  learnPull(pull: number): boolean {
    return withStoreErrors(() => {
      const { tenant, module } = this.#sql.get('SELECT tenant, module FROM pull WHERE id = ?', pull) ?? {};
      // Without a tenant, the pull was removed in the meantime.
      if (typeof tenant !== 'string') return this.#end(pull);
      const run = this.#runOf(pull);
      const count = Math.min(recordsOfStep, Math.max(1, Math.floor(rowsOfStep / run.interval)));
      for (let index = 0; index < count; index++) {
        const row = this.#sql.get(
          'SELECT id, length FROM customer WHERE pull = ? AND id > ? ORDER BY id LIMIT 1 OFFSET ?',
          pull,
          run.lastId,
          run.interval - 1,
        );
        if (!row) {
          this.#store(tenant, listOperations[module as ListModule], run.learned);
          return this.#end(pull);
        }
        run.lastId = row['id'] as string;
        if ((row['length'] as number) > learningLimits.text) continue;
        const record = this.#customers.record(pull, run.lastId);
        if (record) learnText(run.learned, record.toString(), Date.now());
      }
      return true;
    });
  }

  /** Learns from the texts of records in a response of an operation. */
  learnRecords(tenant: string, operation: OperationId, texts: readonly string[]): void {
    const learned = noRecords(Date.now());
    for (const text of texts) learnText(learned, text, Date.now());
    withStoreErrors(() => this.#store(tenant, operation, learned));
  }

  /** What was learned from a tenant, by operation, as `learnedText` writes it. */
  learned(tenant: string): Readonly<Partial<Record<OperationId, string>>> {
    const rows = withStoreErrors(() =>
      this.#sql.all('SELECT operation, learned FROM learned_fields WHERE tenant = ?', tenant),
    );
    return Object.fromEntries(rows.map((row) => [row['operation'] as OperationId, row['learned'] as string]));
  }

  /** Forgets everything that was learned of a tenant, or of all tenants. */
  forget(tenant?: string): void {
    this.#runs.clear();
    withStoreErrors(() =>
      tenant === undefined
        ? this.#sql.run('DELETE FROM learned_fields')
        : this.#sql.run('DELETE FROM learned_fields WHERE tenant = ?', tenant),
    );
  }

  #runOf(pull: number): Run {
    const known = this.#runs.get(pull);
    if (known) return known;
    const interval = Math.max(1, Math.ceil(this.#customers.count(pull) / examinedOfPull));
    const run: Run = { learned: noRecords(Date.now()), interval, lastId: '' };
    this.#runs.set(pull, run);
    return run;
  }

  #end(pull: number): false {
    this.#runs.delete(pull);
    return false;
  }

  #store(tenant: string, operation: OperationId, added: LearnedRecords): void {
    if (!added.examined) return;
    this.#sql.transaction(() => {
      const known = this.#sql.get(
        'SELECT learned FROM learned_fields WHERE tenant = ? AND operation = ?',
        tenant,
        operation,
      );
      const all = known ? readLearned(known['learned'] as string) : added;
      if (known) addRecords(all, added);
      this.#sql.run(
        'INSERT INTO learned_fields (tenant, operation, learned) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET learned = excluded.learned',
        tenant,
        operation,
        learnedText(all),
      );
    });
  }
}

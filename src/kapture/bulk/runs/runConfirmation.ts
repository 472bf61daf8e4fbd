import { createHash } from 'node:crypto';
import type { OperationId } from '../../catalogue/registry.ts';
import type { Connection } from '../../connection/connection.ts';
import { WriteConfirmation } from '../../exchange/writeGuard.ts';
import { KaptureError } from '../../http/kaptureError.ts';
import { isBlank, type FieldValues } from '../../update/fieldValue.ts';
import { fieldOfIdentifier } from '../plans/identifiers.ts';
import { changesJson, valuesJson } from '../plans/planRowSql.ts';
import type { FieldChange, PlanRow } from '../plans/planRow.ts';
import type { ReadRecord } from '../lookups/readRecord.ts';
import { isRevertible } from '../writes/isRevertible.ts';
import { rowWrite } from '../writes/rowWrite.ts';

/** What the user confirms before a run. */
export interface RunQuestion {
  readonly connection: Connection;
  readonly host: string;
  readonly adds: number;
  readonly updates: number;
  /** All writes, which the user of a production connection types. */
  readonly writes: number;
  /** How many of them may have been applied already. They are read first. */
  readonly unknown: number;
  /** The updates that send a blank value. */
  readonly blank: number;
  /** The updates that are sent without masked fields. */
  readonly omitting: number;
  /** The fields of updates whose previous values are unknown, so that no plan can revert them. */
  readonly irreversible: { readonly fields: number; readonly customers: number };
  /** The change that is the only one of every write, with its value as JSON; undefined if there is no such change. */
  readonly onlyChange?: Pick<FieldChange, 'field' | 'to'> | undefined;
}

/** Asks the user; resolves to false if the user declines. */
export type ConfirmRun = (question: RunQuestion) => Promise<boolean>;

/** A write with its confirmation. */
export interface ConfirmedWrite {
  readonly operation: OperationId;
  readonly body: string;
  readonly confirmation: WriteConfirmation;
}

/**
 * Proof that a user confirmed the writes of a plan. Only `ask` creates one. It confirms one write of each row as the
 * plan had it then: values that were not agreed on, another connection, and a second write of a row are refused.
 */
export class RunConfirmation {
  readonly #connection: Connection;
  /** A digest of each row, because a plan can have more rows than fit in memory. */
  readonly #agreed: ReadonlyMap<number, string>;
  readonly #sent = new Set<number>();

  private constructor(connection: Connection, agreed: ReadonlyMap<number, string>) {
    this.#connection = connection;
    this.#agreed = agreed;
  }

  /** Asks once about all rows; undefined if the user declines. */
  static async ask(
    connection: Connection,
    rows: AsyncIterable<PlanRow>,
    confirm: ConfirmRun,
  ): Promise<RunConfirmation | undefined> {
    const agreed = new Map<number, string>();
    const counts = { adds: 0, updates: 0, unknown: 0, blank: 0, omitting: 0 };
    const irreversible = { fields: 0, customers: 0 };
    let onlyChange: RunQuestion['onlyChange'];
    for await (const row of rows) {
      const [change, ...others] = row.kind === 'update' ? row.changes : [];
      const isOnly = change !== undefined && !others.length;
      if (!agreed.size && isOnly) onlyChange = { field: change.field, to: change.to };
      if (!isOnly || change.field !== onlyChange?.field || change.to !== onlyChange.to) onlyChange = undefined;
      agreed.set(row.row, digestOf(row));
      counts[row.kind === 'add' ? 'adds' : 'updates']++;
      if (row.state !== 'not-sent') counts.unknown++;
      if (row.changes.some(({ to }) => isBlank(to))) counts.blank++;
      if (row.omitted) counts.omitting++;
      const lost = row.changes.filter(({ from }) => !isRevertible(from)).length;
      irreversible.fields += lost;
      if (lost) irreversible.customers++;
    }
    const { host } = new URL(connection.baseUrl);
    const isConfirmed = await confirm({ connection, host, ...counts, writes: agreed.size, irreversible, onlyChange });
    return isConfirmed ? new RunConfirmation(connection, agreed) : undefined;
  }

  /**
   * Confirms the write of values of a row: all fields of an add, or changed fields of the record. Throws a
   * {@link KaptureError} (`not-confirmed`) if the user did not agree to it.
   */
  async confirm(row: PlanRow, values: FieldValues, record?: ReadRecord): Promise<ConfirmedWrite> {
    const { operation, body } = rowWrite(this.#connection, values, record);
    const isAgreed =
      body !== undefined &&
      this.#agreed.get(row.row) === digestOf(row) &&
      !this.#sent.has(row.row) &&
      (record ? isPartOf(row, values, record) : isAdd(row, values));
    const refused = (): KaptureError =>
      new KaptureError('not-confirmed', new URL(this.#connection.baseUrl).host, this.#connection.name);
    if (!isAgreed) throw refused();
    const confirmation = await WriteConfirmation.ask({ operation, body, connection: this.#connection }, () =>
      Promise.resolve(true),
    );
    if (!confirmation) throw refused();
    this.#sent.add(row.row);
    return { operation, body, confirmation };
  }

  /** It turned out that the write of a row was not applied, so it may be sent. */
  wasNotApplied(row: number): void {
    this.#sent.delete(row);
  }
}

/** Whether values are agreed changes of the customer of a row. */
function isPartOf({ kind, customerId, changes }: PlanRow, values: FieldValues, { id }: ReadRecord): boolean {
  const agreed = new Map(changes.map(({ field, to }) => [field, to]));
  return kind === 'update' && customerId === id && [...values].every(([field, value]) => agreed.get(field) === value);
}

/** Whether values are those of a row that adds a customer: its fields that are not blank, and its key. */
function isAdd({ kind, key, fields }: PlanRow, values: FieldValues): boolean {
  const identities: readonly string[] = Object.values(fieldOfIdentifier);
  const isAgreed = ([field, value]: readonly [string, string]): boolean =>
    fields.get(field) === value || (identities.includes(field) && value === JSON.stringify(key.trim()));
  const isComplete = [...fields].every(([field, value]) => values.has(field) || isBlank(value));
  return kind === 'add' && isComplete && [...values].every(isAgreed);
}

function digestOf({ row, kind, key, customerId = '', fields, changes }: PlanRow): string {
  const agreed = kind === 'add' ? valuesJson(fields) : changesJson(changes);
  return createHash('sha256')
    .update(JSON.stringify([row, kind, key, customerId, agreed]))
    .digest('base64')
    .slice(0, 24);
}

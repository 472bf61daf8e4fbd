import type { Problem } from '../../problem/problem.ts';
import type { Row, Statements } from '../../store/statements.ts';
import { isReverted } from './journalEntry.ts';
import type { PlanCounts } from './planCounts.ts';
import { changesOf, fieldsJson, fieldsOf, valuesOf } from './planRowSql.ts';

/**
 * Which fields of a plan's rows are undone: a run, the plans that revert it, and those that revert these write the same
 * two values in turn, and the last write decides which of them the customer has. Recorded with each write, so that
 * deleted plans do not change it.
 */
export class UndoneFields {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** Records that the customer of a row has its values now. */
  record(plan: number, row: number): void {
    const { root, depth } = this.#sql.get(
      'SELECT ifnull(root, id) AS root, ifnull(depth, 0) AS depth FROM plan WHERE id = ?',
      plan,
    )!;
    const plans = this.#sql.all(
      'SELECT id, ifnull(depth, 0) AS depth FROM plan WHERE ifnull(root, id) = ?',
      root as number,
    );
    if (plans.length === 1) return;
    const written = this.#fields(plan, row);
    for (const { id, depth: other } of plans) {
      const isUndone = ((other as number) - (depth as number)) % 2 !== 0;
      const found = this.#sql.get('SELECT undone FROM plan_row WHERE plan = ? AND row = ?', id as number, row);
      if (!found) continue;
      const others = undoneOf(found).filter((field) => !written.includes(field));
      const own = isUndone ? this.#fields(id as number, row).filter((field) => written.includes(field)) : [];
      this.#sql.run(
        'UPDATE plan_row SET undone = ? WHERE plan = ? AND row = ?',
        fieldsJson([...others, ...own]),
        id as number,
        row,
      );
    }
  }

  #fields(plan: number, row: number): string[] {
    const found = this.#sql.get(
      "SELECT changes FROM plan_row WHERE plan = ? AND row = ? AND kind = 'update'",
      plan,
      row,
    );
    return found ? changesOf(found['changes'] as string).map(({ field }) => field) : [];
  }

  /** Records that the response of a plan's row names another customer: no other plan reverts its row again. */
  recordOther(plan: number, row: number, reason: string): void {
    this.#sql.run(
      "UPDATE plan_row SET reverted_other = ? WHERE plan = (SELECT revert_of FROM plan WHERE id = ?) AND row = ? AND kind = 'update'",
      reason,
      plan,
      row,
    );
  }

  /** The rows of a plan for which the response of a plan that reverts them names another customer, with the reason. */
  revertedOther(plan: number): Map<number, Problem> {
    const rows = this.#sql.all(
      'SELECT row, reverted_other FROM plan_row WHERE plan = ? AND reverted_other IS NOT NULL',
      plan,
    );
    return new Map(
      rows.map((found) => [found['row'] as number, JSON.parse(found['reverted_other'] as string) as Problem]),
    );
  }

  /** How many updates of a plan are reverted, of this number that is done, and whether there are others to revert. */
  counts(
    plan: number,
    updated: number,
  ): Pick<PlanCounts, 'reverted' | 'revertedInPart' | 'revertedOther' | 'canRevert'> {
    const undone = this.#sql
      .all(
        `SELECT plan_row.row, undone, before, after FROM plan_row
         JOIN journal ON journal.plan = plan_row.plan AND journal.row = plan_row.row AND outcome = 'done'
         WHERE plan_row.plan = ? AND undone IS NOT NULL AND kind = 'update' AND state = 'done'`,
        plan,
      )
      .map((row) => ({
        row: row['row'] as number,
        undone: undoneOf(row),
        before: valuesOf(row['before'] as string),
        after: valuesOf(row['after'] as string),
      }));
    const revertedOther = [...this.revertedOther(plan).keys()];
    const nothingLeft = new Set([...undone.filter(isReverted).map(({ row }) => row), ...revertedOther]);
    // Without the fields whose previous values are unknown, a row is reverted only in part.
    const reverted = undone.filter((row) => [...row.after.keys()].every((field) => row.undone.includes(field))).length;
    return {
      reverted,
      revertedInPart: undone.length - reverted,
      revertedOther: revertedOther.length,
      canRevert: updated > nothingLeft.size && this.#canRevert(plan, [...nothingLeft]),
    };
  }

  #canRevert(plan: number, nothingLeft: readonly number[]): boolean {
    // Stops at the first row that it finds, which is usually the first one.
    const found = this.#sql.get(
      `SELECT 1 FROM plan_row JOIN journal ON journal.plan = plan_row.plan AND journal.row = plan_row.row
       WHERE plan_row.plan = ? AND kind = 'update' AND state = 'done' AND outcome = 'done' AND before <> '[]'
         AND plan_row.row NOT IN (SELECT value FROM json_each(?)) LIMIT 1`,
      plan,
      JSON.stringify(nothingLeft),
    );
    return found !== undefined;
  }
}

function undoneOf({ undone }: Row): readonly string[] {
  return typeof undone === 'string' ? fieldsOf(undone) : [];
}

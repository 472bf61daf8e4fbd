import { isDeepStrictEqual } from 'node:util';
import type { PlanDatabase } from '../../kapture/bulk/plans/planDatabase.ts';
import { constantsByField, type Mapping } from '../../kapture/bulk/mappings/mapping.ts';
import { allRows } from '../../kapture/bulk/plans/pages.ts';
import type { PlanHead } from '../../kapture/bulk/plans/planHead.ts';
import type { RowInput } from '../../kapture/bulk/plans/rowInput.ts';
import { UsageError } from '../shared/usageError.ts';

/**
 * Throws a {@link UsageError} if the stored rows of a plan are not those that the mapping makes of the file: resuming
 * would send other values than the command says. Values with variables can differ between runs, so only their text in
 * the mapping is compared.
 */
export async function checkPlanRows(
  store: PlanDatabase,
  { id, identifier, constants }: PlanHead,
  rows: AsyncIterable<RowInput>,
  mapping: Mapping,
): Promise<void> {
  const different = new UsageError(
    `Plan ${id} was made with another mapping. Use that mapping, or make a new plan without --resume.`,
  );
  const isSame = constants === undefined || isDeepStrictEqual(constants, constantsByField(mapping));
  if (identifier !== mapping.identifyBy || !isSame) throw different;
  const varying = new Set(mapping.constants.filter(({ value }) => value.includes('{{')).map(({ field }) => field));
  const textOf = ({ key, fields }: Pick<RowInput, 'key' | 'fields'>): string =>
    JSON.stringify([key, [...fields].map(([field, value]) => [field, varying.has(field) ? '' : value]).sort(byField)]);
  const stored = allRows(store, { plan: id });
  try {
    for await (const row of rows) {
      const own = await stored.next();
      // The other rows are not read yet.
      if (own.done) return;
      if (own.value.row !== row.row || textOf(own.value) !== textOf(row)) throw different;
    }
  } finally {
    await stored.return(undefined);
  }
}

function byField([one = '']: readonly string[], [other = '']: readonly string[]): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

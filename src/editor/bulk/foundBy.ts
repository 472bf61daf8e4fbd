import type { PlanHead } from '../../kapture/bulk/plans/planHead.ts';
import type { Identifier } from '../../kapture/bulk/plans/rowInput.ts';

/** What the rows of a table name their customers by; undefined if the user has selected the customers. */
export function foundBy({ identifier, columns }: Pick<PlanHead, 'identifier' | 'columns'>): Identifier | undefined {
  return columns && identifier;
}

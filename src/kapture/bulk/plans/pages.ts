import type { PlanRow } from './planRow.ts';
import type { PlanStore } from './planStore.ts';
import type { RowQuery } from './rowQuery.ts';

/** How many rows are read at once. */
const pageRows = 500;

/** Goes through the rows that `load` returns after a row, a page at a time. */
export async function* inPages<One extends { readonly row: number }>(
  load: (after: number, limit: number) => One[] | Promise<One[]>,
): AsyncGenerator<One> {
  for (let after = 0; ;) {
    const page = await load(after, pageRows);
    yield* page;
    if (page.length < pageRows) return;
    after = page.at(-1)!.row;
  }
}

/** The rows that match, in the order of the file. */
export function allRows(store: PlanStore, query: RowQuery): AsyncGenerator<PlanRow> {
  return inPages((after, limit) => store.rowsAfter(query, after, limit));
}

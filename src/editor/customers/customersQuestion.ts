import type { Memento } from 'vscode';
import {
  groupings,
  sortings,
  type Grouping,
  type Selection,
  type Sorting,
} from '../../kapture/store/customerShapes.ts';

/** Which customers the view shows, and how. */
export interface CustomersQuestion {
  readonly connection: string | undefined;
  readonly filter: string;
  /** Whom alone, besides the filter. */
  readonly only: Selection | undefined;
  readonly grouping: Grouping;
  readonly sorting: Sorting;
}

const groupingKey = 'customers.groupBy';
const sortingKey = 'customers.sortBy';

/** What is asked first: for nobody, as it was grouped and sorted last. */
export function firstQuestion(memory: Memento): CustomersQuestion {
  const grouping = memory.get<Grouping>(groupingKey, 'day');
  const sorting = memory.get<Sorting>(sortingKey, 'newest');
  return {
    connection: undefined,
    filter: '',
    only: undefined,
    // Another version may have written what this one does not know.
    grouping: groupings.includes(grouping) ? grouping : 'day',
    sorting: sortings.includes(sorting) ? sorting : 'newest',
  };
}

/** Keeps grouping and sorting for the next window. */
export async function rememberQuestion(
  memory: Memento,
  { grouping, sorting }: Partial<CustomersQuestion>,
): Promise<void> {
  if (grouping) await memory.update(groupingKey, grouping);
  if (sorting) await memory.update(sortingKey, sorting);
}

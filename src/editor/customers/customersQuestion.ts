import type { Memento } from 'vscode';
import {
  groupings,
  sortings,
  type Grouping,
  type Selection,
  type Sorting,
} from '../../kapture/store/customerShapes.ts';

/** A tenant, and the name of the connection that it is shown for. Without a tenant the connection cannot be used. */
export interface CustomersSource {
  readonly tenant: string | undefined;
  readonly connection: string;
}

/** Which customers the view shows, and how. */
export interface CustomersQuestion {
  /** Whose customers, and the name of the connection that they are shown for. */
  readonly source: CustomersSource | undefined;
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
    source: undefined,
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

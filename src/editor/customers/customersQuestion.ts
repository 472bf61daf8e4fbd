import type { Memento } from 'vscode';
import {
  groupings,
  sortings,
  type Grouping,
  type Selection,
  type Sorting,
} from '../../kapture/store/customerShapes.ts';

/** A tenant, and the name of the connection that it is shown for. An invalid connection has no tenant. */
export interface CustomersSource {
  readonly tenant: string | undefined;
  readonly connection: string;
}

/** Which customers the view shows, and how. */
export interface CustomersQuestion {
  readonly source: CustomersSource | undefined;
  readonly filter: string;
  /** Limits the view in addition to the filter. */
  readonly only: Selection | undefined;
  readonly grouping: Grouping;
  readonly sorting: Sorting;
}

const groupingKey = 'customers.groupBy';
const sortingKey = 'customers.sortBy';

/** The initial question: no source, with the last grouping and sorting. */
export function firstQuestion(memory: Memento): CustomersQuestion {
  const grouping = memory.get<Grouping>(groupingKey, 'day');
  const sorting = memory.get<Sorting>(sortingKey, 'newest');
  return {
    source: undefined,
    filter: '',
    only: undefined,
    // Another version may have stored a value that this one does not know.
    grouping: groupings.includes(grouping) ? grouping : 'day',
    sorting: sortings.includes(sorting) ? sorting : 'newest',
  };
}

/** Stores grouping and sorting for new windows. */
export async function rememberQuestion(
  memory: Memento,
  { grouping, sorting }: Partial<CustomersQuestion>,
): Promise<void> {
  if (grouping) await memory.update(groupingKey, grouping);
  if (sorting) await memory.update(sortingKey, sorting);
}

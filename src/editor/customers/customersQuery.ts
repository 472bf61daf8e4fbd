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
export interface CustomersQuery {
  readonly source: CustomersSource | undefined;
  readonly filter: string;
  /** Limits the view in addition to the filter. */
  readonly only: Selection | undefined;
  readonly grouping: Grouping;
  readonly sorting: Sorting;
}

const groupingKey = 'customers.groupBy';
const sortingKey = 'customers.sortBy';

/** The initial query: no source, with the last grouping and sorting. */
export function initialQuery(state: Memento): CustomersQuery {
  const grouping = state.get<Grouping>(groupingKey, 'day');
  const sorting = state.get<Sorting>(sortingKey, 'newest');
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
export async function saveQuery(state: Memento, { grouping, sorting }: Partial<CustomersQuery>): Promise<void> {
  if (grouping) await state.update(groupingKey, grouping);
  if (sorting) await state.update(sortingKey, sorting);
}

import type { RowState } from '../../kapture/bulk/plans/planRow.ts';
import type { RowSort } from '../../kapture/bulk/plans/planTables.ts';
import type { Rows, RowsRequest } from '../shared/webview/tableRows.ts';

export const planColumns = ['included', 'number', 'state', 'name', 'changes', 'key', 'reason'] as const;
export type PlanColumn = (typeof planColumns)[number];

/** The columns that the store can sort by. */
export const sortedColumns: Readonly<Partial<Record<PlanColumn, RowSort>>> = {
  number: 'row',
  state: 'state',
  name: 'name',
  key: 'key',
};

/** A row for display. All texts are in one line. */
export interface ShownRow {
  readonly row: number;
  /** The line in the file, if its number differs from that of the row. */
  readonly line?: number;
  readonly state: RowState;
  readonly stateText: string;
  readonly name: string;
  readonly key: string;
  readonly changes: string;
  /** Why the row is not sent or was not applied, what was repaired, and what the server said. */
  readonly details: readonly string[];
  readonly isIncluded: boolean;
  /** Whether the row can be included or excluded: it is a write that was not sent. */
  readonly canChange: boolean;
}

/** Which rows the page lists. */
export interface PlanFilter {
  /** Undefined to list rows of all states. */
  readonly state?: RowState | undefined;
  readonly search: string;
}

export type PlanAction = 'apply' | 'lookUp' | 'cancel' | 'saveRows' | 'saveFailures' | 'revert';

export interface PlanMessage {
  readonly kind: 'plan';
  readonly title: string;
  /** The connection with its role, and what the plan was created from. */
  readonly source: string;
  /** The groups of rows that the user can list separately. */
  readonly groups: readonly { readonly state: RowState; readonly label: string; readonly count: number }[];
  /** What a run would write, or what it has written. */
  readonly summary: string;
  /** A notice for the user, such as why a run stopped. */
  readonly notice: string;
  /** A text about the work in progress; empty if there is none. */
  readonly progress: string;
  /** The share of the work that is done, from 0 to 1; undefined if none is in progress. */
  readonly share?: number | undefined;
  /** The actions that are possible now, with their titles; the first is the main one unless it is secondary. */
  readonly actions: readonly { readonly action: PlanAction; readonly title: string; readonly isSecondary?: true }[];
  /** Changes whenever rows may have changed. */
  readonly version: number;
  readonly matching: number;
  readonly total: number;
  /** Whether rows can be included or excluded now. */
  readonly canInclude: boolean;
  readonly filter: PlanFilter;
}

export type ToPage =
  | PlanMessage
  | ({ readonly kind: 'rows' } & Rows<PlanColumn, ShownRow>)
  /** The plan cannot be read now. The page keeps what it shows. */
  | { readonly kind: 'trouble'; readonly sentence: string }
  /** The plan was deleted. */
  | { readonly kind: 'gone'; readonly sentence: string };

export type FromPage =
  | { readonly kind: 'ready'; readonly filter: PlanFilter }
  | { readonly kind: 'filter'; readonly filter: PlanFilter }
  | ({ readonly kind: 'rows' } & RowsRequest<PlanColumn>)
  | { readonly kind: 'include'; readonly row: number; readonly isIncluded: boolean }
  /** All rows that the filter matches. */
  | { readonly kind: 'includeAll'; readonly filter: PlanFilter; readonly isIncluded: boolean }
  | { readonly kind: 'open'; readonly row: number }
  | { readonly kind: 'act'; readonly action: PlanAction };

/** The texts of the page in the user's language. `{0}`, `{1}` and so on are placeholders. */
export interface Texts {
  readonly columns: Readonly<Record<PlanColumn, string>>;
  readonly tableTitle: string;
  readonly tableHint: string;
  /** The hint below the table if no row can be included or excluded. */
  readonly tableHintFixed: string;
  readonly row: string;
  readonly rowAndLine: string;
  readonly tableNone: string;
  readonly loading: string;
  readonly ofRows: string;
  readonly search: string;
  readonly all: string;
  readonly included: string;
  readonly excluded: string;
  readonly notChangeable: string;
  readonly includeAll: string;
  readonly excludeAll: string;
}

import type { CustomerRow, Selection } from '../../kapture/store/customerShapes.ts';
import type { BarFacet, RowColumn } from '../../kapture/store/insightShapes.ts';
import type { Rows, RowsRequest } from '../shared/webview/tableRows.ts';

export interface Bar {
  readonly key: string;
  /** The value for display. */
  readonly label: string;
  readonly count: number;
}

export interface BarChart {
  readonly bars: readonly Bar[];
  /** The number of values without a bar, and of the customers with these values. */
  readonly otherGroups: number;
  readonly others: number;
}

/** A customer with its tenant, because ids are unique only within a tenant. */
export interface ShownCustomer extends CustomerRow {
  readonly tenant: string;
  readonly connection: string;
  /** The text for screen readers that says that `phone` is the contact's; undefined if it is not. */
  readonly spokenPhone?: string;
}

export interface ChartsMessage {
  readonly kind: 'charts';
  readonly connection: string;
  /** The pulled range for display, with the time zone of its dates if this machine has another one. */
  readonly range: string;
  readonly loaded: number;
  readonly matching: number;
  /** The number of incomplete periods. */
  readonly missing: number;
  readonly isPulling: boolean;
  readonly canEdit: boolean;
  readonly filter: string;
  readonly only: (Selection & { readonly text: string }) | undefined;
  /** Changes whenever rows may have been added or removed. */
  readonly version: number;
  readonly timeFacet: 'day' | 'month';
  /** Every day or month of the range, oldest first. */
  readonly times: readonly Bar[];
  readonly charts: Readonly<Partial<Record<BarFacet, BarChart>>>;
}

export interface RowsMessage extends Rows<RowColumn, ShownCustomer> {
  readonly kind: 'rows';
}

/** The message if there are no customers yet, or if the store cannot be read. */
export interface EmptyMessage {
  readonly kind: 'empty';
  readonly sentence: string;
  readonly canPull: boolean;
}

export type ToPage = ChartsMessage | RowsMessage | EmptyMessage;

export type PageCommand = 'pull' | 'pullMissing' | 'filter';

export type FromPage =
  | { readonly kind: 'ready'; readonly only?: Selection | undefined }
  | ({ readonly kind: 'rows' } & RowsRequest<RowColumn>)
  | { readonly kind: 'select'; readonly only: Selection | undefined }
  | { readonly kind: 'clearText' }
  | {
      readonly kind: 'open' | 'edit';
      readonly tenant: string;
      readonly connection: string;
      readonly id: string;
    }
  | { readonly kind: 'run'; readonly command: PageCommand };

/** The texts of the page in the user's language. `{0}`, `{1}` and so on are placeholders. */
export interface Texts {
  readonly title: string;
  readonly rows: string;
  readonly oneRow: string;
  readonly ofRows: string;
  readonly pulling: string;
  readonly missing: string;
  readonly oneMissing: string;
  readonly pullMissing: string;
  readonly pull: string;
  readonly pullOther: string;
  readonly remove: string;
  readonly filter: string;
  readonly editFilter: string;
  readonly clearFilter: string;
  readonly timeTitles: Readonly<Record<'day' | 'month', string>>;
  /** The charts of the page, in its order. */
  readonly chartTitles: Readonly<Partial<Record<BarFacet, string>>>;
  readonly chartHint: string;
  /** The accessible name of a bar: {0} value, {1} number of customers, {2} share. It must follow the visual order. */
  readonly share: string;
  readonly others: string;
  readonly fewer: string;
  readonly unnamed: string;
  readonly noneYet: string;
  readonly noName: string;
  readonly noDate: string;
  readonly tableTitle: string;
  readonly tableHint: string;
  readonly tableHintReadOnly: string;
  readonly tableNone: string;
  /** The columns of the table, in its order. */
  readonly columns: Readonly<Partial<Record<RowColumn, string>>>;
  readonly edit: string;
  readonly loading: string;
}

import type { CustomerRow, Selection } from '../../kapture/store/customerShapes.ts';
import type { BarFacet, RowColumn } from '../../kapture/store/insightShapes.ts';

/** Customers with one value of a facet, as the page shows them. */
export interface Bar {
  readonly key: string;
  /** The value in words. */
  readonly label: string;
  readonly count: number;
}

export interface BarChart {
  readonly bars: readonly Bar[];
  readonly otherGroups: number;
  readonly others: number;
}

/** A customer, and whose: another tenant may have another customer with that id. */
export interface ShownCustomer extends CustomerRow {
  readonly tenant: string;
  readonly connection: string;
}

/** How the table is sorted. */
export interface Order {
  readonly column: RowColumn;
  readonly descending: boolean;
}

export interface ChartsMessage {
  readonly kind: 'charts';
  readonly connection: string;
  /** The days that were pulled, in words. */
  readonly range: string;
  readonly loaded: number;
  readonly matching: number;
  /** Windows whose customers are not all there. */
  readonly missing: number;
  readonly isPulling: boolean;
  readonly canEdit: boolean;
  readonly filter: string;
  readonly only: (Selection & { readonly text: string }) | undefined;
  /** Another one means that rows may have come or gone. */
  readonly version: number;
  /** How many the range has. */
  readonly days: number;
  readonly timeFacet: 'day' | 'month';
  /** Every day or month of the range, oldest first. */
  readonly times: readonly Bar[];
  readonly charts: Readonly<Record<BarFacet, BarChart>>;
}

export interface GapsMessage {
  readonly kind: 'gaps';
  readonly withoutPhone: number;
  readonly withoutEmail: number;
  readonly newest: readonly ShownCustomer[];
  readonly samePhone: BarChart;
  readonly sameEmail: BarChart;
}

export interface RowsMessage {
  readonly kind: 'rows';
  readonly version: number;
  readonly order: Order;
  readonly offset: number;
  readonly total: number;
  readonly rows: readonly ShownCustomer[];
}

/** There is nothing to show yet, or the store cannot be read. */
export interface EmptyMessage {
  readonly kind: 'empty';
  readonly sentence: string;
  readonly canPull: boolean;
}

export type ToPage = ChartsMessage | GapsMessage | RowsMessage | EmptyMessage;

export type PageCommand = 'pull' | 'pullMissing' | 'filter';

export type FromPage =
  | { readonly kind: 'ready'; readonly only?: Selection | undefined }
  | {
      readonly kind: 'rows';
      readonly version: number;
      readonly order: Order;
      readonly offset: number;
      readonly limit: number;
    }
  | { readonly kind: 'select'; readonly only: Selection | undefined }
  | { readonly kind: 'clearText' }
  | {
      readonly kind: 'open' | 'edit';
      readonly tenant: string;
      readonly connection: string;
      readonly id: string;
    }
  | { readonly kind: 'run'; readonly command: PageCommand };

/** The page's words in the user's language; `{0}` and so on stand for what is put in. */
export interface Texts {
  readonly title: string;
  readonly customers: string;
  readonly oneCustomer: string;
  readonly ofCustomers: string;
  readonly perDay: string;
  readonly withoutPhone: string;
  readonly withoutEmail: string;
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
  readonly chartTitles: Readonly<Record<BarFacet, string>>;
  readonly chartHint: string;
  /** A bar: its value, how many customers, their share. What is seen of it has to stand in this order. */
  readonly share: string;
  readonly others: string;
  readonly fewer: string;
  readonly unnamed: string;
  readonly noneYet: string;
  readonly newest: string;
  readonly newestNone: string;
  readonly noPhone: string;
  readonly noEmail: string;
  readonly noBoth: string;
  readonly samePhone: string;
  readonly samePhoneNone: string;
  readonly sameEmail: string;
  readonly sameEmailNone: string;
  readonly noName: string;
  readonly noDate: string;
  readonly tableTitle: string;
  readonly tableHint: string;
  readonly tableHintReadOnly: string;
  readonly tableNone: string;
  readonly columns: Readonly<Record<RowColumn, string>>;
  readonly edit: string;
  readonly loading: string;
}

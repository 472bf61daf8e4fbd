/** A column of a table. */
export interface TableColumn<Name extends string> {
  readonly name: Name;
  readonly title: string;
  /** Minimum width, in multiples of the font size. */
  readonly least: number;
  /** Share of the width that remains. */
  readonly share: number;
  /** Its header does not sort. */
  readonly isUnsorted?: true;
}

/** What a cell shows. */
export interface Cell {
  readonly text: string;
  /** The accessible name and tooltip, if it is not the text. */
  readonly label?: string | undefined;
  readonly className?: string | undefined;
}

/** What the rows of a table show, and what users do with them. */
export interface RowOptions<Name extends string, Row> {
  readonly columns: readonly TableColumn<Name>[];
  /** Shown in a row that is not loaded. */
  readonly loading: string;
  readonly cell: (row: Row, column: Name) => Cell;
  /** Enter or a double click on a row. */
  readonly open: (row: Row) => void;
  /** A click on a cell of one column, where a double click does not open the row. */
  readonly click?: { readonly column: Name; readonly run: (row: Row) => void };
  /** A key on a row; returns whether it did something. */
  readonly key?: (row: Row, key: string) => boolean;
  /** The button at the end of each row. */
  readonly action?: {
    readonly className: string;
    readonly label: (row: Row) => string;
    readonly run: (row: Row) => void;
  };
  /** Whether a row is selected; undefined if rows cannot be. */
  readonly isSelected?: (row: Row) => boolean | undefined;
  /** The ID of the element that describes the active row. */
  readonly activeDescription?: string;
}

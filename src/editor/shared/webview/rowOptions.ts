export interface TableColumn<Name extends string> {
  readonly name: Name;
  readonly title: string;
  /** Minimum width, in multiples of the font size. */
  readonly least: number;
  readonly share: number;
  /** Set if its header does not sort. */
  readonly isUnsorted?: true;
}

export interface Cell {
  readonly text: string;
  /** The accessible name and tooltip, if they differ from the text. */
  readonly label?: string | undefined;
  readonly className?: string | undefined;
}

/** What the rows of a table show, and what users do with them. */
export interface RowOptions<Name extends string, Row> {
  readonly columns: readonly TableColumn<Name>[];
  /** The text of a row that is not loaded. */
  readonly loading: string;
  readonly cell: (row: Row, column: Name) => Cell;
  /** Handles Enter or a double click on a row. */
  readonly open: (row: Row) => void;
  /** Handles a click on a cell of one column, where a double click does not open the row. */
  readonly click?: { readonly column: Name; readonly run: (row: Row) => void };
  /** Handles a key on a row. Returns whether the key had an effect. */
  readonly key?: (row: Row, key: string) => boolean;
  /** The button at the end of each row. */
  readonly action?: {
    readonly className: string;
    readonly label: (row: Row) => string;
    readonly run: (row: Row) => void;
  };
  /** Whether a row is selected; undefined if rows cannot be selected. */
  readonly isSelected?: (row: Row) => boolean | undefined;
  /** The ID of the element that describes the active row. */
  readonly activeDescription?: string;
}

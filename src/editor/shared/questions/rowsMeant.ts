/** The rows that a command is about. */
export interface RowsMeant<Row> {
  readonly rows: readonly Row[];
  /** A menu of theirs named them. Else they are selected, and what destroys or sends must name them and ask. */
  readonly areNamed: boolean;
}

/** Where rows are selected: a tree view. */
interface Selecting<Row> {
  readonly selection: readonly Row[];
}

/**
 * A menu gives its row, and all that are selected if its row is one of them. A key and the palette give none: then it is the
 * selection. VS Code does not tell an extension which row has the focus, and arrow keys move the focus alone.
 */
export function rowsMeant<Row>(
  { selection }: Selecting<Row>,
  one: Row | undefined,
  all?: readonly Row[],
): RowsMeant<Row> {
  if (one === undefined) return { rows: selection, areNamed: false };
  return { rows: all?.length ? all : [one], areNamed: true };
}

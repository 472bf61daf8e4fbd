export interface CommandRows<Row> {
  readonly rows: readonly Row[];
  /**
   * Whether the user chose the rows in a menu. If they are only selected, a confirmation must name them before they are
   * deleted or sent.
   */
  readonly isExplicit: boolean;
}

interface Selecting<Row> {
  readonly selection: readonly Row[];
}

/**
 * A menu passes its row `one`, and the selection as `all` if that row is part of it. A keybinding passes nothing, so
 * the selection applies. VS Code does not expose the focused row, and the arrow keys move only the focus.
 */
export function commandRows<Row>(
  { selection }: Selecting<Row>,
  one: Row | undefined,
  all?: readonly Row[],
): CommandRows<Row> {
  if (one === undefined) return { rows: selection, isExplicit: false };
  return { rows: all?.length ? all : [one], isExplicit: true };
}

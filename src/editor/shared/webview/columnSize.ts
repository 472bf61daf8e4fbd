/** The width of a column, in pixels, and its track in a CSS grid. */
export interface ColumnSize {
  readonly least: number;
  readonly track: string;
}

export interface ColumnNeeds {
  /** The width of its header, in pixels. */
  readonly header: number;
  /** Minimum width for values, in pixels. */
  readonly least: number;
  /** Share of the width that remains. */
  readonly share: number;
  /** The width that the user chose, in pixels. */
  readonly width: number | undefined;
  /** No loaded row has a value in it. */
  readonly isEmpty: boolean;
}

/** The size of a column. An empty one leaves its width to the others, unless the user resized it. */
export function columnSize({ header, least, share, width, isEmpty }: ColumnNeeds): ColumnSize {
  if (width !== undefined) return fixed(Math.max(header, width));
  if (isEmpty) return fixed(header);
  const needed = Math.max(header, least);
  return { least: needed, track: `minmax(${needed}px,${share}fr)` };
}

function fixed(width: number): ColumnSize {
  return { least: width, track: `${width}px` };
}

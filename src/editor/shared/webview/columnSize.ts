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
  /** The width of its values, in pixels; undefined if it takes its share. */
  readonly content: number | undefined;
  /** The width that the user chose, in pixels. */
  readonly width: number | undefined;
  /** No loaded row has a value in it. */
  readonly isEmpty: boolean;
}

/**
 * The size of a column. An empty one, and one that is as wide as its values, leave their width to the others, unless
 * the user resized them.
 */
export function columnSize({ header, least, share, content, width, isEmpty }: ColumnNeeds): ColumnSize {
  if (width !== undefined) return fixed(Math.max(header, width));
  if (isEmpty) return fixed(header);
  if (content !== undefined) {
    const narrowest = Math.max(header, Math.min(least, content));
    return { least: narrowest, track: `minmax(${narrowest}px,${Math.max(header, content)}px)` };
  }
  const needed = Math.max(header, least);
  return { least: needed, track: `minmax(${needed}px,${share}fr)` };
}

function fixed(width: number): ColumnSize {
  return { least: width, track: `${width}px` };
}

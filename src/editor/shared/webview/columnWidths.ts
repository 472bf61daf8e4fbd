/** What a column needs, in pixels. */
export interface ColumnNeeds {
  /** The width of its header. */
  readonly header: number;
  /** The width of its widest value that was measured; undefined before that. */
  readonly content: number | undefined;
  /** Minimum width for values; undefined if values are never truncated. */
  readonly least: number | undefined;
  /** Share of the width that remains. */
  readonly share: number;
  /** The width that the user chose. */
  readonly chosen: number | undefined;
  /** No loaded row has a value in it. */
  readonly isEmpty: boolean;
}

/** A column that is being laid out. */
interface Sized {
  width: number;
  /** The width at which nothing is truncated. */
  readonly whole: number;
  readonly share: number;
}

/**
 * The width of each column, in whole pixels. If there is room, as many columns as possible become wide enough for their
 * values, those that lack least before others. What remains is divided equally among the others, or by share if nothing
 * is truncated. `needed` is the minimum for all of them: the table scrolls if less is available.
 */
export function columnWidths(
  columns: readonly ColumnNeeds[],
  available: number,
): { readonly widths: readonly number[]; readonly needed: number } {
  const sized = columns.map(sizeOf);
  const needed = sum(sized.map(({ width }) => width));
  let room = Math.max(0, available - needed);
  const lacking = [...sized].sort((one, other) => lackOf(one) - lackOf(other));
  for (const [index, column] of lacking.entries()) {
    const lack = lackOf(column);
    const added = lack <= room ? lack : room / (lacking.length - index);
    column.width += added;
    room -= added;
  }
  const shares = sum(sized.map(({ share }) => share));
  for (const column of sized) if (column.share) column.width += (room * column.share) / shares;
  return { widths: sized.map(({ width }) => Math.floor(width)), needed };
}

function lackOf({ width, whole }: Sized): number {
  return whole - width;
}

/** A column at its minimum width. An empty one leaves its width to the others, unless the user resized it. */
function sizeOf({ header, content, least, share, chosen, isEmpty }: ColumnNeeds): Sized {
  if (chosen !== undefined) return fixed(Math.max(header, chosen));
  if (isEmpty) return fixed(header);
  const whole = Math.max(header, content ?? least ?? 0);
  return { width: least === undefined ? whole : Math.max(header, Math.min(least, whole)), whole, share };
}

function fixed(width: number): Sized {
  return { width, whole: width, share: 0 };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

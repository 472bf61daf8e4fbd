import type { StoredPull } from '../../../kapture/store/customerShapes.ts';
import { type CustomersNode, type RecordNode, recordNode } from '../tree/customersNodes.ts';

/** The exported part of a range. */
export type ExportPart = 'all' | 'filtered' | 'selected';

/** The proposed name of an exported file. It has no character that Windows refuses in a file name. */
export function exportFileName(
  { module, connection, range }: Pick<StoredPull, 'module' | 'connection' | 'range'>,
  extension: string,
  part: ExportPart = 'all',
): string {
  const suffix = part === 'all' ? '' : ` ${part}`;
  return `${module}s ${connection} ${range.start} ${range.end}${suffix}.${extension}`.replace(/[<>:"/\\|?*]/g, '-');
}

/**
 * The IDs of the records to export: those selected in the view, or the one whose menu was used. Undefined if none are
 * selected. Only rows of the shown list count, so it is empty if all belong to another one: after a switch, VS Code
 * keeps the old rows for a moment, and the same IDs can belong to other records.
 */
export function exportedIds(
  pull: Pick<StoredPull, 'tenant' | 'module'>,
  selection: readonly CustomersNode[],
  clicked: CustomersNode | undefined,
): readonly string[] | undefined {
  const rows = selection.map(recordNode).filter((row) => row !== undefined);
  const selected = idsIn(pull, rows);
  // Opening a record selects it, so a single selection only counts from the context menu.
  if (clicked === undefined) return new Set(rows.map(({ id }) => id)).size > 1 ? selected : undefined;
  const own = idsIn(pull, [recordNode(clicked)]);
  return own.every((id) => selected.includes(id)) && own.length ? selected : own;
}

function idsIn(
  { tenant, module }: Pick<StoredPull, 'tenant' | 'module'>,
  rows: readonly (RecordNode | undefined)[],
): string[] {
  const shown = rows.filter((row) => row?.tenant === tenant && row.kind === module);
  return [...new Set(shown.map((row) => row!.id))];
}

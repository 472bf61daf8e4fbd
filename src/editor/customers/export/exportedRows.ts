import { type CustomerNode, type CustomersNode, customerNode } from '../tree/customersNodes.ts';

/** The exported part of a range. */
export type ExportPart = 'all' | 'filtered' | 'selected';

/** The proposed name of an exported file. It has no character that Windows refuses in a file name. */
export function exportFileName(
  connection: string,
  range: { readonly start: string; readonly end: string },
  extension: string,
  part: ExportPart = 'all',
): string {
  const suffix = part === 'all' ? '' : ` ${part}`;
  return `customers ${connection} ${range.start} ${range.end}${suffix}.${extension}`.replace(/[<>:"/\\|?*]/g, '-');
}

/**
 * The IDs of the customers to export: those selected in the view, or the customer whose menu was used. Undefined if
 * none are selected. Only customers of the shown tenant count, so it is empty if all belong to another tenant: after a
 * switch, VS Code keeps the old rows for a moment, and the same IDs can belong to other customers.
 */
export function exportedIds(
  tenant: string,
  selection: readonly CustomersNode[],
  clicked: CustomersNode | undefined,
): readonly string[] | undefined {
  const customers = selection.map(customerNode).filter((customer) => customer !== undefined);
  const selected = idsIn(tenant, customers);
  // Opening a customer selects it, so a single selection only counts from the context menu.
  if (clicked === undefined) return new Set(customers.map(({ id }) => id)).size > 1 ? selected : undefined;
  const own = idsIn(tenant, [customerNode(clicked)]);
  return own.every((id) => selected.includes(id)) && own.length ? selected : own;
}

function idsIn(tenant: string, customers: readonly (CustomerNode | undefined)[]): string[] {
  return [...new Set(customers.filter((customer) => customer?.tenant === tenant).map((customer) => customer!.id))];
}

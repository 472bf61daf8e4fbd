import { customerNode, type CustomersNode } from '../tree/customersNodes.ts';

/**
 * The IDs of the customers to export: those selected in the view, or that of the row whose menu was used. Empty for all
 * customers. Only of the tenant that is shown: after a switch, VS Code has rows of another one for a moment, and the
 * same IDs can belong to other customers.
 */
export function exportedIds(
  tenant: string,
  selection: readonly CustomersNode[],
  clicked: CustomersNode | undefined,
): readonly string[] {
  const idsOf = (rows: readonly CustomersNode[]): string[] => {
    const customers = rows.map(customerNode).filter((customer) => customer?.tenant === tenant);
    return [...new Set(customers.map((customer) => customer!.id))];
  };
  const selected = idsOf(selection);
  // Opening a customer selects it, so a single selection only counts from the context menu.
  if (clicked === undefined) return selected.length === 1 ? [] : selected;
  const own = idsOf([clicked]);
  return own.every((id) => selected.includes(id)) && own.length ? selected : own;
}

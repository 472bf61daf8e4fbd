import type { Fields } from '../../../kapture/catalogue/fieldText.ts';
import type { OperationForm } from '../../../kapture/catalogue/form.ts';

/**
 * The tenant's own groups in a write of a ticket: the objects, and arrays of objects, that the schema does not have.
 * Their names and those of their fields are kept exactly, such as `warehouse/3pl`.
 */
export function groupsIn(form: OperationForm, body: Fields): Fields {
  const { properties } = form.request();
  const groups = Object.entries(body).filter(
    ([name, value]) => !Object.hasOwn(properties, name) && typeof value === 'object' && value !== null,
  );
  return Object.fromEntries(groups.map(([name, value]) => [name, Array.isArray(value) ? (value[0] ?? {}) : value]));
}

/** The groups as the response to a write has them: `{group: [{field: value}]}`. */
export function groupLists(groups: Fields): Record<string, readonly unknown[]> {
  return Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, [group]]));
}

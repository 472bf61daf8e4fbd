import type { FieldSchema } from '../catalogue/vocabulary.ts';
import { formsOf } from '../catalogue/forms.ts';
import { operationIds, operations } from '../catalogue/registry.ts';
import type { Operation } from '../catalogue/operation.ts';
import { isValueName } from '../records/isValueName.ts';

let names: ReadonlySet<string> | undefined;

/**
 * Whether the key of an object is the name of a field: a documented one, or an identifier such as `loyalty_tier`. Any
 * other key may be a value, as in an object of customers by their names.
 */
export function isFieldName(key: string): boolean {
  return !isValueName(key) && (/^[a-z_][A-Za-z0-9_]*$/.test(key) || documentedNames().has(key));
}

function documentedNames(): ReadonlySet<string> {
  return (names ??= new Set(
    operationIds.flatMap((id) => {
      const { response }: Operation = operations[id];
      const { customerId = [], contactId = [] } = response.ids ?? {};
      return [
        ...(response.resultKey === undefined ? [] : [response.resultKey]),
        ...[...customerId, ...contactId].flat().map(String),
        ...namesIn(response.schema()),
        ...formsOf(id).flatMap(({ envelope, request }) => [
          ...(envelope ? [envelope.message, envelope.status] : []),
          ...namesIn(request()),
        ]),
      ];
    }),
  ));
}

function namesIn({ items, properties = {} }: Pick<FieldSchema, 'items' | 'properties'>): string[] {
  const own = Object.entries(properties).flatMap(([name, field]) => [name, ...namesIn(field)]);
  return items ? [...own, ...namesIn(items)] : own;
}

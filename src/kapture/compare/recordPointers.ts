import { operationIds, operations } from '../catalogue/registry.ts';

/**
 * A list of pointers for single records: with those to the fields of a record in a response, such as
 * `/Customer Details/name` of Get, as they are in the record.
 */
export function recordPointers(pointers: readonly string[]): readonly string[] {
  const places = operationIds.flatMap((id) => {
    const { records, resultKey } = operations[id].response;
    return records && resultKey !== undefined ? [resultKey] : [];
  });
  return pointers.flatMap((pointer) => {
    const [, key = '', ...steps] = pointer.split('/');
    if (!places.includes(key)) return [pointer];
    // A Get that matches several customers returns an array.
    const isElement = /^(?:\*|\d+)$/.test(steps[0] ?? '');
    const inRecord = isElement ? steps.slice(1) : steps;
    return inRecord.length ? [pointer, `/${inRecord.join('/')}`] : [pointer];
  });
}

import type { ListModule } from '../catalogue/operation.ts';
import { isListOperation, operationIds, operations, type OperationId } from '../catalogue/registry.ts';
import { customerRecord } from '../catalogue/customer/customerRecord.ts';
import { pulledTicket } from '../catalogue/ticket/pulledTicket.ts';
import type { FieldSchema, ObjectSchema } from '../catalogue/vocabulary.ts';
import {
  sumOf,
  type LearnedField,
  type LearnedFieldMap,
  type LearnedRecords,
  type RecordPath,
} from './learnedRecords.ts';

/** The operations that return records, those that return lists of them first. */
export const taughtBy: readonly OperationId[] = operationIds
  .filter((id) => returnsRecords(id))
  .toSorted((one, other) => Number(isListOperation(other)) - Number(isListOperation(one)));

/** An operation without a key for its result returns a bare array of records. */
function returnsRecords(id: OperationId): boolean {
  const { records, resultKey } = operations[id].response;
  return records !== undefined || resultKey === undefined;
}

export type TenantLearning = Readonly<Partial<Record<OperationId, LearnedRecords>>>;

const recordSchemas: Readonly<Record<ListModule, ObjectSchema>> = { customer: customerRecord, ticket: pulledTicket };

/** The documentation of the records that an operation returns. */
export function documentedRecord(operation: OperationId): ObjectSchema {
  const { response, module } = operations[operation];
  if (response.records) return recordSchemas[response.records.module];
  return { ...response.schema(), title: recordTitle(module), description: `One ${module} as the server sends it.` };
}

/** What to call the records of a module. */
export function recordTitle(module: string): string {
  return module[0]!.toUpperCase() + module.slice(1);
}

export interface TenantField {
  readonly path: RecordPath;
  readonly documented: FieldSchema | undefined;
  readonly learned: LearnedField | undefined;
  /** Number of objects that could have it: all records, or the objects that contain it. */
  readonly of: number;
}

/** All fields of a tenant's records: those that were seen, in the order of their first appearance, then all others. */
export function fieldsOf(documented: ObjectSchema, records: LearnedRecords): TenantField[] {
  return fieldsIn(documented.properties, records.fields, records.examined, []);
}

function fieldsIn(
  documented: FieldSchema['properties'] = {},
  learned: LearnedFieldMap,
  of: number,
  path: RecordPath,
): TenantField[] {
  const unseen = Object.keys(documented).filter((name) => !learned.has(name));
  return [...learned.keys(), ...unseen].flatMap((name) => {
    const known = Object.hasOwn(documented, name) ? documented[name] : undefined;
    return fieldWithParts({ path: [...path, name], documented: known, learned: learned.get(name), of });
  });
}

/** A field, and the fields in its objects and in the objects of its array. */
function fieldWithParts(field: TenantField): TenantField[] {
  const { path, documented, learned } = field;
  const items = learned?.items;
  const inItems = documented?.items?.properties;
  return [
    field,
    // The fields in a documented object that was never seen are not listed, because nothing is known about them.
    ...(learned?.types.object ? fieldsIn(documented?.properties, learned.fields, learned.types.object, path) : []),
    ...(items ? fieldsIn(inItems, items.fields, items.types.object ?? 0, [...path, '[]']) : []),
  ];
}

/** Whether a field is the tenant's own: seen, but not documented. */
export function isOwn({ documented, learned }: TenantField): boolean {
  return documented === undefined && learned !== undefined;
}

/** What was learned from all records of a module. */
export function recordsOf(learning: TenantLearning, module: string): LearnedRecords {
  const learned = taughtBy.filter((id) => operations[id].module === module).map((id) => learning[id]);
  return sumOf(learned.filter((one) => one !== undefined));
}

/**
 * The tenant's own fields of a customer that a request can have: those of the record itself, except objects and arrays.
 * A field of both Pull and Get has the counts of the operation with more examined records.
 */
export function ownCustomerFields(learning: TenantLearning): TenantField[] {
  const found = new Map<string, TenantField>();
  for (const operation of taughtBy) {
    const learned = learning[operation];
    if (!learned || operations[operation].module !== 'customer') continue;
    for (const field of fieldsOf(customerRecord, learned)) {
      const [name = ''] = field.path;
      const isPlain = field.path.length === 1 && !field.learned?.types.object && !field.learned?.types.array;
      if (!isOwn(field) || !isPlain) continue;
      if ((found.get(name)?.of ?? 0) < field.of) found.set(name, field);
    }
  }
  return [...found.values()];
}

/** The path of a value in a record, by its path in a response of an operation. Undefined outside of a record. */
export function pathInRecord(operation: OperationId, path: readonly (string | number)[]): RecordPath | undefined {
  const { resultKey } = operations[operation].response;
  const [first, ...rest] = path;
  if (resultKey !== undefined && first !== resultKey) return undefined;
  const inResult = resultKey === undefined ? path : rest;
  return recordPath(typeof inResult[0] === 'number' ? inResult.slice(1) : inResult);
}

export function recordPath(path: readonly (string | number)[]): RecordPath {
  return path.map((step) => (typeof step === 'number' ? '[]' : step));
}

import { propertySpans, readLoose, tokenAt, valueSpan } from '../json/looseJson.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { nestedFieldMap } from './customer/nested/nestedFields.ts';
import { fieldText } from './fieldText.ts';
import { fieldsOfWrite, writeActOf } from './writeAct.ts';
import { operations, type OperationId } from './registry.ts';

const idField = 'kapture_customer_id';
const nestedIdPath = nestedFieldMap.paths[idField];

/**
 * The problem of a write whose body leaves open which customer it changes. Either it has several different ids, and a
 * server may use the first or the last one, or its id is neither text nor a number. Undefined otherwise.
 */
export function problemOfId(operation: OperationId, body: string): Problem | undefined {
  if (!operations[operation].writes) return undefined;
  const ids = idsIn(body);
  if (ids.some((id) => typeof id === 'object' || typeof id === 'boolean'))
    return problem(
      'The ID of the customer in this body is neither text nor a number. It is unknown what Kapture does with it.',
    );
  return new Set(ids.map((id) => fieldText({ id }, 'id'))).size > 1 || hasSeveralCodes(body)
    ? problem('This body has several IDs of a customer. It is unknown which one Kapture uses.')
    : undefined;
}

/** Whether a body that identifies a customer by its code has several codes, or Kapture's ID as well. */
function hasSeveralCodes(body: string): boolean {
  if (writeActOf(fieldsOfWrite(body)).operation !== 'add-or-update') return false;
  const open = tokenAt(body, 0);
  const identities = propertySpans(body, open?.kind === '[' ? open.end : 0)
    .filter(({ key }) => ['customer_code', 'customer_id', idField].includes(key))
    .map(({ key, valueStart }) => {
      const span = valueSpan(body, valueStart);
      return fieldText({ [key]: span && readLoose(body.slice(span.start, span.end)).value }, key);
    });
  return new Set(identities.filter((identity) => identity !== '')).size > 1;
}

/** The values of every id in a body: an object, or an array of one object. A null is a blank. */
function idsIn(body: string): unknown[] {
  const open = tokenAt(body, 0);
  const properties = propertySpans(body, open?.kind === '[' ? open.end : 0);
  const nested = properties
    .filter(({ key }) => key === nestedIdPath[0])
    .flatMap(({ valueStart }) => propertySpans(body, valueStart));
  return [
    ...properties.filter(({ key }) => key === idField),
    ...nested.filter(({ key }) => key === nestedIdPath[1]),
  ].map(({ valueStart }) => {
    const span = valueSpan(body, valueStart);
    return (span && readLoose(body.slice(span.start, span.end)).value) ?? '';
  });
}

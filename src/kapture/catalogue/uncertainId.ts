import { propertySpans, readLoose, tokenAt, valueSpan } from '../json/looseJson.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { fieldText } from './fieldText.ts';
import { operations, type OperationId } from './registry.ts';

const idField = 'kapture_customer_id';

/**
 * The problem of a write whose body leaves open which customer it changes. Either it has several different ids, and a server
 * may use the first or the last one, or its id is neither text nor a number. Undefined otherwise.
 */
export function problemOfId(operation: OperationId, body: string): Problem | undefined {
  if (!operations[operation].writes) return undefined;
  const ids = idsIn(body);
  if (ids.some((id) => typeof id === 'object' || typeof id === 'boolean'))
    return problem(
      'The {0} in this body is neither text nor a number. It is unknown what Kapture does with it.',
      idField,
    );
  return new Set(ids.map((id) => fieldText({ id }, 'id'))).size > 1
    ? problem('This body has {0} several times. It is unknown which one Kapture uses.', idField)
    : undefined;
}

/** The values of every id in a body: an object, or an array of one object. A null is a blank. */
function idsIn(body: string): unknown[] {
  const open = tokenAt(body, 0);
  return propertySpans(body, open?.kind === '[' ? open.end : 0)
    .filter(({ key }) => key === idField)
    .map(({ valueStart }) => {
      const span = valueSpan(body, valueStart);
      return (span && readLoose(body.slice(span.start, span.end)).value) ?? '';
    });
}

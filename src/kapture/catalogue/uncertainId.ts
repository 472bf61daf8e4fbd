import { readLoose } from '../json/looseJson.ts';
import { propertySpans, valueSpan } from '../json/spans.ts';
import { tokenAt } from '../json/tokens.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { fieldText } from './fieldText.ts';
import type { FieldPath, OperationForm } from './form.ts';
import { operations, type OperationId } from './registry.ts';
import { foreignIdPaths, idPaths } from './writeAct.ts';

/**
 * The problem of a write in a form whose body leaves open which customer it changes; undefined otherwise. Either
 * - it has several different IDs or codes, and a server may use the first or the last one,
 * - one of them is neither text nor a number,
 * - Kapture's ID is 0, which means no customer in responses, or
 * - it only has an ID where another form has one.
 */
export function problemOfId(operation: OperationId, body: string, form: OperationForm): Problem | undefined {
  if (!operations[operation].act) return undefined;
  const valuesIn = (paths: readonly FieldPath[]): unknown[][] =>
    paths.map((path) => valuesAt(body, bodyStart(body), path));
  const own = valuesIn(form.codePaths ?? idPaths(form));
  const foreign = valuesIn(foreignIdPaths(form))
    .flat()
    .filter((value) => value !== '');
  if ([...own.flat(), ...foreign].some((value) => typeof value === 'object' || typeof value === 'boolean'))
    return form.codePaths
      ? problem(
          'The code or ID of the customer in this body is neither text nor a number. It is unknown what Kapture does with it.',
        )
      : problem(
          'The ID of the customer in this body is neither text nor a number. It is unknown what Kapture does with it.',
        );
  const isRepeated = own.some((values) => textsOf(values).size > 1);
  const ownTexts = textsOf(own.flat());
  ownTexts.delete('');
  const foreignTexts = textsOf(foreign);
  foreignTexts.delete('');
  if (isRepeated || new Set([...ownTexts, ...foreignTexts]).size > 1)
    return problem('This body has several IDs of a customer. It is unknown which one Kapture uses.');
  if ([...(form.codePaths ? [] : ownTexts), ...foreignTexts].some((text) => /^0+(\.0+)?$/.test(text)))
    return problem(
      'The ID of the customer in this body is 0, which means no customer in responses. It is unknown whether Kapture updates or adds a customer.',
    );
  return foreignTexts.size && !ownTexts.size
    ? problem(
        'This body has a customer ID in a field that its dialect does not use for it. It is unknown what Kapture does with it.',
      )
    : undefined;
}

function textsOf(values: readonly unknown[]): Set<string> {
  return new Set(values.map((value) => fieldText({ value }, 'value')));
}

/** The offset of the object in a body, which may be in an array. */
function bodyStart(body: string): number {
  const open = tokenAt(body, 0);
  return open?.kind === '[' ? open.end : 0;
}

/**
 * Every value at a path, because a name can be repeated. A null is a blank, and so is a name that a repeated object
 * lacks. An array where the form has an object is returned instead of what is in it.
 */
function valuesAt(body: string, start: number, [key, ...rest]: readonly (string | number)[]): unknown[] {
  const found = propertySpans(body, start).filter((property) => property.key === key);
  return found.flatMap(({ valueStart }) => {
    if (!rest.length || tokenAt(body, valueStart)?.kind === '[') return [valueFrom(body, valueStart)];
    const values = valuesAt(body, valueStart, rest);
    return values.length ? values : [''];
  });
}

function valueFrom(body: string, start: number): unknown {
  const span = valueSpan(body, start);
  return (span && readLoose(body.slice(span.start, span.end)).value) ?? '';
}

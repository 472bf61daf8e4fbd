import type { FieldPath, OperationForm } from '../catalogue/form.ts';
import { fieldAtPath } from '../catalogue/forms.ts';
import { elementSpans, propertySpans } from '../json/spans.ts';
import { tokenAt } from '../json/tokens.ts';
import { isBlank } from './fieldValue.ts';

/** A plain value in the body of a write. */
export interface WrittenField {
  /** Its path as text: `phone`, `customer_info.phone`, `contact_info[0].gender`. */
  readonly path: string;
  /** Its shared name; undefined if it has none. */
  readonly field: string | undefined;
  /** The value, exactly as it will be sent. */
  readonly json: string;
}

/**
 * The fields of a body in the order in which a confirmation shows them: what identifies the customer first. The objects
 * and arrays of the nested form are divided into their fields, and blank fields are last.
 */
export function fieldsOfWrittenBody(
  body: string,
  { fieldMap }: Pick<OperationForm, 'fieldMap'>,
): readonly WrittenField[] {
  const open = tokenAt(body, 0);
  const start = open?.kind === '[' ? open.end : 0;
  const isDivided = Object.values(fieldMap?.paths ?? {}).some(({ length }) => length > 1);
  const fields = fieldsAt(body, start, [], isDivided, fieldMap);
  const rankOf = ({ field, json }: WrittenField): number => {
    if (field === 'kapture_customer_id') return 0;
    if (fieldMap && field === 'customer_code') return 1;
    return isDivided && (isBlank(json) || json === '{}') ? 3 : 2;
  };
  return fields.toSorted((one, other) => rankOf(one) - rankOf(other));
}

function fieldsAt(
  body: string,
  start: number,
  above: readonly (string | number)[],
  isDivided: boolean,
  fieldMap: OperationForm['fieldMap'],
): WrittenField[] {
  return propertySpans(body, start).flatMap(({ key, valueStart, value }) => {
    const path = [...above, key] as unknown as FieldPath;
    const kind = tokenAt(body, valueStart)?.kind;
    const divided = isDivided ? divide(body, valueStart, kind, path, fieldMap) : [];
    return divided.length
      ? divided
      : [
          {
            path: pathText(path),
            field: fieldAtPath({ fieldMap }, path),
            json: value ? body.slice(value.start, value.end) : '',
          },
        ];
  });
}

/**
 * The fields of a nested object or of the objects in an array; empty for any other value, which is shown as a whole.
 */
function divide(
  body: string,
  start: number,
  kind: string | undefined,
  path: FieldPath,
  fieldMap: OperationForm['fieldMap'],
): WrittenField[] {
  if (kind === '{') return fieldsAt(body, start, path, true, fieldMap);
  if (kind !== '[') return [];
  const elements = elementSpans(body, start);
  // Elements without fields would not be shown, so the array is shown as a whole.
  if (elements.some(({ start: at }) => !propertySpans(body, at).length)) return [];
  return elements.flatMap((element, index) => fieldsAt(body, element.start, [...path, index], true, fieldMap));
}

function pathText(path: FieldPath): string {
  const [first, ...others] = path;
  return first + others.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
}

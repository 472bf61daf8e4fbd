import { notADay } from '../../catalogue/customer/arrayFields.ts';
import { customerFields } from '../../catalogue/customer/customerFields.ts';
import type { FieldFormats, OperationForm } from '../../catalogue/form.ts';
import type { FieldSchema } from '../../catalogue/vocabulary.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { plainValue } from '../../update/fieldValue.ts';
import { shownCell } from '../tables/shownCell.ts';

/** What the values of a field must be. */
export interface ValueRules {
  readonly formats: readonly { readonly pattern: RegExp; readonly reason: string }[];
  /** The values that are documented, as records have them; undefined if any is allowed. */
  readonly values: readonly string[] | undefined;
}

/** The rules of a field that are published for the forms of a connection. */
export function valueRules(field: string, forms: readonly OperationForm[]): ValueRules {
  const patterns = new Map<string, string>();
  for (const form of forms) {
    const formats: FieldFormats = { ...form.formats, ...form.otherFormats };
    const format = Object.hasOwn(formats, field) ? formats[field] : undefined;
    if (format) patterns.set(format.reason, format.pattern);
  }
  const documented: Readonly<Record<string, FieldSchema>> = forms.some(isFlat) ? customerFields : {};
  return {
    formats: [...patterns].map(([reason, pattern]) => ({ pattern: new RegExp(pattern), reason })),
    values: Object.hasOwn(documented, field) ? documented[field]!.enum?.map(String) : undefined,
  };
}

/** The flat form has the shared names. */
function isFlat({ fieldMap }: OperationForm): boolean {
  return !fieldMap;
}

/**
 * Why a value, as records have it, breaks the rules of its field; undefined if it does not. `written` is its cell in
 * the file.
 */
export function problemOfValue(
  { formats, values }: ValueRules,
  json: string,
  written = plainValue(json),
): Problem | undefined {
  const text = plainValue(json);
  const wrong = formats.find(({ pattern }) => !pattern.test(text));
  if (wrong) return formatProblem(wrong.reason, shownCell(written));
  return values && text !== '' && !values.includes(text)
    ? problem('“{0}” is not one of {1}.', shownCell(written), values.filter((each) => each !== '').join(', '))
    : undefined;
}

function formatProblem(reason: string, value: string): Problem {
  switch (reason) {
    case 'invalid-phone':
      return problem('“{0}” is not a phone number. It must have 10 digits and start with 6 or higher.', value);
    case 'invalid-email':
      return problem('“{0}” is not an email address.', value);
    case notADay:
      return problem('“{0}” is not a date in the format YYYY-MM-DD.', value);
    default:
      return problem('Kapture rejects the format of “{0}”.', value);
  }
}

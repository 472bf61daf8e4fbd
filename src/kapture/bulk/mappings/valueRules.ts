import { notADay } from '../../catalogue/customer/array/arrayFields.ts';
import { customerFields } from '../../catalogue/customer/customerFields.ts';
import type { FieldFormats } from '../../catalogue/fieldFormats.ts';
import type { OperationForm } from '../../catalogue/form.ts';
import type { FieldSchema } from '../../catalogue/vocabulary.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { plainValue } from '../../update/fieldValue.ts';

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

/** Why a value, as records have it, breaks the rules of its field; undefined if it does not. */
export function problemOfValue({ formats, values }: ValueRules, json: string): Problem | undefined {
  const text = plainValue(json);
  const wrong = formats.find(({ pattern }) => !pattern.test(text));
  if (wrong) return formatProblems[wrong.reason] ?? problem('Kapture rejects the format of this value.');
  return values && text !== '' && !values.includes(text)
    ? problem('The value must be one of {0}.', values.filter((each) => each !== '').join(', '))
    : undefined;
}

const formatProblems: Readonly<Record<string, Problem>> = {
  'invalid-phone': problem('A phone number must have 10 digits and start with 6 or higher.'),
  [notADay]: problem('A date must have the format YYYY-MM-DD.'),
  'invalid-email': problem('This is not an email address.'),
};

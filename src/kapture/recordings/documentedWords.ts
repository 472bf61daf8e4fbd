import { failures } from '../catalogue/failures.ts';
import type { Envelope } from '../catalogue/form.ts';
import { formsOf } from '../catalogue/forms.ts';
import { operationIds } from '../catalogue/registry.ts';
import type { FieldSchema } from '../catalogue/vocabulary.ts';
import { monthNames } from '../dates/monthNames.ts';

/** Messages of successful responses in Kapture's documentation, and others that only state an outcome. */
const successMessages = [
  'success',
  'Success',
  'failed',
  'Failed',
  'failure',
  'error',
  'Error',
  'true',
  'false',
  'null',
  'yes',
  'Yes',
  'No customer between dates.',
];

let words: ReadonlySet<string> | undefined;

/** Values that stay when a recording is anonymized: the catalogue documents them, so they belong to no customer. */
export function documentedWords(): ReadonlySet<string> {
  return (words ??= new Set<string>([
    ...monthNames,
    // The time zone in the `imageReferenceId` of the published samples.
    'IST',
    ...successMessages,
    'example',
    'http',
    'https',
    'www',
    ...Object.values(failures).map(({ message }) => message),
    ...operationIds.flatMap((id) =>
      formsOf(id).flatMap(({ envelope, request }) => [
        ...(envelope ? envelopeWords(envelope) : []),
        ...enumValues(request()),
      ]),
    ),
  ]));
}

function envelopeWords({ message, status, success, failed }: Envelope): string[] {
  return [message, status, success, failed];
}

function enumValues(field: Pick<FieldSchema, 'enum' | 'items' | 'properties'>): string[] {
  return [
    ...(field.enum ?? []).filter((value): value is string => typeof value === 'string'),
    ...(field.items ? enumValues(field.items) : []),
    ...Object.values(field.properties ?? {}).flatMap(enumValues),
  ];
}

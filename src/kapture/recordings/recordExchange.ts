import { defaultDialect } from '../catalogue/dialect.ts';
import { dialectOfBody } from '../catalogue/forms.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { readLoose } from '../json/looseJson.ts';
import { leafValues, type LeafValue } from '../json/leafValues.ts';
import { stepsOf, valueAtPointer } from '../json/jsonPointer.ts';
import { Anonymizer } from './anonymizer.ts';
import { isFieldName } from './isFieldName.ts';
import { longestRecording, type MatchedValue, type Recording } from './recording.ts';

/**
 * The values of a request that can identify the requests of a recording. Not those below a key that may itself be a
 * value, such as the name of a customer: it would stay in the recording.
 */
export function identifyingValues({ requestBody }: Pick<Exchange, 'requestBody'>): LeafValue[] {
  const isPlace = (pointer: string): boolean =>
    pointer !== '' && stepsOf(pointer).every((step) => /^\d{1,2}$/.test(step) || isFieldName(step));
  return leafValues(readLoose(requestBody).value, 100).filter(({ pointer, value }) => isPlace(pointer) && value !== '');
}

/** Why an exchange cannot be recorded. */
export type NotRecorded = 'not-json' | 'too-long';

/**
 * An anonymized copy of an exchange. It matches requests that have the same value at the `pointers` of its request, in
 * its anonymized form. The pointers are those of {@link identifyingValues}.
 */
export function recordExchange(
  { operation, requestBody, response }: Pick<Exchange, 'operation' | 'requestBody' | 'response'>,
  pointers: readonly string[],
  seed?: string,
): Recording | NotRecorded {
  if (typeof response.text !== 'string' || response.text.length > longestRecording) return 'too-long';
  const { problem: unreadable } = readLoose(response.text);
  const request = readLoose(requestBody);
  if (unreadable || request.problem) return 'not-json';
  const anonymizer = new Anonymizer([requestBody, response.text], seed);
  const body: unknown = JSON.parse(anonymizer.anonymize(requestBody));
  return {
    operation,
    dialect: dialectOfBody(operation, request.value) ?? defaultDialect,
    match: Object.fromEntries(
      pointers.map((pointer) => [pointer, valueAtPointer(body, pointer).value as MatchedValue]),
    ),
    status: response.status,
    response: anonymizer.anonymize(response.text.replace(/^\uFEFF/, '').trim()),
  };
}

import { isDeepStrictEqual } from 'node:util';
import { firstObject } from '../json/firstObject.ts';
import { readLoose } from '../json/looseJson.ts';
import type { TestStep } from './testCase.ts';

/**
 * Whether a step sends a body with its own key. A string of the step with a variable stands for any value, and brackets
 * around a single object make no difference. The bodies of request files are unknown.
 */
export function sendsBody({ source, wrongKey }: TestStep, body: string): boolean {
  if (source.kind === 'file' || wrongKey) return false;
  const text = source.content.constant ?? source.content.text;
  const own: unknown = readLoose(text).value;
  if (source.kind === 'rawBody') return own === body;
  const sent = readLoose(body).value;
  return fits(own, Array.isArray(sent) && sent.length === 1 ? firstObject(sent) : sent);
}

function fits(own: unknown, sent: unknown): boolean {
  if (typeof own === 'string' && own.includes('{{')) return sent !== undefined;
  if (typeof own !== 'object' || typeof sent !== 'object' || own === null || sent === null)
    return isDeepStrictEqual(own, sent);
  const keys = Object.keys(own);
  return (
    Array.isArray(own) === Array.isArray(sent) &&
    keys.length === Object.keys(sent).length &&
    keys.every((key) => fits((own as Record<string, unknown>)[key], (sent as Record<string, unknown>)[key]))
  );
}

import { problem, type Problem } from '../problem/problem.ts';
import { isLoopback } from './tenant.ts';

/** The values that a record's URL can contain. */
export interface RecordIds {
  readonly id: string;
  /** The customer's code (`customer_code`); empty if it has none. */
  readonly code: string;
}

const placeholder = /\{([^{}]*)\}/g;
const names: readonly string[] = ['id', 'code'] satisfies (keyof RecordIds)[];
const longest = 2000;

/**
 * The problem of a connection's `recordUrl`, which may be any JSON; undefined if it is valid. It is opened in the
 * browser and never receives a key, so its host may differ from the base URL's.
 */
export function problemOfRecordUrl(template: unknown): Problem | undefined {
  if (typeof template !== 'string' || !template.trim())
    return problem('Enter a URL such as https://your-tenant.kapturecrm.com/customer/{id}.');
  if (template.length > longest) return problem('A URL cannot be longer than {0} characters.', longest);
  const used = Array.from(template.matchAll(placeholder), ([, name = '']) => name);
  const unknown = used.find((name) => !names.includes(name));
  if (unknown !== undefined) return problem('The placeholder {0} is unknown. Use {id} or {code}.', `{${unknown}}`);
  if (!used.length) return problem('The URL must contain {id} or {code} to identify the customer.');
  const url = URL.parse(template.replace(placeholder, '1'));
  if (!url || !/^https?:\/\/[^/]/i.test(template)) return problem('The URL must start with https://.');
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    return problem('The URL must start with https://. (http is allowed only for this machine.)');
  if (url.username || url.password || /^[^/]*\/\/[^/?#]*@/.test(template))
    return problem('Remove the user name and password from the URL.');
  // If an ID were part of the host, it would decide which server is opened.
  if (/^[^/]*\/\/[^/?#]*[{}]/.test(template)) return problem('The host of the URL cannot contain placeholders.');
  return /[\s\\]|\p{Cc}/u.test(template) ? problem('A URL cannot contain spaces or backslashes.') : undefined;
}

/** Whether a template contains the customer's code, which is only known from a record. */
export function needsCode(template: string): boolean {
  return template.includes('{code}');
}

/** The URL of a record. All values are percent-encoded, so that none of them can leave its place in the URL. */
export function recordUrlOf(template: string, ids: RecordIds): string {
  return template.replace(placeholder, (_match, name: keyof RecordIds) => encodeURIComponent(ids[name]));
}

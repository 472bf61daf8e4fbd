/** A way in which the sandbox can misbehave, so that a client can be tried against it. */
export interface Fault {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

export const faults = [
  { id: 'none', title: 'No Fault', description: 'Responds as usual.' },
  { id: 'slow', title: 'Slow', description: 'Carries out the request at once, but responds after a few seconds.' },
  { id: '401', title: '401 Invalid Auth Key', description: 'Rejects every key, as if it had expired.' },
  {
    id: '429',
    title: '429 Too Many Requests',
    description: 'Rejects the request and states in Retry-After how many seconds to wait.',
  },
  { id: '500', title: '500 Server Error', description: 'Rejects the request with a server error.' },
  { id: 'html', title: 'Login Page', description: 'Responds with 200 and an HTML login page instead of JSON.' },
  {
    id: 'truncated',
    title: 'Cut-Off JSON',
    description: 'Carries out the request, but the JSON of the response is cut off.',
  },
  {
    id: 'broken',
    title: 'Broken Connection',
    description: 'Carries out the request, but drops the connection in the middle of the response.',
  },
  {
    id: 'redirect',
    title: 'Redirect',
    description: 'Redirects (302) to another origin, which must not receive the key.',
  },
  { id: 'hang', title: 'No Response', description: 'Accepts the request but never responds.' },
] as const satisfies readonly Fault[];

export type FaultId = (typeof faults)[number]['id'];

/** Which fault to show, and how. */
export interface FaultOrder {
  readonly fault: FaultId;
  /** For so many requests to Kapture's operations, then none; always, if left out. */
  readonly times?: number;
  /** How long `slow` waits (5, if left out), and what `429` says in Retry-After (1, if left out; rounded up). */
  readonly seconds?: number;
}

export type FaultOrderReading =
  | { readonly order: FaultOrder; readonly problem?: undefined }
  | { readonly order?: undefined; readonly problem: string };

const mostTimes = 1_000_000;
const mostSeconds = 3600;

/** Reads an order that somebody typed, such as `{"fault": "429", "times": 2}`. */
export function readFaultOrder(value: unknown): FaultOrderReading {
  if (typeof value !== 'object' || value === null)
    return { problem: 'A fault is an object such as {"fault": "429", "times": 2}.' };
  const { fault, times, seconds } = value as Record<string, unknown>;
  const known = faults.find(({ id }) => id === fault);
  if (!known) return { problem: `There is no such fault; there are ${faults.map(({ id }) => id).join(', ')}.` };
  if (times !== undefined && !(isWithin(times, 1, mostTimes) && Number.isInteger(times)))
    return { problem: `The times have to be a whole number from 1 to ${mostTimes}.` };
  if (seconds !== undefined && !isWithin(seconds, 0, mostSeconds))
    return { problem: `The seconds have to be a number from 0 to ${mostSeconds}.` };
  return {
    order: { fault: known.id, ...(times !== undefined && { times }), ...(seconds !== undefined && { seconds }) },
  };
}

function isWithin(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most;
}

/** A fault that the sandbox can simulate to test a client. */
export interface Fault {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

export const faults = [
  { id: 'none', title: 'No Fault', description: 'Responds as usual.' },
  { id: 'slow', title: 'Slow', description: 'Processes the request immediately, but responds after a few seconds.' },
  { id: '401', title: '401 Invalid Auth Key', description: 'Rejects every auth key, as if it had expired.' },
  {
    id: '429',
    title: '429 Too Many Requests',
    description: 'Rejects the request and sets Retry-After to the number of seconds to wait.',
  },
  {
    id: '429-late',
    title: '429 After Processing',
    description: 'Processes the request, but responds with 429 and Retry-After, as a gateway can do.',
  },
  { id: '500', title: '500 Server Error', description: 'Rejects the request with a server error.' },
  { id: 'html', title: 'Sign-In Page', description: 'Responds with 200 and an HTML sign-in page instead of JSON.' },
  {
    id: 'truncated',
    title: 'Truncated JSON',
    description: 'Processes the request, but truncates the JSON of the response.',
  },
  {
    id: 'broken',
    title: 'Broken Connection',
    description: 'Processes the request, but drops the connection in the middle of the response.',
  },
  {
    id: 'redirect',
    title: 'Redirect',
    description: 'Redirects (302) to another origin, which must not receive the auth key.',
  },
  { id: 'hang', title: 'No Response', description: 'Accepts the request but never responds.' },
] as const satisfies readonly Fault[];

export type FaultId = (typeof faults)[number]['id'];

/** Which fault to simulate, for how many requests, and with which delay. */
export interface FaultSettings {
  readonly fault: FaultId;
  /** Number of requests to operations that the fault applies to; unlimited by default. */
  readonly times?: number;
  /** Delay of `slow` (default 5), or the Retry-After header of `429` and `429-late` (default 1, rounded up). */
  readonly seconds?: number;
}

export type FaultSettingsReading =
  | { readonly settings: FaultSettings; readonly problem?: undefined }
  | { readonly settings?: undefined; readonly problem: string };

const maxTimes = 1_000_000;
const maxSeconds = 3600;

/** Validates settings such as `{"fault": "429", "times": 2}`. Returns them, or a sentence that says what is wrong. */
export function readFaultSettings(value: unknown): FaultSettingsReading {
  if (typeof value !== 'object' || value === null)
    return { problem: 'A fault must be an object such as {"fault": "429", "times": 2}.' };
  const { fault, times, seconds } = value as Record<string, unknown>;
  const known = faults.find(({ id }) => id === fault);
  if (!known) return { problem: `Unknown fault. The faults are ${faults.map(({ id }) => id).join(', ')}.` };
  if (times !== undefined && !(isWithin(times, 1, maxTimes) && Number.isInteger(times)))
    return { problem: `The number of times must be a whole number from 1 to ${maxTimes}.` };
  if (seconds !== undefined && !isWithin(seconds, 0, maxSeconds))
    return { problem: `The number of seconds must be from 0 to ${maxSeconds}.` };
  return {
    settings: { fault: known.id, ...(times !== undefined && { times }), ...(seconds !== undefined && { seconds }) },
  };
}

function isWithin(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && value >= min && value <= max;
}

export const noFault: FaultSettings = { fault: 'none' };

/** The current fault of the sandbox, and for how many more requests it applies. */
export class FaultSwitch {
  #settings: FaultSettings;

  constructor(settings: FaultSettings = noFault) {
    this.#settings = settings;
  }

  get settings(): FaultSettings {
    return this.#settings;
  }

  set(settings: FaultSettings): void {
    this.#settings = settings;
  }

  clear(): void {
    this.#settings = noFault;
  }

  /** Returns the fault for one request, and counts the request. */
  take(): FaultSettings {
    const settings = this.#settings;
    if (settings.times !== undefined)
      this.#settings = settings.times > 1 ? { ...settings, times: settings.times - 1 } : noFault;
    return settings;
  }
}

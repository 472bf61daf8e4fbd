import type { Failure } from './failure.ts';

/** The failures that every operation has. */
export const commonFailures = {
  'invalid-auth-key': {
    when: 'the key is wrong, missing or expired',
    status: 401,
    message: 'Invalid Auth Key',
    fields: [],
  },
  'invalid-json': {
    when: 'the body is not JSON, or not of the shape that the operation takes',
    status: 400,
    message: 'Invalid Json.',
    fields: [],
  },
} as const satisfies Record<string, Failure>;

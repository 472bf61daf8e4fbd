import type { Failure } from './failure.ts';

/** The failures that every operation has. */
export const commonFailures = {
  'invalid-auth-key': {
    when: 'the key is missing, wrong, expired or disabled',
    status: 401,
    message: 'Invalid Auth Key',
    isUnauthorized: true,
    fields: [],
  },
  'invalid-json': {
    when: 'the body is not JSON, or does not have the shape that the operation expects',
    status: 400,
    message: 'Invalid Json.',
    fields: [],
  },
} as const satisfies Record<string, Failure>;

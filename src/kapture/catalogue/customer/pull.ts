import type { Static } from 'typebox';
import type { ObjectSchema } from '../vocabulary.ts';

/** `YYYY-MM-DD` or `YYYY-MM-DD hh:mm:ss`. Whether the day exists is checked by `calendar.ts`. */
export const datePattern =
  '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])( ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])?$';

const date = {
  type: 'string',
  documentedType: 'date',
  requirement: 'enforced',
  examples: ['2021-03-14'],
  pattern: datePattern,
  patternErrorMessage: 'No customer between dates. (Kapture expects YYYY-MM-DD or YYYY-MM-DD hh:mm:ss.)',
} as const;

export const pullRequest = {
  type: 'object',
  title: 'Pull Customers',
  description:
    'The customers created between two dates, both included, in the time zone of the connection. Newer tenants answer for 24 hours at the most.',
  required: ['start_date', 'end_date'],
  properties: {
    start_date: {
      ...date,
      description: 'First day, or first second, of the range: `YYYY-MM-DD` or `YYYY-MM-DD hh:mm:ss`.',
    },
    end_date: {
      ...date,
      description: 'Last day, or last second, of the range, included: `YYYY-MM-DD` or `YYYY-MM-DD hh:mm:ss`.',
    },
    limit: {
      type: 'integer',
      documentedType: 'integer',
      requirement: 'optional',
      examples: [100],
      description: 'Most records to send. Newer tenants only.',
    },
    offset: {
      type: 'integer',
      documentedType: 'integer',
      requirement: 'optional',
      examples: [0],
      description: 'Records to skip. Newer tenants only.',
    },
  },
} as const satisfies ObjectSchema;

export type PullRequest = Static<typeof pullRequest>;

import { problemOfMoment, problemOfRange } from '../../dates/calendar.ts';
import { problem } from '../../problem/problem.ts';
import { fieldText } from '../fieldText.ts';
import { malformed } from '../fieldFormats.ts';
import { defineOperation } from '../operation.ts';
import type { ObjectSchema } from '../vocabulary.ts';
import { nestedPull } from './nested/pull.ts';
import { customerRecord } from './customerRecord.ts';
import { status } from './enquiry.ts';

/** `YYYY-MM-DD` or `YYYY-MM-DD hh:mm:ss`. `calendar.ts` checks that the day exists. */
const datePattern = '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])( ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])?$';

const date = {
  type: 'string',
  documentedType: 'date',
  requirement: 'enforced',
  examples: ['2021-03-14'],
  pattern: datePattern,
  patternErrorMessage: 'No customer between dates. (Kapture expects YYYY-MM-DD or YYYY-MM-DD hh:mm:ss.)',
} as const;

const request = () =>
  ({
    type: 'object',
    title: 'Pull Customers',
    description:
      'The customers created between two dates, inclusive. The dates are in the time zone of the connection. Newer tenants may accept at most 24 hours.',
    required: ['start_date', 'end_date'],
    properties: {
      start_date: {
        ...date,
        description: 'Start of the range, inclusive: `YYYY-MM-DD` or `YYYY-MM-DD hh:mm:ss`.',
      },
      end_date: {
        ...date,
        description: 'End of the range, inclusive: `YYYY-MM-DD` or `YYYY-MM-DD hh:mm:ss`.',
      },
      limit: {
        type: 'integer',
        requirement: 'optional',
        examples: [100],
        description: 'Maximum number of records to return. Probably newer tenants only.',
      },
      offset: {
        type: 'integer',
        requirement: 'optional',
        examples: [0],
        description: 'Number of records to skip. Probably newer tenants only.',
      },
    },
  }) as const satisfies ObjectSchema;

const dateFormat = {
  pattern: datePattern,
  reason: 'no-customer-between-dates',
  note: problem('Kapture expects YYYY-MM-DD or YYYY-MM-DD hh:mm:ss.'),
} as const;
const formats = { start_date: dateFormat, end_date: dateFormat };

export const pullCustomers = defineOperation({
  id: 'pull',
  module: 'customer',
  title: 'Pull Customers',
  icon: 'cloud-download',
  method: 'POST',
  path: '/select-customer-between-start-and-end-dates.html',
  pathCertainty: 'inferred',
  shape: 'array-of-one',
  writes: false,
  request,
  sample: { start_date: '2021-03-14', end_date: '2021-03-14' },
  minimal: ['start_date', 'end_date'],
  draft: { start_date: '', end_date: '' },
  subject: { range: ['start_date', 'end_date'] },
  recognition: { fits: (fields) => 'start_date' in fields || 'end_date' in fields },
  formats,
  brokenRule: (fields) => {
    const [start, end] = [fieldText(fields, 'start_date'), fieldText(fields, 'end_date')];
    const note = problemOfRange({ start, end });
    if (!note) return undefined;
    const reason = 'no-customer-between-dates';
    // The schema already marks a missing or malformed date.
    if (!start || !end || malformed(formats, fields).length) return { reason };
    return { reason, field: problemOfMoment(start) ? 'start_date' : 'end_date', note };
  },
  failures: {
    'no-customer-between-dates': {
      when: 'the dates are missing or invalid, or no customer is in the range',
      message: 'No customer between dates.',
      fields: ['start_date', 'end_date'],
      example: {
        title: 'No Customer Between Dates',
        fields: { start_date: '1999-01-01', end_date: '1999-01-01' },
      },
    },
  },
  dialects: () => ({ nested: nestedPull }),
  response: {
    schema: () => ({
      type: 'object',
      title: 'Response to Pull Customers',
      description: 'The response to a Pull Customers request.',
      properties: {
        message: {
          type: ['array', 'string'],
          description: 'The customers in the range, without paging, or a string if there are none.',
          items: customerRecord,
        },
        status,
      },
    }),
    resultKey: 'message',
    records: { kind: 'customer', form: 'list' },
    nothingFound: 'no-customer-between-dates',
  },
});

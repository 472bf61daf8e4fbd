import { problemOfMoment, problemOfRange } from '../../dates/calendar.ts';
import { problem } from '../../problem/problem.ts';
import { fieldText } from '../fieldText.ts';
import { defineForm, malformed } from '../form.ts';
import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';
import { defineOperation } from '../operation.ts';
import { customerRecord } from './customerRecord.ts';
import { status } from './customerFields.ts';

const dayPattern = '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$';

const day = {
  type: 'string',
  requirement: 'documented',
  examples: ['2024-05-01'],
  pattern: dayPattern,
  patternErrorMessage: 'Kapture expects YYYY-MM-DD.',
} as const;

const filter = (description: string, type: FieldSchema['type'] = 'string') =>
  ({ type, requirement: 'optional', description }) as const satisfies FieldSchema;

const attributes = Object.fromEntries(
  Array.from({ length: 15 }, (_, index) => [`attr${index + 1}`, filter(`Custom field ${index + 1} of the customer.`)]),
);

const filters = {
  name: filter('Name of the customer.'),
  phone: filter('Phone number of the customer.'),
  email: filter('Email address of the customer.'),
  designationType: filter("Kapture's reference shows this field without explaining it."),
  customer_id: filter('ID of the customer, probably the one that Kapture generated.'),
  customerCode: filter("The tenant's own code of the customer."),
  zoneIdStr: filter('IDs of zones.'),
  zone_id: filter('ID of a zone. Used only if `zoneIdStr` is blank.', ['integer', 'string']),
  assignedToId: filter('ID of the agent.', ['integer', 'string']),
  assignedToIdStr: filter('IDs of agents. Used only if `assignedToId` is blank.'),
  isOrganisation: filter('`true`: only organizations.', 'boolean'),
  isIndividual: filter('`true`: only persons. Used only if `isOrganisation` is false.'),
  isChannelPartner: filter('`true`: only channel partners. Used only if `isIndividual` is false.'),
  primarySourceId: filter('ID of the primary source.', ['integer', 'string']),
  secondarySourceId: filter('ID of the secondary source.', ['integer', 'string']),
  tertiarySourceId: filter('ID of the tertiary source.', ['integer', 'string']),
  ...attributes,
};

const nestedRequest = () =>
  ({
    type: 'object',
    title: 'Pull Customers',
    description:
      'A search for the customers created within 24 hours. Returns up to `limit` customers, 100 by default. Filters may be blank, as in the published sample.',
    required: ['cm_id', 'createStartDate', 'createEndDate'],
    properties: {
      cm_id: {
        type: ['integer', 'string'],
        documentedType: 'String',
        requirement: 'documented',
        description: 'ID of the tenant, the `cmId` of its customers.',
      },
      createStartDate: { ...day, documentedType: 'Date', description: 'Start of the range: `YYYY-MM-DD`.' },
      createEndDate: {
        ...day,
        documentedType: 'String',
        description: 'End of the range: `YYYY-MM-DD`, at most 24 hours after its start.',
      },
      limit: {
        ...filter('Maximum number of customers to return.', ['integer', 'string']),
        examples: [100],
      },
      offset: {
        ...filter('Number of customers to skip.', ['integer', 'string']),
        examples: [0],
      },
      isAllCustomerPage: filter("Whether to use the search criteria of Kapture's page of all customers.", 'boolean'),
      ...filters,
    },
  }) satisfies ObjectSchema;

const dayFormat = {
  pattern: dayPattern,
  reason: 'no-customer-between-dates',
  note: problem('Kapture expects YYYY-MM-DD.'),
} as const;

const blankAttributes = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`attr${index + 1}`, '']));

/** Pull in Kapture's reference of 2024, at the same path as the flat form. Its response was not published. */
const nestedPull = defineForm({
  path: '/select-customer-between-start-and-end-dates.html',
  pathCertainty: 'documented',
  shape: 'object',
  request: nestedRequest,
  sample: {
    cm_id: 1000298,
    isAllCustomerPage: false,
    name: '',
    phone: '',
    email: '',
    designationType: '',
    customer_id: '',
    customerCode: '',
    zoneIdStr: '',
    zone_id: 0,
    assignedToId: 0,
    assignedToIdStr: '',
    isOrganisation: true,
    isIndividual: 'true',
    isChannelPartner: '',
    createStartDate: '2024-05-01',
    createEndDate: '2024-05-02',
    primarySourceId: 0,
    secondarySourceId: 0,
    tertiarySourceId: 0,
    ...blankAttributes,
    limit: '',
    offset: '',
  },
  minimal: ['cm_id', 'start_date', 'end_date'],
  draft: { cm_id: '', start_date: '', end_date: '', limit: '100', offset: '0' },
  fieldMap: {
    paths: {
      cm_id: ['cm_id'],
      start_date: ['createStartDate'],
      end_date: ['createEndDate'],
      limit: ['limit'],
      offset: ['offset'],
    },
  },
  recognition: { fits: (fields) => 'createStartDate' in fields || 'createEndDate' in fields },
  formats: { start_date: dayFormat, end_date: dayFormat },
  brokenRule: (fields) => {
    const [start, end] = [fieldText(fields, 'start_date'), fieldText(fields, 'end_date')];
    const reason = 'no-customer-between-dates';
    if ([start, end].some((text) => !new RegExp(dayPattern).test(text) || problemOfMoment(text))) return { reason };
    const note = problemOfRange({ start, end });
    return note && { reason, field: 'start_date', note };
  },
  failures: {},
  // The failure is documented for the other form at this path.
  inferredFailures: ['no-customer-between-dates'],
  filters: Object.keys(filters),
  paging: { limit: 100, maxHours: 24 },
  days: 'search',
  tenantField: 'cm_id',
});

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
    records: { module: 'customer', form: 'list' },
    nothingFound: 'no-customer-between-dates',
  },
});

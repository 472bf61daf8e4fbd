import type { OperationId } from './registry.ts';

/** A failure that Kapture documents. `message` is the server's text, letter by letter. */
export interface Failure {
  /** For which it is documented. */
  readonly operations: readonly OperationId[];
  /** Update shares the path of Add, so it is taken to fail alike; nobody documents it. */
  readonly inferredFor?: readonly OperationId[];
  /** What happened, for people. */
  readonly when: string;
  /** The HTTP status that the documentation states; where it states none, the reply may come with 200. */
  readonly status?: number;
  readonly message: string;
  /** The request fields that cause it. */
  readonly fields: readonly string[];
}

const every: readonly OperationId[] = ['add', 'get', 'update', 'pull'];

/** Every documented failure, by the reason we know it under. */
export const failures = {
  'invalid-auth-key': {
    operations: every,
    when: 'the key is wrong, missing or expired',
    status: 401,
    message: 'Invalid Auth Key',
    fields: [],
  },
  'name-and-contact-required': {
    operations: ['add'],
    when: 'the name is missing, or both phone and email are',
    status: 400,
    message: 'Name and (Phone Number or Email Id) are required fields',
    fields: ['customer_name', 'phone', 'email_id'],
  },
  'invalid-email': {
    operations: ['add'],
    inferredFor: ['update'],
    when: 'the email is malformed',
    status: 400,
    message: 'Invalid email id.',
    fields: ['email_id'],
  },
  'invalid-phone': {
    operations: ['add'],
    inferredFor: ['update'],
    when: 'the phone is malformed',
    status: 400,
    message: 'Invalid phone number, number must contain 10 digits and must start from 6 or above',
    fields: ['phone'],
  },
  'phone-taken': {
    operations: ['add'],
    inferredFor: ['update'],
    when: 'another customer has the phone',
    status: 400,
    message: 'This mobile number already exists. Please enter a new one.',
    fields: ['phone'],
  },
  'email-taken': {
    operations: ['add'],
    inferredFor: ['update'],
    when: 'another customer has the email',
    status: 400,
    message: 'This email-id already exists. Please enter a new one.',
    fields: ['email_id'],
  },
  'both-taken': {
    operations: ['add'],
    inferredFor: ['update'],
    when: 'other customers have the phone and the email',
    status: 400,
    message: ' ,Both email and mobile number already exist. Please enter new details.',
    fields: ['phone', 'email_id'],
  },
  'no-customer-between-dates': {
    operations: ['pull'],
    when: 'the dates are missing or invalid, or nothing is in the range',
    message: 'No customer between dates.',
    fields: ['start_date', 'end_date'],
  },
  'customer-not-found': {
    operations: ['get'],
    when: 'nobody has the identifier',
    message: 'Information given by you does not exist in our sytsem.',
    fields: ['kapture_customer_id', 'customer_id', 'email_id', 'phone'],
  },
  'invalid-json': {
    operations: every,
    when: 'the body is not JSON, or not of the shape that the operation takes',
    status: 400,
    message: 'Invalid Json.',
    fields: [],
  },
} as const satisfies Record<string, Failure>;

export type FailureReason = keyof typeof failures;

export const failureReasons = Object.keys(failures) as FailureReason[];

/** The documented failure that a server's message stands for, whatever its blanks and case; undefined for a message nobody documents. */
export function failureOf(operation: OperationId, message: string): FailureReason | undefined {
  const wanted = plain(message);
  return failureReasons.find(
    (reason) => plain(failures[reason].message) === wanted && operationsOf(reason).includes(operation),
  );
}

/** The operations that can fail so, documented or inferred. */
export function operationsOf(reason: FailureReason): readonly OperationId[] {
  const { operations, inferredFor = [] }: Failure = failures[reason];
  return [...operations, ...inferredFor];
}

function plain(message: string): string {
  return message
    .replace(/[\s,.]+/g, ' ')
    .trim()
    .toLowerCase();
}

import { type Fields, fieldText } from './fieldText.ts';
import type { ObjectSchema } from './vocabulary.ts';
import type { Problem } from '../problem/problem.ts';

/** The names of the objects, and indexes of the arrays, that lead to a value. */
export type FieldPath = readonly [string, ...(string | number)[]];

/**
 * Where a body has the fields that all forms share. These have the names of the flat form: `customer_name`, `phone`, …
 */
export interface FieldMap {
  readonly paths: Readonly<Record<string, FieldPath>>;
  /** Values that this form writes differently, by field: the shared value, then the one in the body. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * How far the path and body of a form are known.
 * - `solid`: documented by Kapture, and used by a public client
 * - `documented`: documented by Kapture
 * - `inferred`: our conclusion from what is published
 */
export type Certainty = 'solid' | 'documented' | 'inferred';

/** The limits of a form that returns a list in pages. */
export interface Paging {
  readonly limit: number;
  /** The longest range of one request, in hours. */
  readonly maxHours: number;
}

/** One published form of an operation: its path and its body. */
export interface OperationForm {
  /** The path, unless the connection has another one. */
  readonly path: string;
  readonly pathCertainty: Certainty;
  /** Other paths at which a tenant may have it, most likely first. */
  readonly otherPaths?: readonly string[];
  /** `array-of-one`: the server expects the object in an array. */
  readonly shape: 'object' | 'array-of-one';
  /** The server also takes the object without the array, as public clients send it. */
  readonly alsoObject?: boolean;
  /** A function, because the schema is not needed when the extension starts. */
  readonly request: () => ObjectSchema;
  readonly sample: Fields;
  /** The shared names of the fields that the server requires at least. */
  readonly minimal: readonly string[];
  /**
   * The fields of a new request, by their shared names and in order. An empty value becomes a tab stop. A write has
   * only required fields, because no source says what a blank value of another field does.
   */
  readonly draft: Readonly<Record<string, string>>;
  /** A new request ends with a tab stop for fields that the user adds. */
  readonly draftIsOpen?: boolean;
  /** Omitted if the body has the fields under their shared names. */
  readonly fieldMap?: FieldMap;
  /**
   * Where a write has the tenant's own code, which identifies a customer: the first one that is not blank counts.
   * Omitted if Kapture's ID identifies the customer.
   */
  readonly codePaths?: readonly FieldPath[];
  /**
   * Where the response to a write has Kapture's ID, in addition to the paths of the operation. Only for a form whose
   * requests have the ID under these names: in other forms, these names are those of the tenant's own code.
   */
  readonly customerIdPaths?: readonly ResponsePath[];
  /** How a pasted command is recognized if its path alone is ambiguous. */
  readonly recognition: {
    /** Matches the paths of tenants that differ from `path`. */
    readonly path?: RegExp;
    /** Whether a body with these fields is a request of this form. */
    readonly fits: (fields: Fields, isArray: boolean) => boolean;
    /** Without its path, a body looks like a request of another operation. */
    readonly needsPath?: boolean;
    /** Whether a write that fits no form probably is in this one, such as an update of a phone alone. */
    readonly resembles?: (fields: Fields) => boolean;
  };
  /** The fields whose format the server checks, by their shared names. */
  readonly formats: FieldFormats;
  /** Formats that are published for this form without a failure, by the shared names of fields. */
  readonly otherFormats?: FieldFormats;
  /**
   * The rule that a request breaks regardless of the stored data, by the shared names of its fields. The order of the
   * server's own checks is unknown.
   */
  readonly brokenRule: (fields: Fields) => BrokenRule | undefined;
  /** The failures documented for this form, in addition to `commonFailures`. */
  readonly failures: Readonly<Record<string, Failure>>;
  readonly commonExamples?: Readonly<Partial<Record<keyof typeof commonFailures, FailureExample>>>;
  /** Failures that are documented for another operation at the same path and probably apply to this one. */
  readonly inferredFailures?: readonly string[];
  /**
   * The fields of a list that select records, in addition to its range. A blank value, 0 or false does not select, as
   * in the published sample. Omitted if there are none.
   */
  readonly filters?: readonly string[];
  readonly paging?: Paging;
  /**
   * Set if the dates of a list have no time of day. `search`: the list ends at the start of its last day, see
   * `searchRange.ts`. `one`: it has at most one day, which is both dates.
   */
  readonly days?: 'search' | 'one';
  /** The field for the tenant's own id, if the body must have it. */
  readonly tenantField?: string;
  /** The words of the envelope, if they differ from `message`, `status`, `success` and `failed`. */
  readonly envelope?: Envelope;
}

export interface Envelope {
  readonly message: string;
  readonly status: string;
  readonly success: string;
  readonly failed: string;
}

type ReasonOf<Form extends OperationForm> =
  | (keyof Form['failures'] & string)
  | (Form['inferredFailures'] extends readonly (infer Reason extends string)[] ? Reason : never);

/** Makes it a compile error if a reason is missing in the form's failures. */
export interface WithReasons<Reason extends string> {
  readonly formats: FieldFormats<Reason>;
  readonly brokenRule: (fields: Fields) => BrokenRule<Reason> | undefined;
}

/** Declares a form of an operation, other than the one in its own definition, with its literal types. */
export function defineForm<const Form extends OperationForm>(form: Form & WithReasons<ReasonOf<Form>>): Form {
  return form;
}

/** A failure that Kapture documents. `message` is the server's text, unchanged. */
export interface Failure {
  /** When it happens: a clause that continues "If …". */
  readonly when: string;
  /** The HTTP status that the documentation states. If it states none, the status may be 200. */
  readonly status?: number;
  readonly message: string;
  /** The server continues the message, for example with IDs. */
  readonly isStart?: boolean;
  /** One operation documents this failure. For other operations, the failure and its status are inferred. */
  readonly isMostlyInferred?: boolean;
  /** The key of the response that has the message, if not `message`. */
  readonly messageKey?: string;
  /** Whether the failure means that the key is refused. */
  readonly isUnauthorized?: boolean;
  /** The request fields that cause the failure, by their shared names. */
  readonly fields: readonly string[];
  /** The failure reports that fields are missing or blank, so those with a value are correct. */
  readonly isOfMissing?: boolean;
  /** A request that causes the failure. */
  readonly example?: FailureExample;
}

export interface FailureExample {
  readonly title: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** A sentence to add to the comment above the example. */
  readonly note?: string;
}

/** The failures that every operation has. */
export const commonFailures = {
  'invalid-auth-key': {
    when: 'the auth key is missing, wrong, expired or disabled',
    status: 401,
    message: 'Invalid Auth Key',
    isUnauthorized: true,
    fields: [],
  },
  'invalid-json': {
    when: 'the body is not JSON, or does not have the shape that the operation expects',
    status: 400,
    message: 'Invalid Json.',
    isMostlyInferred: true,
    fields: [],
  },
} as const satisfies Record<string, Failure>;

/** A rule of the server that a request breaks. */
export interface BrokenRule<Reason extends string = string> {
  readonly reason: Reason;
  /** The field that the editor marks, by its shared name; omitted if the schema of the request already marks it. */
  readonly field?: string;
  /** Details that the server's message lacks. */
  readonly note?: Problem;
}

interface FieldFormat<Reason extends string = string> {
  readonly pattern: string;
  readonly reason: Reason;
  /** Details that the server's message lacks. */
  readonly note?: Problem;
}

export type FieldFormats<Reason extends string = string> = Readonly<Record<string, FieldFormat<Reason>>>;

export interface MalformedField<Reason extends string = string> extends Pick<FieldFormat<Reason>, 'reason' | 'note'> {
  readonly field: string;
}

/** The fields of a request that do not have the required format, each with the failure that it causes. */
export function malformed<Reason extends string>(
  formats: FieldFormats<Reason>,
  fields: Fields,
): readonly MalformedField<Reason>[] {
  return Object.entries(formats).flatMap(([field, { pattern, reason, note }]) => {
    const value = fields[field];
    const text = typeof value === 'string' ? value : fieldText(fields, field);
    const isJudged = typeof value === 'string' || text !== '';
    return isJudged && !hasFormat(text, pattern) ? [{ field, reason, ...(note && { note }) }] : [];
  });
}

/** Longer than any phone number, email or date: V8 can overflow its stack on a text of millions of characters. */
const longestValue = 1_000_000;

function hasFormat(text: string, pattern: string): boolean {
  return text.length <= longestValue && new RegExp(pattern).test(text);
}

/** A path in a response: names of properties, without regard to case, blanks and underscores. */
export type ResponsePath = readonly [string, ...string[]];

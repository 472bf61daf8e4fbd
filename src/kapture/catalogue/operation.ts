import type { Problem } from '../problem/problem.ts';
import type { commonFailures } from './commonFailures.ts';
import type { Failure, FailureExample } from './failure.ts';
import type { FieldFormats } from './fieldFormats.ts';
import type { Fields } from './fieldText.ts';
import type { ObjectSchema } from './vocabulary.ts';

export type Module = 'customer' | 'ticket';

/** The kinds of records that the extension has a view for. */
export type RecordKind = 'customer';

/** The records of a response: `one` is a record, or an array if several match; `list` is always an array. */
export interface ResponseRecords {
  readonly kind: RecordKind;
  readonly form: 'one' | 'list';
}

/** A path in a response: names of properties, without regard to case, blanks and underscores. */
export type ResponsePath = readonly [string, ...string[]];

/** A rule of the server that a request breaks. */
export interface BrokenRule<Reason extends string = string> {
  readonly reason: Reason;
  /** The field that the editor marks; omitted if the schema of the request already marks it. */
  readonly field?: string;
  /** Details that the server's message lacks. */
  readonly note?: Problem;
}

/** One call of the Kapture API. Routes, schemas, commands, menus, tests and tables are derived from it. */
export interface Operation {
  /** Lower case with hyphens, because it is part of file names (`name.kapture-<id>.json`) and of settings. */
  readonly id: string;
  readonly module: Module;
  /** In title case, as commands and lenses show it. Its command's id is derived from it: `kapture.addCustomer`. */
  readonly title: string;
  /** The title of its command, which sends the request in the editor. */
  readonly commandTitle: string;
  /** The name of a codicon. */
  readonly icon: string;
  readonly method: 'POST';
  /** The path, unless the connection has another one. */
  readonly path: string;
  /** `likely`: in Kapture's newer reference; `inferred`: our conclusion from what is published. */
  readonly pathCertainty: 'likely' | 'inferred';
  /** `array-of-one`: the server expects the object in an array. */
  readonly shape: 'object' | 'array-of-one';
  readonly writes: boolean;
  /** What the write does, if several writes share one path; see `writeAct.ts`. */
  readonly act?: 'add' | 'update';
  /** A function, because the schema is not needed when the extension starts. */
  readonly request: () => ObjectSchema;
  /** The sample request in Kapture's documentation. */
  readonly sample: Fields;
  /** The minimum of fields that the server accepts. */
  readonly minimal: readonly string[];
  /** The fields of a new request, in order. An empty value becomes a tab stop. */
  readonly draft: Readonly<Record<string, string>>;
  /** A new request ends with a tab stop for fields that the user adds. */
  readonly draftIsOpen?: boolean;
  /** What the history shows of a request: the first of these fields that has a value, or a range of dates. */
  readonly subject: { readonly fields: readonly string[] } | { readonly range: readonly [start: string, end: string] };
  /** How a pasted command is recognized if its path alone is ambiguous. */
  readonly recognition: {
    /** Matches the paths of tenants that differ from `path`. */
    readonly path?: RegExp;
    /** Whether a body with these fields is a request of this operation. */
    readonly fits: (fields: Fields, isArray: boolean) => boolean;
  };
  /** The fields whose format the server checks. */
  readonly formats: FieldFormats;
  /** The rule that a request breaks regardless of the stored data. The order of the server's own checks is unknown. */
  readonly brokenRule: (fields: Fields) => BrokenRule | undefined;
  /** The failures documented for this operation, in addition to `commonFailures`. */
  readonly failures: Readonly<Record<string, Failure>>;
  /** Requests that cause `commonFailures`. */
  readonly commonExamples?: Readonly<Partial<Record<keyof typeof commonFailures, FailureExample>>>;
  /** Failures that are documented for another operation at the same path and probably apply to this one. */
  readonly inferredFailures?: readonly string[];
  readonly response: {
    readonly schema: () => ObjectSchema;
    /** The text of the sample response in Kapture's documentation. */
    readonly sample?: string;
    /**
     * The key of the result in the response's envelope, see `readResponse.ts`. Omitted if a success is a bare array without
     * an envelope.
     */
    readonly resultKey?: string;
    /** Omitted if the response has no records. */
    readonly records?: ResponseRecords;
    /** The failure that the server reports for a valid read without results. */
    readonly nothingFound?: string;
    /** Where the response to a write has the ids: the first path that leads to a value counts. */
    readonly ids?: { readonly customerId: readonly ResponsePath[]; readonly contactId: readonly ResponsePath[] };
  };
}

type ReasonOf<Definition extends Operation> =
  | (keyof Definition['failures'] & string)
  | (Definition['inferredFailures'] extends readonly (infer Reason extends string)[] ? Reason : never);

/** Makes a reason that the operation's failures lack a compile error. */
interface WithReasons<Reason extends string> {
  readonly formats: FieldFormats<Reason>;
  readonly brokenRule: (fields: Fields) => BrokenRule<Reason> | undefined;
  readonly response: { readonly nothingFound?: Reason };
}

/** Declares an operation with its literal types. `registry.ts` lists it. */
export function defineOperation<const Definition extends Operation>(
  operation: Definition & WithReasons<ReasonOf<Definition>>,
): Definition {
  return operation;
}

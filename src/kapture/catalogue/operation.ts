import type { Problem } from '../problem.ts';
import type { commonFailures } from './commonFailures.ts';
import type { Failure, FailureExample } from './failure.ts';
import type { FieldForms } from './fieldForms.ts';
import type { Fields } from './fieldText.ts';
import type { ObjectSchema } from './vocabulary.ts';

/** What an operation is about. */
export type Module = 'customer' | 'ticket';

/** What kind of records a response has: those of a kind that the extension has a view for, or none. */
export type RecordKind = 'customer';

/** Where a response has its records: one record (or an array, if several match), or a list. */
export interface ResponseRecords {
  readonly kind: RecordKind;
  readonly form: 'one' | 'list';
}

/** A place in a response: names of properties. Case, blanks and underscores do not matter. */
export type ResponsePath = readonly [string, ...string[]];

/** A rule of the server that a request breaks. */
export interface BrokenRule<Reason extends string = string> {
  readonly reason: Reason;
  /** The field that shows it in an editor; left out where the schema of the request shows it already. */
  readonly field?: string;
  /** More than the server says. */
  readonly note?: Problem;
}

/** One call of the Kapture API. Routes, schemas, commands, menus, tests and tables follow from it. */
export interface Operation {
  /** In lower case with hyphens: it is part of file names (`name.kapture-<id>.json`) and of settings. */
  readonly id: string;
  readonly module: Module;
  /** In title case, as commands and lenses show it. The id of its command follows: `kapture.addCustomer`. */
  readonly title: string;
  /** The title of its command, which sends the request in the editor. */
  readonly commandTitle: string;
  /** A codicon. */
  readonly icon: string;
  readonly method: 'POST';
  /** Where it is, unless the connection says otherwise. */
  readonly path: string;
  /** `likely`: Kapture's newer reference has it; `inferred`: our reading of what is published. */
  readonly pathCertainty: 'likely' | 'inferred';
  /** `array-of-one`: the server wants the object in an array. */
  readonly shape: 'object' | 'array-of-one';
  readonly writes: boolean;
  /** Of several writes at one path: which act it is, see `writeAct.ts`. */
  readonly act?: 'add' | 'update';
  /** What a request looks like; made when it is asked for, because starting the editor needs the rest alone. */
  readonly request: () => ObjectSchema;
  /** The request sample of Kapture's documentation. */
  readonly sample: Fields;
  /** The fields that the server needs at least. */
  readonly minimal: readonly string[];
  /** The fields of a new request, in order; an empty value is a place to type. */
  readonly draft: Readonly<Record<string, string>>;
  /** A new request has a place for more fields, because it sends what the user adds. */
  readonly draftIsOpen?: boolean;
  /** What a row of the history shows: the first of these fields that has a value, or a range of dates. */
  readonly subject: { readonly fields: readonly string[] } | { readonly range: readonly [start: string, end: string] };
  /** How a pasted command is recognized where its path alone does not say. */
  readonly recognition: {
    /** Paths of tenants that differ from `path`. */
    readonly path?: RegExp;
    /** Whether a body with these fields is a request of this operation. */
    readonly fits: (fields: Fields, isArray: boolean) => boolean;
  };
  /** The fields whose form the server judges. */
  readonly forms: FieldForms;
  /** The rule of the server that a request breaks, whatever is stored. The order in which the server checks is unknown. */
  readonly brokenRule: (fields: Fields) => BrokenRule | undefined;
  /** The failures that are documented for it, besides those of every operation. */
  readonly failures: Readonly<Record<string, Failure>>;
  /** Requests that bring about failures of every operation. */
  readonly commonExamples?: Readonly<Partial<Record<keyof typeof commonFailures, FailureExample>>>;
  /** Failures that are documented for another operation at the same path, and probably apply. */
  readonly inferredFailures?: readonly string[];
  readonly response: {
    readonly schema: () => ObjectSchema;
    /** The response sample of Kapture's documentation, as text. */
    readonly sample?: string;
    /**
     * The key of the result. Success and failure are told by the envelope, see `readResponse.ts`. Left out where a success
     * is a bare array, without an envelope.
     */
    readonly resultKey?: string;
    /** Left out where the response has no records. */
    readonly records?: ResponseRecords;
    /** The failure that a read without results answers; it is none if the request was right. */
    readonly nothingFound?: string;
    /** The ids that a write answers, each at the first of these places that has one. */
    readonly ids?: { readonly customerId: readonly ResponsePath[]; readonly contactId: readonly ResponsePath[] };
  };
}

type ReasonOf<Definition extends Operation> =
  | (keyof Definition['failures'] & string)
  | (Definition['inferredFailures'] extends readonly (infer Reason extends string)[] ? Reason : never);

/** What only the failures of an operation can say: a reason that it does not have is an error of the compiler. */
interface WithReasons<Reason extends string> {
  readonly forms: FieldForms<Reason>;
  readonly brokenRule: (fields: Fields) => BrokenRule<Reason> | undefined;
  readonly response: { readonly nothingFound?: Reason };
}

/** Declares an operation; the registry adds it. */
export function defineOperation<const Definition extends Operation>(
  operation: Definition & WithReasons<ReasonOf<Definition>>,
): Definition {
  return operation;
}

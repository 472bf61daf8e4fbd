import type { Dialect } from './dialect.ts';
import type { OperationForm, WithReasons, ResponsePath } from './form.ts';
import type { ObjectSchema } from './vocabulary.ts';

/** A module whose records are pulled by a date range. */
export type ListModule = Extract<Module, 'customer' | 'ticket'>;

/** The records of a response: `one` is a record, or an array if several match; `list` is an array. */
export interface ResponseRecords {
  readonly module: ListModule;
  readonly form: 'one' | 'list';
  /** Clients also read a single record in place of the list, and a text as an empty list. */
  readonly canBeOne?: true;
}

/** The IDs in a request, so that a response with another record is noticed. */
export interface RequestedIds {
  /** The field with the ID, by its shared name. */
  readonly field: string;
  /**
   * Where each element of the response has its ID, if the field can have several IDs, separated by commas. Omitted for
   * a request that names one customer.
   */
  readonly elementId?: ResponsePath;
}

/**
 * One call of the Kapture API. Routes, schemas, commands, menus, tests and tables are derived from it. Its own path and
 * body are those of the flat dialect, or the only ones.
 */
export interface Operation extends OperationForm {
  /** In lower case with hyphens, because it is part of file names (`name.kapture-<id>.json`) and of settings. */
  readonly id: string;
  /** The kind of records that it reads or writes, such as `ticket`. */
  readonly module: Module;
  /** In title case, as menus and lenses show it. */
  readonly title: string;
  /** The name of a codicon. */
  readonly icon: string;
  readonly method: 'POST';
  readonly writes: boolean;
  /** What the write does, if several writes share one path; see `writeAct.ts`. */
  readonly act?: 'add' | 'update';
  /** How a request names records by Kapture's IDs. Omitted if it does not. */
  readonly requested?: RequestedIds;
  /**
   * What the history shows of a request: the first of these fields that has a value, with the new name of a record that
   * it changes, or a range of dates.
   */
  readonly subject:
    | { readonly fields: readonly string[]; readonly newName?: string }
    | { readonly range: readonly [start: string, end: string] };
  /** Its forms in other dialects. A function, because they are not needed when the extension starts. */
  readonly dialects?: () => Readonly<Partial<Record<Dialect, OperationForm>>>;
  readonly response: {
    readonly schema: () => ObjectSchema;
    /** The text of the sample response in Kapture's documentation. */
    readonly sample?: string;
    /**
     * The key of the result in the response's envelope, see `readResponse.ts`. Omitted if a success is a bare array
     * without an envelope.
     */
    readonly resultKey?: string;
    /** Omitted if the response has no records. */
    readonly records?: ResponseRecords;
    /** The failure that the server reports for a valid read without results. */
    readonly nothingFound?: string;
    /** The keys of values that are different after each write of another module than customers. */
    readonly generated?: readonly string[];
    /** Where the response to a write has the ids: the first path that leads to a value counts. */
    readonly ids?: { readonly customerId: readonly ResponsePath[]; readonly contactId: readonly ResponsePath[] };
  };
}

type ReasonOf<Definition extends Operation> =
  | (keyof Definition['failures'] & string)
  | (Definition['inferredFailures'] extends readonly (infer Reason extends string)[] ? Reason : never);

interface WithNothingFound<Reason extends string> extends WithReasons<Reason> {
  readonly response: { readonly nothingFound?: Reason };
}

/** Declares an operation with its literal types. `registry.ts` lists it. */
export function defineOperation<const Definition extends Operation>(
  operation: Definition & WithNothingFound<ReasonOf<Definition>>,
): Definition {
  return operation;
} /** The modules of Kapture, in the order of menus. */
export const modules = ['customer', 'ticket', 'order', 'enquiry', 'product', 'faq'] as const;
export type Module = (typeof modules)[number];

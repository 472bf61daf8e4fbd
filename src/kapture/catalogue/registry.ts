import { addRequest } from './customer/add.ts';
import { getRequest } from './customer/get.ts';
import { pullRequest } from './customer/pull.ts';
import { addReply, getReply, pullReply, updateReply } from './customer/responses.ts';
import { updateRequest } from './customer/update.ts';
import type { ObjectSchema } from './vocabulary.ts';

export type OperationId = 'add' | 'get' | 'update' | 'pull';

/** One call of the Kapture customer API. */
export interface Operation {
  readonly id: OperationId;
  /** In title case, as commands and lenses show it. */
  readonly title: string;
  readonly method: 'POST';
  /** Where it is, unless the connection says otherwise. */
  readonly path: string;
  /** `likely`: Kapture's newer reference has it; `inferred`: our reading of what is published. */
  readonly pathCertainty: 'likely' | 'inferred';
  /** `array-of-one`: the server wants the object in brackets. */
  readonly shape: 'object' | 'array-of-one';
  readonly writes: boolean;
  readonly request: ObjectSchema;
  readonly reply: ObjectSchema;
  /** The key of the reply under which the result stands. Success and failure are told by the envelope, see `reply.ts`. */
  readonly resultKey: 'Enquiry' | 'Customer Details' | 'message';
}

/**
 * The catalogue. Routes, schemas, menus, tests and the README's tables follow from it. It gives schemas when it is asked for
 * them: the editor needs the rest as it starts, and loads them later.
 */
export const operations = {
  add: {
    id: 'add',
    title: 'Add Customer',
    method: 'POST',
    path: '/add-update-customer-from-other-source.html',
    pathCertainty: 'inferred',
    shape: 'object',
    writes: true,
    resultKey: 'Enquiry',
    get request() {
      return addRequest;
    },
    get reply() {
      return addReply;
    },
  },
  get: {
    id: 'get',
    title: 'Get Customer',
    method: 'POST',
    path: '/search-customer-by-customer-id.html',
    pathCertainty: 'likely',
    shape: 'array-of-one',
    writes: false,
    resultKey: 'Customer Details',
    get request() {
      return getRequest;
    },
    get reply() {
      return getReply;
    },
  },
  update: {
    id: 'update',
    title: 'Update Customer',
    method: 'POST',
    path: '/add-update-customer-from-other-source.html',
    pathCertainty: 'inferred',
    shape: 'object',
    writes: true,
    resultKey: 'Enquiry',
    get request() {
      return updateRequest;
    },
    get reply() {
      return updateReply;
    },
  },
  pull: {
    id: 'pull',
    title: 'Pull Customers',
    method: 'POST',
    path: '/select-customer-between-start-and-end-dates.html',
    pathCertainty: 'likely',
    shape: 'array-of-one',
    writes: false,
    resultKey: 'message',
    get request() {
      return pullRequest;
    },
    get reply() {
      return pullReply;
    },
  },
} as const satisfies { readonly [Id in OperationId]: Operation & { readonly id: Id } };

export const operationIds = Object.keys(operations) as OperationId[];

/** The end of a request's file name: `anything.kapture-add.json`. */
export function requestSuffix(id: OperationId): string {
  return `.kapture-${id}.json`;
}

/** The operation that a file name stands for. */
export function operationOfFile(path: string): OperationId | undefined {
  return operationIds.find((id) => path.endsWith(requestSuffix(id)));
}

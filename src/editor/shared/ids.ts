/** The settings without their prefix `kapture.`. All have the scope `application`. */
export interface Settings {
  readonly connections: readonly unknown[];
  readonly defaultConnection: string;
  readonly maxResponseMegabytes: number;
  readonly allowedEnvironmentVariables: readonly string[];
  readonly 'sandbox.port': number;
  readonly 'customers.mode': 'kept' | 'session';
  readonly 'customers.keepDays': number;
  readonly 'customers.maxMegabytes': number;
  readonly 'bulk.maxFailuresInRow': number;
  readonly 'compare.ignore': readonly string[];
  readonly 'history.mode': 'kept' | 'session' | 'off';
  readonly 'history.maxEntries': number;
  readonly 'history.maxMegabytes': number;
}

export const customersView = 'kapture.customers';
export const insightsView = 'kapture.insights';
export const planView = 'kapture.plan';
export const requestsView = 'kapture.requests';
/** JSON with comments. The file name contains the operation. */
export const requestLanguage = 'kapture-request';
/** The language of payload test files. */
export const testLanguage = 'kapture-test';
export const responseLanguage = 'kapture-response';
export const dryRunLanguage = 'kapture-dry-run';
export const responseScheme = 'kapture-response';
export const recordScheme = 'kapture-record';
export const dryRunScheme = 'kapture-dry-run';
/** A customer as an editable Update request. Saving the document sends it. */
export const editScheme = 'kapture';
/** The report of a connection's test. */
export const checkScheme = 'kapture-check';
/** The schema of a tenant's records. */
export const fieldsScheme = 'kapture-fields';
export const fieldsLanguage = 'kapture-fields';
/** The result of a query. */
export const queryScheme = 'kapture-query';
/** Responses and records, written so that only their differences show. */
export const compareScheme = 'kapture-compare';
/** What was imported from a Postman collection. */
export const postmanScheme = 'kapture-postman';
/** The requests that the sandbox received. */
/** The JSON schemas of requests. */
export const schemaScheme = 'kapture-schema';
export const exampleScheme = 'kapture-example';
export const historyView = 'kapture.history';
export const historyScheme = 'kapture-history';

/** The source of every diagnostic of ours. */
export const diagnosticSource = 'Kapture';

/** Context keys for `when` clauses. */
export type ContextKey =
  | 'kapture.hasConnection'
  | 'kapture.hasPulled'
  | 'kapture.isFiltered'
  | 'kapture.hasNoMatch'
  | 'kapture.hasMissing'
  | 'kapture.isReadOnly'
  // Whether the active connection's tenant has a URL of its customers' pages, and the folders of the documents of all
  // such tenants.
  | 'kapture.hasRecordUrl'
  | 'kapture.foldersWithUrl'
  | 'kapture.isLongResponse'
  | 'kapture.responseIsRead'
  | 'kapture.responseHasCustomer'
  | 'kapture.responseHasCustomers'
  | 'kapture.responseHasRequest'
  | 'kapture.responseHasBaseline'
  // Steps of the walkthrough. VS Code's own `onCommand` completion does not see a command that a row runs with
  // arguments, because it runs under another id.
  | 'kapture.didOpenRecord'
  | 'kapture.didAdd'
  | 'kapture.didEdit'
  | 'kapture.hasOwnConnection'
  | 'kapture.mayShowWalkthrough';

/** The settings without their prefix `kapture.`. All have the scope `application`. */
export interface Settings {
  readonly connections: readonly unknown[];
  readonly defaultConnection: string;
  readonly maxResponseMegabytes: number;
  readonly allowedEnvironmentVariables: readonly string[];
  readonly modules: readonly string[];
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
/** The language of request files, which is JSON with comments. The file name contains the operation. */
export const requestLanguage = 'kapture-request';
/** The language of payload test files. */
export const testLanguage = 'kapture-test';
export const responseLanguage = 'kapture-response';
export const dryRunLanguage = 'kapture-dry-run';
export const responseScheme = 'kapture-response';
export const recordScheme = 'kapture-record';
export const dryRunScheme = 'kapture-dry-run';
/** The scheme of a customer as an editable Update request. Saving the document sends it. */
export const editScheme = 'kapture';
/** The scheme of the conversation of a ticket. */
export const conversationScheme = 'kapture-conversation';
/** The scheme of the report of a connection's test. */
export const checkScheme = 'kapture-check';
/** The scheme of the schema of a tenant's records. */
export const fieldsScheme = 'kapture-fields';
export const fieldsLanguage = 'kapture-fields';
/** The scheme of the result of a query. */
export const queryScheme = 'kapture-query';
/** The scheme of responses and records to compare, written so that only their differences show. */
export const compareScheme = 'kapture-compare';
/** The scheme of the summary of an imported Postman collection. */
export const postmanScheme = 'kapture-postman';
/** The scheme of the JSON schemas of requests. */
export const schemaScheme = 'kapture-schema';
export const exampleScheme = 'kapture-example';
export const historyView = 'kapture.history';
export const historyScheme = 'kapture-history';

/** The source of all our diagnostics. */
export const diagnosticSource = 'Kapture';

/** Context keys for `when` clauses. */
export type ContextKey =
  | 'kapture.hasConnection'
  | 'kapture.hasPulled'
  | 'kapture.isFiltered'
  | 'kapture.hasNoMatch'
  | 'kapture.hasMissing'
  // Whether the Customers view shows tickets, and whether the module of tickets is shown.
  | 'kapture.showsTickets'
  | 'kapture.hasTickets'
  | 'kapture.isReadOnly'
  // Whether the active connection's tenant has a URL of its customers' pages, and the folders of the documents of all
  // tenants that have one.
  | 'kapture.hasRecordUrl'
  | 'kapture.foldersWithUrl'
  | 'kapture.isLongResponse'
  | 'kapture.responseIsRead'
  | 'kapture.responseHasCustomer'
  | 'kapture.responseIsTicket'
  | 'kapture.responseHasCustomers'
  | 'kapture.responseHasRequest'
  | 'kapture.responseHasBaseline'
  // The completed steps of the walkthrough. VS Code's own `onCommand` completion does not detect a command that a row
  // runs with arguments, because it runs under another ID.
  | 'kapture.didOpenRecord'
  | 'kapture.didAdd'
  | 'kapture.didEdit'
  | 'kapture.hasOwnConnection'
  | 'kapture.mayShowWalkthrough';

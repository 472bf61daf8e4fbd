/** Every id that the manifest and the code share. A host test holds the two against each other. */
export const commandIds = [
  'kapture.addCustomer',
  'kapture.getCustomer',
  'kapture.updateCustomer',
  'kapture.pullCustomers',
  'kapture.sendRequest',
  'kapture.newRequest',
  'kapture.dryRun',
  'kapture.pinConnection',
  'kapture.allowEnvironmentVariable',
  'kapture.copyAs',
  'kapture.pasteCurl',
  'kapture.openCurl',
  'kapture.pullRange',
  'kapture.refreshCustomers',
  'kapture.pullMissing',
  'kapture.filterCustomers',
  'kapture.clearFilter',
  'kapture.groupCustomers',
  'kapture.sortCustomers',
  'kapture.collapseCustomers',
  'kapture.revealCustomer',
  'kapture.clearCustomers',
  'kapture.exportCustomers',
  'kapture.showInsights',
  'kapture.retryWindow',
  'kapture.showMore',
  'kapture.showOtherPull',
  'kapture.showPeriodResponse',
  'kapture.openRecord',
  'kapture.copyId',
  'kapture.copyPhone',
  'kapture.copyEmail',
  'kapture.newGetRequest',
  'kapture.newUpdateRequest',
  'kapture.editCustomer',
  'kapture.showChanges',
  'kapture.revertLastUpdate',
  'kapture.showInCustomers',
  'kapture.showHeaders',
  'kapture.openReplyCustomer',
  'kapture.editReplyCustomer',
  'kapture.copyReplyId',
  'kapture.nextReplyPart',
  'kapture.previousReplyPart',
  'kapture.searchWholeReply',
  'kapture.saveWholeReply',
  'kapture.sendAgain',
  'kapture.selectConnection',
  'kapture.addConnection',
  'kapture.editConnection',
  'kapture.removeConnection',
  'kapture.testConnection',
  'kapture.setAuthKey',
  'kapture.removeAuthKeys',
  'kapture.useSandbox',
  'kapture.setSandboxFault',
  'kapture.resetSandbox',
  'kapture.openHistoryReply',
  'kapture.openHistoryRequest',
  'kapture.showHistoryHeaders',
  'kapture.resendFromHistory',
  'kapture.compareReplies',
  'kapture.compareWithPrevious',
  'kapture.deleteHistoryEntry',
  'kapture.clearHistory',
  'kapture.showAllHistory',
  'kapture.showConnectionHistory',
  'kapture.showMoreHistory',
  'kapture.newPayloadTest',
  'kapture.openExamplePayloadTests',
  'kapture.showLog',
  'kapture.saveAsSnippet',
  'kapture.openRequest',
  'kapture.sendFromView',
  'kapture.renameRequest',
  'kapture.duplicateRequest',
  'kapture.deleteRequest',
  'kapture.restoreSnippets',
  'kapture.emptySnippetTrash',
  'kapture.revealRequest',
  'kapture.revealRequestInOs',
  'kapture.copyRequestPath',
  'kapture.showMoreRequests',
  'kapture.refreshRequests',
] as const;
export type CommandId = (typeof commandIds)[number];

/** Settings, without the leading `kapture.`; all of scope `application`. */
export interface Settings {
  readonly connections: readonly unknown[];
  readonly defaultConnection: string;
  readonly maxReplyMegabytes: number;
  readonly allowedEnvironmentVariables: readonly string[];
  readonly 'sandbox.port': number;
  readonly 'customers.mode': 'kept' | 'session';
  readonly 'customers.keepDays': number;
  readonly 'customers.maxMegabytes': number;
  readonly 'history.mode': 'kept' | 'session' | 'off';
  readonly 'history.maxEntries': number;
  readonly 'history.maxMegabytes': number;
}

export const customersView = 'kapture.customers';
export const insightsView = 'kapture.insights';
export const requestsView = 'kapture.requests';
/** JSON with comments, in files named after their operation. */
export const requestLanguage = 'kapture-request';
export const replyLanguage = 'kapture-reply';
export const dryRunLanguage = 'kapture-dry-run';
export const replyScheme = 'kapture-reply';
export const recordScheme = 'kapture-record';
export const dryRunScheme = 'kapture-dry-run';
/** A customer as an Update request to edit; saving it is sending it. */
export const editScheme = 'kapture';
export const exampleScheme = 'kapture-example';
export const historyView = 'kapture.history';
export const historyScheme = 'kapture-history';

/** Context keys for `when` clauses. */
export type ContextKey =
  | 'kapture.hasConnection'
  | 'kapture.hasPulled'
  | 'kapture.isFiltered'
  | 'kapture.hasMissing'
  | 'kapture.hasOtherPull'
  | 'kapture.usesSandbox'
  | 'kapture.isReadOnly'
  | 'kapture.showsAllHistory'
  | 'kapture.isLongReply'
  | 'kapture.replyIsRead'
  | 'kapture.replyHasCustomer'
  | 'kapture.replyHasCustomers'
  // Steps of the walkthrough: of a command with arguments, such as a click on a row, VS Code knows another name.
  | 'kapture.didOpenRecord'
  | 'kapture.didAdd'
  | 'kapture.didEdit'
  | 'kapture.hasOwnConnection'
  | 'kapture.mayShowWalkthrough';

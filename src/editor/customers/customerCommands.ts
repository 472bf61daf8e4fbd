import type { CommandId } from '../shared/commandMap.ts';

/** The commands that `CustomerActions` handles. */
export const customerCommands = [
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
  'kapture.retryPeriod',
  'kapture.showMore',
  'kapture.showOtherPull',
  'kapture.showPeriodResponse',
  'kapture.openRecord',
  'kapture.copyId',
  'kapture.copyPhone',
  'kapture.copyEmail',
  'kapture.newGetRequest',
  'kapture.newUpdateRequest',
  'kapture.cloneAsAdd',
  'kapture.openInKapture',
] as const satisfies readonly CommandId[];

export type CustomerCommand = (typeof customerCommands)[number];

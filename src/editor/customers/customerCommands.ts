import type { CommandId } from '../shared/commandMap.ts';

/** The commands that `CustomerActions` handles. */
export const customerCommands = [
  'kapture.pullRange',
  'kapture.pullTickets',
  'kapture.showCustomers',
  'kapture.showTickets',
  'kapture.refreshCustomers',
  'kapture.pullMissing',
  'kapture.filterCustomers',
  'kapture.clearFilter',
  'kapture.groupCustomers',
  'kapture.exportCustomers',
  'kapture.showMore',
  'kapture.showPeriodResponse',
  'kapture.openCustomer',
  'kapture.copyDetails',
  'kapture.newCustomerRequest',
  'kapture.openInKapture',
  'kapture.openTicket',
  'kapture.copyLink',
  'kapture.addTicket',
  'kapture.updateTicket',
] as const satisfies readonly CommandId[];

export type CustomerCommand = (typeof customerCommands)[number];

import type { OperationId } from '../../kapture/catalogue/registry.ts';
import { add } from './customer/add.ts';
import { get } from './customer/get.ts';
import { pull } from './customer/pull.ts';
import { update } from './customer/update.ts';
import { getTicket } from './ticket/get.ts';
import type { Handler } from './handler.ts';

export const handlers: Readonly<Record<OperationId, Handler>> = {
  add,
  get,
  update,
  pull,
  'get-ticket': getTicket,
};

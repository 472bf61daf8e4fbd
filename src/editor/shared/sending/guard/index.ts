export { confirmRead } from './confirmRead.ts';
export { confirmWrite, type WriteToConfirm } from './confirmWrite.ts';
export { confirmDialect } from './confirmDialect.ts';
export { loadWrittenCustomer, type CustomerKey, type WrittenCustomer } from './writtenCustomer.ts';

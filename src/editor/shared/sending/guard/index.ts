export { confirmRead } from './confirmRead.ts';
export { confirmWrite, type WriteToConfirm } from './confirmWrite.ts';
export { loadWrittenCustomer, type WrittenCustomer } from './writtenCustomer.ts';

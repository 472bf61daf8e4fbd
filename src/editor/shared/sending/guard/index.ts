export { confirmWrite, type WriteToConfirm } from './confirmWrite.ts';
export { loadWrittenCustomer, type WrittenCustomer } from './writtenCustomer.ts';

export { confirmWrite, type WriteToConfirm } from './confirmWrite.ts';

export { sendRequest } from './sendRequest.ts';

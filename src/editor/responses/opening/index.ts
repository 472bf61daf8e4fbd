export { openBeside } from './openBeside.ts';
export { openHeaders } from './openHeaders.ts';

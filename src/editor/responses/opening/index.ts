export { openBeside } from './openBeside.ts';
export { openHeaders } from './openHeaders.ts';
export { sendAgain } from './sendAgain.ts';

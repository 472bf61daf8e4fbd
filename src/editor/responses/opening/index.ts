export { openBeside } from './openBeside.ts';
export { openHeaders } from './openHeaders.ts';
export { sendResponseAgain } from './sendResponseAgain.ts';

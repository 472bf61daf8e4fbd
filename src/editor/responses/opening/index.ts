export { openBeside } from './openBeside.ts';
export { responseName } from './responseName.ts';
export { openHeaders } from './openHeaders.ts';
export { sendResponseAgain } from './sendResponseAgain.ts';

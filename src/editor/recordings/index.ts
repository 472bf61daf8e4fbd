/** What teaches the sandbox, loaded on first use. */
export { recordForSandbox } from './recordForSandbox.ts';
export { forgetTaught, recordingLenses, teachSandbox } from './teachSandbox.ts';

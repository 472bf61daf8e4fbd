/** The sandbox's request log, which is loaded on first use. */
export { SandboxRequests } from './sandboxRequests.ts';

/**
 * The part of this wing that is heavy (it carries undici) and so is loaded on first use: the editor imports values from
 * here only by `await import()`, and the build makes a file of its own of it. Light modules are imported by their names.
 */
export { KaptureClient } from './exchange/client.ts';
export { createTransport } from './http/transport.ts';
export { streamPull } from './pull/streamPull.ts';
export { startStoreThread } from './store/storeThread.ts';

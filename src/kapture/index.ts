/**
 * The part of the library that is loaded on first use because it contains undici. The editor imports its values only by
 * `await import()`, and the build bundles it in a separate file. Other modules are imported directly.
 */
export { KaptureClient } from './exchange/client.ts';
export { createTransport } from './http/transport.ts';
export { streamPull } from './pull/streamPull.ts';
export { startStoreThread } from './store/storeThread.ts';

/*
 * undici's index puts its own dispatcher on globalThis, which takes over the fetch of every extension in the host. These
 * inner modules do not; they come without types of their own.
 */
declare module 'undici/lib/dispatcher/agent.js' {
  import { Agent } from 'undici';
  export default Agent;
}
declare module 'undici/lib/api/index.js' {
  import type { Dispatcher } from 'undici';
  const api: { request: Dispatcher['request'] };
  export default api;
}

/*
 * undici's index sets its own dispatcher on globalThis, which affects the fetch of every extension in the host. These
 * inner modules do not, but they have no types.
 */
declare module 'undici/lib/dispatcher/agent.js' {
  import { Agent } from 'undici';
  export default Agent;
}
// These modules only need the `dispatch` method of a dispatcher.
declare module 'undici/lib/api/api-connect.js' {
  import type { Dispatcher } from 'undici';
  export default function connect(
    this: Pick<Dispatcher, 'dispatch'>,
    options: Dispatcher.ConnectOptions & { readonly headersTimeout?: number },
  ): Promise<Dispatcher.ConnectData>;
}
declare module 'undici/lib/core/connect.js' {
  import { buildConnector } from 'undici';
  export default buildConnector;
}

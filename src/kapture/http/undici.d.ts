/*
 * undici's index puts its own dispatcher on globalThis, which takes over the fetch of every extension in the host. These
 * inner modules do not; they come without types of their own.
 */
declare module 'undici/lib/dispatcher/agent.js' {
  import { Agent } from 'undici';
  export default Agent;
}
// What these need of a dispatcher is `dispatch`.
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

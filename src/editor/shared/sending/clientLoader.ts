import type { Disposable } from 'vscode';
import type { KaptureClient } from '../../../kapture/exchange/client.ts';
import type { Transport } from '../../../kapture/http/transport.ts';
import { setting } from '../settings.ts';

/** Loads the HTTP client when the first request is sent. */
export class ClientLoader implements Disposable {
  #client: KaptureClient | undefined;
  #transport: Transport | undefined;

  async get(): Promise<KaptureClient> {
    const [{ KaptureClient, createTransport }, { networkSettings }] = await Promise.all([
      import('../../../kapture/index.ts'),
      import('../network/index.ts'),
    ]);
    // A concurrent call may have created it during the import.
    this.#client ??= new KaptureClient((this.#transport ??= createTransport()), {
      maxBytes: maxResponseBytes,
      network: networkSettings,
    });
    return this.#client;
  }

  /** The client's transport, for streamed responses. */
  async transport(): Promise<Transport> {
    await this.get();
    return this.#transport!;
  }

  dispose(): void {
    void this.#client?.close();
  }
}

/** The maximum response size in bytes, from the user's settings. */
export function maxResponseBytes(): number {
  const megabytes: unknown = setting('maxResponseMegabytes');
  return (typeof megabytes === 'number' && megabytes > 0 ? megabytes : 100) * 1_000_000;
}

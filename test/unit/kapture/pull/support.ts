import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport, type Transport } from '../../../../src/kapture/http/transport.ts';
import type { StoreCalls } from '../../../../src/kapture/store/storeWorker.ts';
import { startStoreThread, type StoreThread } from '../../../../src/kapture/store/storeThread.ts';
import { closeServers } from '../http/localServer.ts';

/** The response of a tenant that has no customers in a range. */
export const noneFound = '{"message":"No customer between dates.","status":"failed"}';

const script = new URL('../../../../src/kapture/store/storeWorker.ts', import.meta.url);

export function openStore(folder: string): StoreThread<StoreCalls> {
  return startStoreThread<StoreCalls>(script, join(folder, 'kapture.db'));
}

/** What a pull needs: a store, in its folder, and a transport. */
export interface PullTools {
  readonly folder: string;
  readonly thread: StoreThread<StoreCalls>;
  readonly transport: Transport;
}

/** Opens an empty store and a transport before each test, and closes them and all servers after it. */
export function forEachTest(use: (tools: PullTools) => void): void {
  let close: () => Promise<void>;
  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), 'kapture-pull-'));
    const thread = openStore(folder);
    const transport = createTransport();
    close = async () => {
      await thread.close();
      await transport.close();
      await closeServers();
      rmSync(folder, { recursive: true });
    };
    use({ folder, thread, transport });
  });
  afterEach(() => close());
}

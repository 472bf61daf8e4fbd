import type { Reply } from '../../kapture/exchange/exchange.ts';
import type { Redact } from '../../kapture/redaction/redact.ts';
import type { StoredPull } from '../../kapture/store/customerShapes.ts';
import type { AsyncStore } from '../../kapture/store/storeCalls.ts';
import { recordBatches } from './recordBatches.ts';

/** Puts the records of a reply among those of a pull, whether they belong into its range or not, until `cancel`; without the secrets that `redact` finds. `onPut` is told how many there are so far. */
export async function putReply(
  store: Pick<AsyncStore, 'put'>,
  pull: StoredPull,
  reply: Reply,
  redact: Redact,
  cancel: AbortSignal,
  onPut: (count: number) => void,
): Promise<void> {
  let count = 0;
  for (const texts of recordBatches(reply, redact)) {
    if (cancel.aborted) return;
    await store.put(pull, texts);
    onPut((count += texts.length));
  }
}

import type { Response } from '../../kapture/exchange/exchange.ts';
import type { Redact } from '../../kapture/redaction/redact.ts';
import type { StoredPull } from '../../kapture/store/customerShapes.ts';
import type { AsyncStore } from '../../kapture/store/storeCalls.ts';
import { recordBatches } from './recordBatches.ts';

/** Puts the records of a response among those of a pull, whether they belong into its range or not, until `cancel`; without the secrets that `redact` finds. `onPut` is told how many there are so far. */
export async function putResponse(
  store: Pick<AsyncStore, 'put'>,
  pull: StoredPull,
  response: Response,
  redact: Redact,
  cancel: AbortSignal,
  onPut: (count: number) => void,
): Promise<void> {
  let count = 0;
  for (const texts of recordBatches(response, redact)) {
    if (cancel.aborted) return;
    await store.put(pull, texts);
    onPut((count += texts.length));
  }
}

import type { Response } from '../../../kapture/exchange/exchange.ts';
import type { Redact } from '../../../kapture/redaction/redact.ts';
import type { StoredPull } from '../../../kapture/store/customerShapes.ts';
import type { AsyncStore } from '../../../kapture/store/storeWorker.ts';
import { recordBatches } from './recordBatches.ts';

/**
 * Adds the redacted records of a response to a pull, even if they are outside its range, until `cancel` is aborted.
 * `onPut` receives the number of records so far.
 */
export async function addResponseToPull(
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

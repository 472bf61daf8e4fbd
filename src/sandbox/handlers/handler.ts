import type { Fields } from '../../kapture/catalogue/fieldText.ts';
import type { SandboxResponse } from '../sandboxResponse.ts';
import type { Store } from '../store.ts';

/** Handles a request of one operation that has passed all checks. `instant` is the current time in milliseconds. */
export type Handler = (store: Store, fields: Fields, instant: number) => SandboxResponse;

import type { Fields } from '../../kapture/catalogue/fieldText.ts';
import type { SandboxResponse } from '../sandboxResponse.ts';
import type { Store } from '../store.ts';

/** Answers a request of one operation that has passed every check. `instant` is in milliseconds. */
export type Handler = (store: Store, fields: Fields, instant: number) => SandboxResponse;

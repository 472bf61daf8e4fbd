import type { RecordReference } from '../shared/documents/recordUri.ts';

/** What the keys of the customers view come with (`args` in the manifest), in place of a customer. */
export interface ByKey {
  readonly byKey: true;
}

/** Whom to edit: a customer, or by key the one that is selected in the view. */
export type EditOptions = RecordReference | ByKey;

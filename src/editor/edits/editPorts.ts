import type { Customer } from '../../kapture/records/customer.ts';
import type { RequestVariables, Targets } from '../shared/ports.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import type { Sender } from '../shared/sending/sender.ts';

/** What editing customers needs from other features. */
export interface EditPorts {
  readonly targets: Targets;
  readonly sender: Sender;
  readonly variables: RequestVariables;
  readonly customers: {
    /** The customer selected in the view; undefined unless exactly one is selected. */
    readonly selected: RecordReference | undefined;
    /** Shows a fetched record in the view and in its open editor. */
    showRecord(tenant: string, customer: Customer): Promise<void>;
  };
}

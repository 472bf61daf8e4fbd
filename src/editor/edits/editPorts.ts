import type { Customer } from '../../kapture/records/customer.ts';
import type { RequestVariables, Targets } from '../shared/ports.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import type { Sender } from '../shared/sending/sender.ts';

/** What the documents of customers ask of other features. */
export interface EditPorts {
  readonly targets: Targets;
  readonly sender: Sender;
  readonly variables: RequestVariables;
  readonly customers: {
    /** The customer that is selected in the view, for keys; undefined where none is, or several are. */
    readonly selected: RecordReference | undefined;
    /** Takes a record that was just fetched: view and open record show it. */
    showRecord(tenant: string, customer: Customer): Promise<void>;
  };
}

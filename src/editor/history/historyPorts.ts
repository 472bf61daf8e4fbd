import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { CompareLoader, PlansLoader } from '../shared/ports.ts';
import type { Sender } from '../shared/sending/sender.ts';

/** What the history needs from other features. */
export interface HistoryPorts {
  readonly sender: Sender;
  readonly drafts: {
    /** Opens an unsaved request with the given body, pinned to a connection and in its dialect. */
    openDraftOf(operation: OperationId, body: string, connection: string): Promise<unknown>;
  };
  /** Baselines are responses too, so they are cleared with the history. */
  readonly compare: CompareLoader;
  readonly plans: PlansLoader;
}

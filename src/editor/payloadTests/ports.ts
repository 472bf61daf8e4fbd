import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { ClientLoader } from '../shared/sending/clientLoader.ts';
import type { Log } from '../shared/log.ts';
import type { RequestVariables, Targets } from '../shared/ports.ts';

/** What test runs need from other features. */
export interface RunPorts {
  readonly targets: Targets;
  readonly clients: ClientLoader;
  readonly variables: RequestVariables;
  readonly log: Log;
  /** Shows the customers of successful writes in the Customers view. Never rejects. */
  readonly showWritten: (writes: readonly Exchange[]) => Promise<void>;
  /** Path of the worker script that evaluates regular expressions. */
  readonly patternScript: string;
}

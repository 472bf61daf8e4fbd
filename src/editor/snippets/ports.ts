import type { BaselinesLoader } from '../shared/comparePorts.ts';
import type { SendAllPorts } from './sendAll/ports.ts';
import type { ExchangeOf } from './snippetSource.ts';

/** What the Requests view needs from other features. */
export interface SnippetPorts extends SendAllPorts {
  readonly responses: SendAllPorts['responses'] & { readonly exchangeOf: ExchangeOf };
  readonly compare: BaselinesLoader;
}

import type { PlanTarget } from '../../kapture/bulk/sending/planTarget.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';

/** How many records are read for the fields of a tenant, as in a response with a list. */
const maxTaught = 200;

/** A client that adds the first responses to Get to `reads`. */
export function notingReads(client: PlanTarget['client'], reads: Exchange[]): PlanTarget['client'] {
  return {
    send: async (operation, ...request) => {
      const exchange = await client.send(operation, ...request);
      if (operation === 'get' && reads.length < maxTaught) reads.push(exchange);
      return exchange;
    },
  };
}

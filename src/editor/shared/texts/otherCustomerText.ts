import { l10n } from 'vscode';
import { customersOf } from '../../../kapture/exchange/customersOf.ts';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import { oneLine } from './plainText.ts';

/** Says that a response has another customer than the requested one; undefined if it has none. */
export function otherCustomerText(exchange: Exchange, requested: string): string | undefined {
  const [other] = customersOf(exchange);
  return (
    other &&
    l10n.t(
      '{0} returned customer {1} when customer {2} was requested.',
      exchange.connection,
      oneLine(other.id, 60),
      requested,
    )
  );
}

import { plainPhone } from '../plans/plainIdentifier.ts';
import type { Identifier, Repair } from '../plans/rowInput.ts';
import type { Reader, Reading } from './reader.ts';

/**
 * Finds the customers with a value of a row. If none has a phone number that was repaired, it is looked up as it was
 * before, too: a tenant can store it with its prefix. Throws as {@link Reader.find} does.
 *
 * `ownId` is the customer that the row changes. Records can lack a value that they are found by: if such a response
 * names this customer, no other one has the value.
 */
export async function findAsWritten(
  reader: Reader,
  identifier: Identifier,
  value: string,
  repairs: readonly Repair[],
  signal: AbortSignal | undefined,
  ownId?: string,
): Promise<Reading> {
  const find = async (text: string): Promise<Reading> => {
    const reading = await reader.find(identifier, text, signal);
    const isOwn = reading.kind === 'failed' && ownId !== undefined && reading.failure.customerId === ownId;
    return isOwn ? { kind: 'none' } : reading;
  };
  let found = await find(value);
  if (identifier !== 'phone' || found.kind !== 'none') return found;
  for (const phone of earlierForms(value, repairs)) {
    const other = await find(phone);
    // A server that rejects this form has no customer with it. Any other failure says nothing.
    if (other.kind === 'none' || (other.kind === 'failed' && other.failure.isInvalidPhone)) continue;
    if (other.kind !== 'one') return other;
    if (found.kind === 'one' && found.record.id !== other.record.id) return { kind: 'several' };
    found = other;
  }
  return found;
}

/** A repaired phone number as it was before each repair that keeps its digits. */
function earlierForms(phone: string, repairs: readonly Repair[]): ReadonlySet<string> {
  const isSameNumber = ({ field, from }: Repair): boolean =>
    field === 'phone' && plainPhone(from) === plainPhone(phone) && from.trim() !== phone.trim();
  return new Set(repairs.filter(isSameNumber).map(({ from }) => from.trim()));
}

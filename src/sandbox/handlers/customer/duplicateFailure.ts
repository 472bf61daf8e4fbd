import { fieldText, type Fields } from '../../../kapture/catalogue/fieldText.ts';
import { failureResponse, type SandboxResponse } from '../../sandboxResponse.ts';
import type { Store } from '../../store.ts';

/** The failure of a request with a phone or email of another customer; undefined if there is none. */
export function duplicateFailure(store: Store, fields: Fields, ownId?: number): SandboxResponse | undefined {
  const isTaken = (key: 'phone' | 'email', field: string): boolean =>
    store.find(key, fieldText(fields, field)).some(({ id }) => id !== ownId);
  const phone = isTaken('phone', 'phone');
  const email = isTaken('email', 'email_id');
  if (phone && email) return failureResponse('both-taken');
  if (phone) return failureResponse('phone-taken');
  return email ? failureResponse('email-taken') : undefined;
}

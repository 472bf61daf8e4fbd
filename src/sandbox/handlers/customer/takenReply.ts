import { fieldText, type Fields } from '../../../kapture/catalogue/fieldText.ts';
import { failureReply, type SandboxReply } from '../../sandboxReply.ts';
import type { Store } from '../../store.ts';

/** The failure of a request whose phone or email another customer has. */
export function takenReply(store: Store, fields: Fields, ownId?: number): SandboxReply | undefined {
  const isTaken = (key: 'phone' | 'email', field: string): boolean =>
    store.find(key, fieldText(fields, field)).some(({ id }) => id !== ownId);
  const phone = isTaken('phone', 'phone');
  const email = isTaken('email', 'email_id');
  if (phone && email) return failureReply('both-taken');
  if (phone) return failureReply('phone-taken');
  return email ? failureReply('email-taken') : undefined;
}

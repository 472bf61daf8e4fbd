import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import type { SandboxResponse } from '../../sandboxResponse.ts';
import type { Store } from '../../store.ts';
import { failed } from '../../unpublished.ts';
import type { OperationRequest } from '../handler.ts';

/** The failure of a request with a phone or email of another customer; undefined if there is none. */
export function duplicateFailure(store: Store, request: OperationRequest, ownId?: number): SandboxResponse | undefined {
  const isTaken = (key: 'phone' | 'email', field: string): boolean =>
    store.find(key, fieldText(request.fields, field)).some(({ id }) => id !== ownId);
  const phone = isTaken('phone', 'phone');
  const email = isTaken('email', 'email_id');
  if (phone && email) return failed(request, 'both-taken');
  if (phone) return failed(request, 'phone-taken');
  return email ? failed(request, 'email-taken') : undefined;
}

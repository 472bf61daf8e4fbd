import type { Dialect } from '../../../kapture/catalogue/dialect.ts';
import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { codeIn } from '../../../kapture/catalogue/writeAct.ts';
import { type SandboxResponse, envelopeOf, failed, inferred, jsonResponse } from '../../sandboxResponse.ts';
import type { Store } from '../../store.ts';
import type { StoredCustomer } from '../../storedCustomer.ts';
import { enquiryOf } from '../../withWrite.ts';
import type { OperationRequest } from '../handler.ts';

/** The ids of a write. An Update has no contact. */
interface Written {
  readonly customerId: number;
  readonly contactId?: number;
}

/** A write that passed all checks. */
interface Write {
  readonly act: 'add' | 'update';
  /** Carries out the write. A strict sandbox may not call it. */
  readonly run: () => Written;
}

type Writer = (request: OperationRequest, write: Write) => SandboxResponse;

/** The success response of Add and Update in each form. */
export function writeResponse(request: OperationRequest, write: Write): SandboxResponse {
  return writers[request.dialect](request, write);
}

const writers: Readonly<Record<Dialect, Writer>> = {
  flat: ({ fields }, { run }) => {
    const { customerId, contactId = 0 } = run();
    // The message has the spelling of Kapture's message.
    return jsonResponse(200, {
      Enquiry: enquiryOf(fields, customerId, contactId),
      message: 'validation successfull',
      status: 'success',
    });
  },
  // Kapture promises the ID of the customer, but the key that has it is unpublished.
  nested: (request, { run }) =>
    inferred(request, () => jsonResponse(200, { status: 'success', customer_id: String(run().customerId) })),
  array: (request, write) => outcome(request, write, (id) => ({ 'Kapture Customer Id': id })),
  'object-2016': (request, write) => outcome(request, write, () => ({})),
};

/**
 * A response with only the outcome, as published for an Add. The response to an Update by the code of a customer is not
 * published.
 */
function outcome(
  request: OperationRequest,
  { act, run }: Write,
  ids: (customerId: string) => Readonly<Record<string, string>>,
): SandboxResponse {
  const { message, status, success } = envelopeOf(request.form);
  const respond = (text: string): SandboxResponse =>
    jsonResponse(200, { [message]: text, ...ids(String(run().customerId)), [status]: success });
  return act === 'add'
    ? respond('Customer Added Successfully')
    : inferred(request, () => respond('Customer Updated Successfully'));
}

/**
 * The customer that a write updates because it has its code; undefined if there is none. Only in forms that identify a
 * customer by its code, which is inferred from an integration that sends the same code each time.
 */
export function customerWithCode(store: Store, { form, body }: OperationRequest): StoredCustomer | undefined {
  const code = codeIn(form, body);
  return code === '' ? undefined : store.find('code', code)[0];
}

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

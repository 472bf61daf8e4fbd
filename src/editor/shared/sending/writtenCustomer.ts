import { l10n } from 'vscode';
import { customerFields } from '../../../kapture/catalogue/customer/customerFields.ts';
import type { Connection } from '../../../kapture/connection/connection.ts';
import { KaptureError } from '../../../kapture/http/kaptureError.ts';
import { readCustomer } from '../../../kapture/records/customer.ts';
import { isNothingFound } from '../../../kapture/responses/readResponse.ts';
import { fieldsOfRecord, readBack } from '../../../kapture/update/editableFields.ts';
import { plainValue } from '../../../kapture/update/fieldValue.ts';
import type { Log } from '../log.ts';
import type { Targets } from '../targets.ts';
import { sendWithProgress, type ClientLoader } from './clientLoader.ts';
import { NotSent } from './recordedWrite.ts';
import type { WrittenCustomer } from './sending.ts';

/** The maximum time that a confirmation waits for the customer, in milliseconds. */
const timeoutMs = 5000;

/** By what a write names its customer: Kapture's ID, or the tenant's own code. */
export type CustomerKey = { readonly id: string; readonly code?: undefined } | { readonly code: string };

/**
 * Loads the customer that a write will change, so that the confirmation can name it; undefined if that fails, or if
 * several customers have the code. It never asks the user and shows no error, because the confirmation also works
 * without the name. Throws `NotSent` if the user cancels.
 */
export async function loadWrittenCustomer(
  key: CustomerKey,
  { name, timeZone }: Connection,
  { targets, clients, log }: { readonly targets: Targets; readonly clients: ClientLoader; readonly log: Log },
): Promise<WrittenCustomer | 'not-found' | undefined> {
  const target = await targets.resolveNamed(name, 'get', { ask: false });
  if (!target) return undefined;
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const identifier = key.code === undefined ? { kapture_customer_id: key.id } : { customer_id: key.code };
    const exchange = await sendWithProgress(
      l10n.t('{0}: loading customer {1}', name, key.code ?? key.id),
      { operation: 'get', body: JSON.stringify([identifier]), target },
      { signal: limit, retry: false },
      { clients, log },
    );
    const { reading, text } = exchange.response;
    if (isNothingFound('get', reading)) return 'not-found';
    if (typeof text !== 'string') return undefined;
    const customers = reading.records.flatMap(({ start, end }) => {
      const customer = readCustomer(text.slice(start, end), timeZone);
      const isWritten = key.code === undefined ? customer?.id === key.id : customer?.code === key.code;
      return customer && isWritten ? [customer] : [];
    });
    const [customer] = customers;
    if (!customer || customers.length > 1) return undefined;
    return { id: customer.id, name: customer.name, before: valuesOf(customer.text) };
  } catch (error) {
    if (!KaptureError.is(error)) throw error;
    // The user does not want the write, either.
    if (error.reason === 'canceled' && !limit.aborted) throw new NotSent();
    log.error(`get ${name}`, error);
    return undefined;
  }
}

function valuesOf(record: string): Record<string, string> {
  const fields = fieldsOfRecord(record);
  return Object.fromEntries(
    [...Object.keys(customerFields), ...fields.others.keys(), ...fields.shown.keys()].flatMap((field) => {
      const value = readBack(fields, field);
      return value === undefined ? [] : [[field, plainValue(value)]];
    }),
  );
}

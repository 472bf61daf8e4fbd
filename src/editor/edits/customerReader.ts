import { l10n, type Uri } from 'vscode';
import { customersOf, type Exchange } from '../../kapture/exchange/exchange.ts';
import type { Customer } from '../../kapture/records/customer.ts';
import { isNothingFound } from '../../kapture/responses/readResponse.ts';
import { codeOwner, problemOfCode, type CodeOwner } from '../../kapture/update/codeOwner.ts';
import { fieldsOfRecord, type RecordFields } from '../../kapture/update/editableFields.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import type { Log } from '../shared/log.ts';
import { showError } from '../shared/dialogs/messages.ts';
import { unreachableActions } from '../shared/dialogs/showUnreachable.ts';
import type { RequestVariables } from '../shared/requestBodies.ts';
import type { Sender } from '../shared/sending/sender.ts';
import type { SendOptions } from '../shared/sending/sender.ts';
import type { Targets } from '../shared/targets.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { unreachableText } from '../shared/texts/connectionTexts.ts';
import { otherCustomerText } from '../shared/texts/customerTexts.ts';
import { failureLabel } from '../shared/texts/exchangeTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';

export interface EditPorts {
  readonly targets: Targets;
  readonly sender: Sender;
  readonly variables: RequestVariables;
  readonly customers: {
    /** The customer selected in the view; undefined unless exactly one is selected. */
    readonly selected: RecordReference | undefined;
    /** Shows a fetched record in the view and in its open editor. */
    showRecord(tenant: string, customer: Customer): Promise<void>;
  };
  readonly responses: {
    /** The exchange whose response a document shows. */
    exchangeOf(uri: Uri): Exchange | undefined;
  };
}

/** The current fields of a record, or a sentence that says why they could not be read. */
export type CustomerReading = { readonly fields: RecordFields; readonly problem?: undefined } | FailedReading;

export interface FailedReading {
  readonly fields?: undefined;
  readonly problem: string;
  /** The connection whose auth key was rejected; undefined if something else failed. */
  readonly rejectedKeyOf?: string;
}

/** Fetches records, with progress that can be canceled. */
export class CustomerReader {
  readonly #targets: Targets;
  readonly #sender: Sender;
  readonly #customers: EditPorts['customers'];
  readonly #log: Log;

  constructor({ targets, sender, customers }: EditPorts, log: Log) {
    this.#targets = targets;
    this.#sender = sender;
    this.#customers = customers;
    this.#log = log;
  }

  /**
   * Fetches a record. Does not reject if the server or the network fails. Sends nothing without a connection to the
   * tenant, because the ID may exist in another tenant.
   */
  async read(reference: RecordReference): Promise<CustomerReading> {
    const unreachable = this.#unreachableText(reference);
    if (unreachable !== undefined) return { problem: unreachable };
    let message: string | undefined;
    const exchange = await this.#send(reference, { onProblem: (sentence) => (message = sentence) });
    const fields = exchange && (await this.#fieldsOf(reference, exchange));
    if (fields) return { fields };
    // If there is no message, the user declined to enter the key or a secret header.
    if (!exchange) return { problem: message ?? l10n.t('The auth key or a secret header was not entered.') };
    const problem = missingText(exchange, reference) ?? message ?? failureLabel(exchange);
    return {
      problem: problem ?? l10n.t('The record could not be loaded.'),
      ...(exchange.response.reading.trouble === 'unauthorized' && { rejectedKeyOf: exchange.connection }),
    };
  }

  /** Like {@link read}, but shows a failure to the user, with Retry if that can help. Undefined if it failed. */
  async readOrShow(reference: RecordReference, retry: () => unknown, log: Log): Promise<RecordFields | undefined> {
    const unreachable = this.#unreachableText(reference);
    if (unreachable !== undefined) {
      void showError(log, unreachable, ...unreachableActions(reference.tenant));
      return undefined;
    }
    const exchange = await this.#send(reference, { retry });
    // The sender has already shown the error.
    if (!exchange) return undefined;
    const fields = await this.#fieldsOf(reference, exchange);
    if (fields) return fields;
    const missing = missingText(exchange, reference);
    // The sender has already shown an unusable response.
    if (missing !== undefined || !exchange.response.reading.trouble)
      void showError(log, missing ?? failureLabel(exchange) ?? l10n.t('The record could not be loaded.'));
    return undefined;
  }

  /** Why a customer code does not identify a customer, for an update by the code; undefined if it does. */
  async problemOfCode({ tenant, connection, id }: RecordReference, code: string): Promise<string | undefined> {
    let message: string | undefined;
    const exchange = await this.#sender.send('get', JSON.stringify([{ customer_id: code }]), {
      tenant,
      connection,
      purpose: { kind: 'internal' },
      onProblem: (sentence) => (message = sentence),
    });
    const owner: CodeOwner = exchange ? codeOwner(exchange, id) : { kind: 'unknown' };
    if (owner.kind === 'unknown')
      return [
        l10n.t('It could not be determined which customer has this code.'),
        message ?? (exchange && failureLabel(exchange)) ?? '',
      ]
        .join(' ')
        .trim();
    const shown = owner.kind === 'other' ? { ...owner, id: oneLine(owner.id, 60) } : owner;
    return problemText(problemOfCode(shown, oneLine(code, 60)));
  }

  #unreachableText({ tenant, connection }: RecordReference): string | undefined {
    return this.#targets.connectionOf(tenant, connection) ? undefined : unreachableText(tenant);
  }

  #send(
    { tenant, connection, id }: RecordReference,
    onFailure: Pick<SendOptions, 'onProblem' | 'retry'>,
  ): Promise<Exchange | undefined> {
    const body = JSON.stringify([{ kapture_customer_id: id }]);
    return this.#sender.send('get', body, { tenant, connection, purpose: { kind: 'internal' }, ...onFailure });
  }

  /** The fields of the record in a response, which the Customers view shows as well. */
  async #fieldsOf({ tenant, id }: RecordReference, exchange: Exchange): Promise<RecordFields | undefined> {
    const customer = customersOf(exchange).find((candidate) => candidate.id === id);
    if (!customer) return undefined;
    try {
      await this.#customers.showRecord(tenant, customer);
    } catch (error) {
      // The record was read, so this error is only logged: after a write, it would say that nothing was saved.
      this.#log.error('A customer that was read could not be shown in the Customers view.', error);
    }
    return fieldsOfRecord(customer.text);
  }
}

/** Why a response does not contain the requested customer; undefined if its status says so. */
function missingText(exchange: Exchange, { id }: RecordReference): string | undefined {
  const { connection, response } = exchange;
  const other = otherCustomerText(exchange, id);
  if (other !== undefined) return other;
  const { reading } = response;
  return isNothingFound('get', reading) || (reading.outcome === 'success' && !reading.trouble)
    ? l10n.t('{0} no longer has a customer with the ID {1}.', connection, id)
    : undefined;
}

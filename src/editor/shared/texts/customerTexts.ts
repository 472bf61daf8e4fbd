import { l10n, type Command } from 'vscode';
import { customersOf, type Exchange } from '../../../kapture/exchange/exchange.ts';
import { otherRecordLabel, otherRecordProblem, otherReturned } from '../../../kapture/exchange/otherRecord.ts';
import type { CustomerRow } from '../../../kapture/store/customerShapes.ts';
import { blanksAround, isBlank, plainValue } from '../../../kapture/update/fieldValue.ts';
import { commandLink, withIcon } from '../commands.ts';
import { problemText } from './catalogueTexts.ts';
import { quoted } from './localTexts.ts';
import { oneLabel, oneLine } from './plainText.ts';

export function fieldList(fields: Iterable<string>): string {
  return [...fields].map((field) => oneLine(field, 60)).join(', ');
}

/**
 * A JSON value for a sentence, with the blanks around it, because two values can differ in the blanks alone. `length`
 * is the maximum number of characters that are shown.
 */
export function valueText(json: string | undefined, length = 80): string {
  if (json === undefined) return l10n.t('unknown');
  if (isBlank(json)) return l10n.t('blank');
  const { before, after } = blanksAround(json);
  return quoted(before + oneLine(plainValue(json), length) + after);
}

/**
 * Marks the exception: a phone of the customer that differs from the contact's phone. A word would take up half of a
 * narrow column.
 */
export const ownPhoneMark = '†';

/** A phone that is shown for a customer. */
export interface ShownPhone {
  /** The number on one line; empty if there is none. */
  readonly number: string;
  /** Whether the contact has a different number. */
  readonly isOwn: boolean;
}

/**
 * The phone of a customer, or else that of the contact. If both have the number, it counts as the contact's: Kapture's
 * Get returns it for both, its Pull only for the contact, and the customer must look the same after either.
 */
export function shownPhone({ phone, contactPhone }: Pick<CustomerRow, 'phone' | 'contactPhone'>): ShownPhone {
  const isOwn = phone !== '' && Boolean(contactPhone) && phone !== contactPhone;
  return { number: oneLine(phone || (contactPhone ?? '')), isOwn };
}

/** A phone for display, with {@link ownPhoneMark} if it is the customer's own. */
export function phoneText({ number, isOwn }: ShownPhone): string {
  return isOwn ? number + ownPhoneMark : number;
}

/** A phone for a screen reader. */
export function spokenPhone({ number, isOwn }: ShownPhone): string {
  return isOwn ? l10n.t('own phone {0}', number) : number;
}

/** Says that a response has another customer than the requested one; undefined if it has the requested one. */
export function otherCustomerText(exchange: Exchange, requested: string): string | undefined {
  const [other] = customersOf(exchange);
  return other && oneLine(problemText(otherReturned(exchange.connection, requested, other.id)), 500);
}

type NamedRequest = Pick<Exchange, 'operation' | 'connection' | 'requestBody'>;

/** One sentence about a response whose record is not the one that the request names. */
export function otherRecordText(request: NamedRequest, otherId: string): string {
  return oneLine(problemText(otherRecordProblem(request, otherId)), 500);
}

/**
 * A few words about a response with another record, for a code lens or a row; undefined if the record is the requested
 * one.
 */
export function otherRecordWords(request: NamedRequest, otherId: string | undefined): string | undefined {
  return otherId === undefined ? undefined : oneLabel(problemText(otherRecordLabel(request, otherId)), 80);
}

/** A code lens that opens the customer that a write added or updated. Undefined if the response does not name one. */
export function openCustomerLink({ tenant, connection, response }: Exchange): Command | undefined {
  const { outcome, customerId } = response.reading;
  if (outcome !== 'success' || !customerId) return undefined;
  return {
    ...commandLink('kapture.openCustomer', withIcon('go-to-file', l10n.t('Open Customer')), {
      id: customerId,
      tenant,
      connection,
    }),
    tooltip: l10n.t('Open Customer {0}', oneLine(customerId, 30)),
  };
}

import { tenantIdOf } from '../connection/tenantId.ts';
import { firstObject } from '../json/firstObject.ts';
import { readLoose } from '../json/looseJson.ts';
import { problem } from '../problem/problem.ts';
import { plainKey, resultOf } from '../responses/readResponse.ts';
import type { Conclusion, SentRead } from './checkReport.ts';
import { cannotTell, commonConclusion, shown, suggests } from './conclusions.ts';
import { responseTo } from './readOutcomes.ts';

/** What a Get for a customer that does not exist says. */
export function conclusionOfGet(read: SentRead): Conclusion {
  const common = commonConclusion(read);
  if (common) return common;
  const { reading } = responseTo(read)!;
  if (reading.failure === 'customer-not-found' || reading.records.length)
    return shown(problem('Get Customer works and accepts the auth key.'));
  if (reading.failure === 'invalid-json')
    return suggests(problem('The auth key is accepted, but Get Customer expects another body.'));
  if (reading.outcome === 'unreadable')
    return cannotTell(problem('The response is JSON, but not one that Kapture documents.'));
  return suggests(problem('The auth key is accepted. The response is not documented.'));
}

/** What the spelling of a failure's keys says: old tenants capitalize them. Undefined if they are in lower case. */
export function conclusionOfSpelling(read: SentRead): Conclusion | undefined {
  const { value } = readLoose(responseTo(read)?.text ?? '');
  const envelope = firstObject(value);
  if (!envelope) return undefined;
  const isCapitalized = Object.keys(envelope).some((key) => key === 'Status' || key === 'Message');
  return isCapitalized
    ? suggests(problem('Message and Status are capitalized, as in the array dialect of Add and Update.'))
    : undefined;
}

/** The first customer in a response: the ID of its tenant and its creation date; undefined if there is none. */
export function customerIn(read: SentRead): { readonly cmId?: string; readonly created: unknown } | undefined {
  const response = responseTo(read);
  if (!response?.reading.records.length || response.reading.outcome !== 'success') return undefined;
  const customer = firstObject(resultOf(read.operation, response.text));
  if (!customer) return undefined;
  const entries = new Map(Object.entries(customer).map(([key, value]) => [plainKey(key), value]));
  const cmId = tenantIdOf(entries.get('cmid'));
  return { ...(cmId !== undefined && { cmId }), created: entries.get('generationdate') };
}

/** What a Get for a known customer says. */
export function conclusionOfKnownCustomer(read: SentRead): Conclusion {
  const common = commonConclusion(read);
  if (common) return common;
  const customer = customerIn(read);
  if (!customer) return cannotTell(problem('The customer was not found, so the tenant ID (cmId) is unknown.'));
  return customer.cmId === undefined
    ? cannotTell(problem('The customer was found, but has no tenant ID (cmId).'))
    : shown(problem('The tenant ID (cmId) is {0}.', customer.cmId));
}

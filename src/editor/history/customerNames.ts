import { fieldText } from '../../kapture/catalogue/fieldText.ts';
import { sharedFieldsOf } from '../../kapture/catalogue/forms.ts';
import { operations } from '../../kapture/catalogue/registry.ts';
import { readLoose } from '../../kapture/json/looseJson.ts';
import type { HistoryEntry } from '../../kapture/store/historyEntry.ts';
import type { Log } from '../shared/log.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { CustomersLoader } from './historyPorts.ts';

/**
 * The names of the customers whose IDs the requests of entries have. They are read from what was pulled, and are not
 * stored.
 */
export class CustomerNames {
  readonly #customers: CustomersLoader;
  readonly #log: Log;

  constructor(customers: CustomersLoader, log: Log) {
    this.#customers = customers;
    this.#log = log;
  }

  /** Each entry with a name that is known. */
  async of(entries: readonly HistoryEntry[]): Promise<ReadonlyMap<HistoryEntry, string>> {
    const names = new Map<HistoryEntry, string>();
    const withId = entries.flatMap((entry) => {
      const id = customerIdOf(entry);
      return id ? [{ entry, id, key: JSON.stringify([entry.tenant, id]) }] : [];
    });
    if (!withId.length) return names;
    try {
      const { model } = await this.#customers.open();
      const found = new Map<string, Promise<{ readonly name: string } | undefined>>();
      for (const { entry, id, key } of withId) if (!found.has(key)) found.set(key, model.find(entry.tenant, id));
      for (const { entry, key } of withId) {
        const name = oneLine((await found.get(key))?.name ?? '', 60);
        if (name) names.set(entry, name);
      }
    } catch (error) {
      this.#log.error('The names of customers could not be read.', error);
    }
    return names;
  }
}

/** Kapture's ID of the customer of a request; empty if the request has a name or no ID. */
function customerIdOf({ operation, requestBody }: HistoryEntry): string {
  if (!('fields' in operations[operation].subject)) return '';
  const fields = sharedFieldsOf(operation, readLoose(requestBody).value);
  return fieldText(fields, 'customer_name') ? '' : fieldText(fields, 'kapture_customer_id');
}

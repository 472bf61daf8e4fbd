import { isText, recordColumns } from '../../kapture/records/recordColumns.ts';
import type { CustomerRow, StoredPull } from '../../kapture/store/customerShapes.ts';
import { rowColumnNames } from '../../kapture/store/insightShapes.ts';
import { phoneText, shownPhone, spokenPhone } from '../shared/texts/customerTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { ShownCustomer } from './protocol.ts';

type CustomerSource = Pick<ShownCustomer, 'tenant' | 'connection'>;

/** The tenant of a pull, and the current name of its connection, if that is known. */
export function sourceOf(pull: StoredPull, connection: string | undefined): CustomerSource {
  return { tenant: pull.tenant, connection: connection ?? pull.connection };
}

/** A customer with each text of the server in one line. The id is unchanged, because records are opened by it. */
export function shownCustomer(row: CustomerRow, source: CustomerSource): ShownCustomer {
  const texts = rowColumnNames.flatMap((name) => {
    const value = row[name];
    return name !== 'id' && typeof value === 'string' && isText(recordColumns[name]) ? [[name, oneLine(value)]] : [];
  });
  const phone = shownPhone(row);
  const shown = { phone: phoneText(phone), ...(phone.isOfContact && { spokenPhone: spokenPhone(phone) }) };
  return { ...row, ...source, ...Object.fromEntries(texts), ...shown } as ShownCustomer;
}

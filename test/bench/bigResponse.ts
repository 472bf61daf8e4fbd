import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateCustomers } from '../generateCustomers.ts';
import { jsonText } from '../../src/sandbox/jsonText.ts';
import { blankTicket, pulledTicket, withCustomer } from '../../src/sandbox/modules/tickets.ts';
import { pullRecord } from '../../src/sandbox/records.ts';
import type { StoredCustomer } from '../../src/sandbox/storedCustomer.ts';

/*
 * A program: responds to every request with one response to a pull of the given number of generated records, customers
 * or tickets, each about 2.3 kB (with tenant fields), as fast as it is read. Strict JSON, so that every parser accepts
 * it.
 */
const [, , counted = '', module = 'customer'] = process.argv;
const count = Number(counted);
const own = {
  website: '',
  address: '12, Example Road',
  ...Object.fromEntries(
    Array.from({ length: 14 }, (_, index) => [`attr${index + 2}`, `Tenant field number ${index + 2}`]),
  ),
};
/** A ticket of a customer, with a text of the length of its other fields. */
function ticketOf(customer: StoredCustomer): object {
  const { id, createdAt } = customer;
  const ticket = withCustomer(blankTicket(`7${String(id).padStart(11, '0')}`, id, createdAt), customer);
  const detail = `Order of ${customer.name} `.padEnd(900, 'and more ');
  return { ...pulledTicket({ ...ticket, title: `Order ${id}`, detail }), additional_info: { delivery: own } };
}

const pieces: Buffer[] = [];
let piece = '{"message":[';
let made = 0;
// The generator has 200,000 ids. Further rounds use the same customers with other ids.
for (let round = 0; made < count; round++) {
  for (const customer of generateCustomers({
    now: Date.parse('2026-11-20'),
    count: Math.min(200_000, Math.ceil(count * 1.02)),
  })) {
    if (made === count) break;
    const one = { ...customer, id: customer.id + round * 100_000_000, rawLineBreaks: false };
    piece += (made++ ? ',' : '') + jsonText(module === 'ticket' ? ticketOf(one) : { ...pullRecord(one), ...own });
    if (piece.length < 1 << 18) continue;
    pieces.push(Buffer.from(piece));
    piece = '';
  }
}
pieces.push(Buffer.from(`${piece}],"status":"success"}`));
const length = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);

const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json;charset=UTF-8', 'content-length': length });
  let next = 0;
  const send = (): void => {
    while (next < pieces.length) {
      if (!response.write(pieces[next++])) {
        response.once('drain', send);
        return;
      }
    }
    response.end();
  };
  send();
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));

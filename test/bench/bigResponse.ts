import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateCustomers } from '../generateCustomers.ts';
import { jsonText } from '../../src/sandbox/jsonText.ts';
import { pullRecord } from '../../src/sandbox/records.ts';

/*
 * A program: responds to every request with one Pull response of the given number of generated records, each about 2.3
 * kB (with tenant fields), as fast as it is read. Strict JSON, so that every parser accepts it.
 */
const count = Number(process.argv[2]);
const own = {
  website: '',
  address: '12, Example Road',
  ...Object.fromEntries(
    Array.from({ length: 14 }, (_, index) => [`attr${index + 2}`, `Tenant field number ${index + 2}`]),
  ),
};
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
    piece +=
      (made++ ? ',' : '') +
      jsonText({ ...pullRecord({ ...customer, id: customer.id + round * 100_000_000, rawLineBreaks: false }), ...own });
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

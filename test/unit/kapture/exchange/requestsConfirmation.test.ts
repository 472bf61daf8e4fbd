import assert from 'node:assert/strict';
import type { Connection } from '../../../../src/kapture/connection/connection.ts';
import {
  RequestsConfirmation,
  targetsOfRun,
  type PlannedRequest,
} from '../../../../src/kapture/exchange/requestsConfirmation.ts';
import type { Write } from '../../../../src/kapture/exchange/writeGuard.ts';
import { connectionTo } from '../target.ts';

const live = (settings: Partial<Connection> = {}): Connection =>
  connectionTo('https://live.example', { name: 'Live', role: 'production', ...settings });
const elsewhere = connectionTo('https://other.example', { name: 'Live', role: 'production' });
const write = (body: string, change: Partial<Write> = {}): Write => ({
  operation: 'update',
  body,
  connection: live(),
  ...change,
});
const planned = (text: string, change: Partial<Write> = {}, id = 'one'): PlannedRequest => ({
  id,
  text,
  write: write(text, change),
});
const yes = () => Promise.resolve(true);
const update = '{"kapture_customer_id":"1","city":"Pune"}';

describe('RequestsConfirmation', () => {
  it('a user who declines → undefined', async () =>
    assert.equal(await RequestsConfirmation.ask([planned(update)], () => Promise.resolve(false)), undefined));

  it('an agreed write → a confirmation of its body, once', async () => {
    const run = (await RequestsConfirmation.ask([planned(update)], yes))!;
    const confirmation = await run.confirm(planned(update), write(update));
    assert.ok(confirmation!.covers(write(update)));
    assert.ok(!confirmation!.covers(write('{"kapture_customer_id":"2"}')));
    assert.equal(await run.confirm(planned(update), write(update)), undefined);
  });

  const others: Readonly<Record<string, readonly [PlannedRequest, Write]>> = {
    'another text': [planned('{"kapture_customer_id":"1","city":"Goa"}'), write(update)],
    'another request': [planned(update, {}, 'two'), write(update)],
    'another customer': [planned(update), write('{"kapture_customer_id":"2","city":"Pune"}')],
    'another act': [planned(update), write('{"city":"Pune"}', { operation: 'add' })],
    'another path': [planned(update), write(update, { connection: live({ paths: { update: '/other' } }) })],
    'another tenant': [planned(update), write(update, { connection: elsewhere })],
    'a role that became production': [planned(update), write(update, { connection: live({ role: 'development' }) })],
    'another connection to the same tenant': [planned(update), write(update, { connection: live({ name: 'Other' }) })],
  };
  for (const [title, [request, sent]] of Object.entries(others))
    it(`${title} → not confirmed`, async () => {
      const run = (await RequestsConfirmation.ask([planned(update)], yes))!;
      assert.equal(await run.confirm(request, sent), undefined);
    });

  it('an ID from an earlier response or an answer → confirmed with any ID, but not without one', async () => {
    for (const variable of ['$last.add.kapture_customer_id', '?ID']) {
      const text = `{"kapture_customer_id":"{{${variable}}}"}`;
      const run = (await RequestsConfirmation.ask([planned(text)], yes))!;
      assert.equal(await run.confirm(planned(text), write('{"kapture_customer_id":""}')), undefined);
      assert.ok(await run.confirm(planned(text), write('{"kapture_customer_id":"77"}')));
    }
  });
});

describe('targetsOfRun', () => {
  it('requests → the acts and reads of each connection, in the order of use', () => {
    const other = connectionTo('https://dev.example:8443', {
      name: 'Dev',
      role: 'development',
      dialect: 'object-2016',
    });
    const targets = targetsOfRun([
      planned('', { operation: 'get' }),
      planned('{"customer_name":"A"}', { operation: 'add' }),
      planned('{"customer_name":"A","customer_code":"7"}', { operation: 'add', connection: other }),
      planned(update),
      planned('{"customer_name":"B"}', { operation: 'add' }),
    ]);
    assert.deepEqual(
      targets.map(({ connection, host, acts, reads }) => [connection.name, host, acts, reads]),
      [
        ['Live', 'live.example', { add: 2, update: 1, 'add-or-update': 0, other: 0 }, 1],
        ['Dev', 'dev.example:8443', { add: 0, update: 0, 'add-or-update': 1, other: 0 }, 0],
      ],
    );
  });
});

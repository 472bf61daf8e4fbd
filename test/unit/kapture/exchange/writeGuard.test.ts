import assert from 'node:assert/strict';
import { WriteConfirmation, type Write } from '../../../../src/kapture/exchange/writeGuard.ts';
import { targetOf } from '../target.ts';

const write = (change: Partial<Write> = {}): Write => ({
  operation: 'update',
  body: '{"kapture_customer_id":"1"}',
  connection: targetOf('https://acme.example').connection,
  ...change,
});
const confirmed = () => WriteConfirmation.ask(write(), () => Promise.resolve(true));

describe('WriteConfirmation', () => {
  it('a user who declines → undefined', async () =>
    assert.equal(await WriteConfirmation.ask(write(), () => Promise.resolve(false)), undefined));
  it('a user who confirms → covers that write', async () => assert.ok((await confirmed())!.covers(write())));
  const others: Readonly<Record<string, Partial<Write>>> = {
    'another body': { body: '{"kapture_customer_id":"2"}' },
    'another tenant': { connection: targetOf('https://other.example').connection },
    'another path': { connection: targetOf('https://acme.example', { paths: { update: '/other' } }).connection },
  };
  for (const [title, change] of Object.entries(others))
    it(`${title} → not covered`, async () => assert.equal((await confirmed())!.covers(write(change)), false));
});

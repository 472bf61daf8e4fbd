import assert from 'node:assert/strict';
import { ExchangeListeners } from '../../../../../src/editor/shared/sending/exchangeListeners.ts';
import type { SentExchange } from '../../../../../src/editor/shared/sending/sentExchange.ts';

const sent = {} as SentExchange;

describe('ExchangeListeners.notify', () => {
  it('a listener throws and another rejects → the others run, each error is reported, and nothing is thrown', async () => {
    const reported: unknown[] = [];
    const listeners = new ExchangeListeners((error) => reported.push(error));
    const notified: string[] = [];
    const [thrown, rejected] = [new Error('thrown'), new Error('rejected')];
    listeners.add(() => {
      throw thrown;
    });
    listeners.add(() => Promise.reject(rejected));
    listeners.add(async () => {
      await Promise.resolve();
      notified.push('later');
    });
    await listeners.notify(sent);
    assert.deepEqual([reported, notified], [[thrown, rejected], ['later']]);
  });

  it('a removed listener → is not called', async () => {
    const listeners = new ExchangeListeners(() => assert.fail('an error was reported'));
    const listener = (): never => assert.fail('called');
    listeners.add(listener);
    listeners.delete(listener);
    await listeners.notify(sent);
  });
});

import assert from 'node:assert/strict';
import { ExchangeListeners } from '../../../../../src/editor/shared/sending/exchangeListeners.ts';
import type { Exchange } from '../../../../../src/kapture/exchange/exchange.ts';
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

  it('a later listener → runs when all others have ended, and nothing waits for it', async () => {
    const listeners = new ExchangeListeners(() => assert.fail('an error was reported'));
    const order: string[] = [];
    const [shown, learned, called] = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
    ];
    listeners.addLater(async () => {
      order.push('later');
      called.resolve();
      await learned.promise;
      order.push('later ended');
    });
    listeners.add(async () => {
      order.push('first');
      await shown.promise;
      order.push('first ended');
    });
    const notified = listeners.notify(sent);
    shown.resolve();
    await notified;
    await called.promise;
    assert.deepEqual(order, ['first', 'first ended', 'later']);
    learned.resolve();
  });

  it('a later listener rejects → the error is reported', async () => {
    const reported = Promise.withResolvers<unknown>();
    const listeners = new ExchangeListeners(reported.resolve);
    const error = new Error('rejected');
    listeners.addLater(() => Promise.reject(error));
    await listeners.notify(sent);
    assert.equal(await reported.promise, error);
  });

  it('an intermediate read → only later listeners are notified, with its exchange', async () => {
    const listeners = new ExchangeListeners(() => assert.fail('an error was reported'));
    const { promise: called, resolve } = Promise.withResolvers<Exchange>();
    listeners.add(() => assert.fail('called'));
    listeners.addLater(resolve);
    const exchange = {} as Exchange;
    listeners.notifyLater(exchange);
    assert.equal(await called, exchange);
  });

  it('a later listener that was removed → is not called', async () => {
    const listeners = new ExchangeListeners(() => assert.fail('an error was reported'));
    const listener = (): never => assert.fail('called');
    listeners.addLater(listener);
    listeners.deleteLater(listener);
    await listeners.notify(sent);
  });
});

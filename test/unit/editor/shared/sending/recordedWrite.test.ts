import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { NotSent, sendRecorded } from '../../../../../src/editor/shared/sending/recordedWrite.ts';
import { KaptureError, type KaptureErrorReason } from '../../../../../src/kapture/http/kaptureError.ts';
import type { Exchange } from '../../../../../src/kapture/exchange/exchange.ts';
import { exchangeOf } from '../../../kapture/store/exchangeOf.ts';

const exchange = exchangeOf('x', { operation: 'add' });
const { response: _, ...request } = exchange;
const write = { request, redact: (text: string) => text.replace('secret', '***') };

function errorOf(reason: KaptureErrorReason, wasSent: boolean): KaptureError {
  return Object.assign(new KaptureError(reason, 'acme.in', 'secret'), { wasSent });
}

describe('sendRecorded', () => {
  let done: string[];
  let ends: (string | undefined)[];
  beforeEach(() => ([done, ends] = [[], []]));

  const run = (send: () => Promise<Exchange>, stored: Promise<number | undefined>) =>
    sendRecorded(write, {
      recorder: {
        begin: () => {
          done.push('begin');
          return stored;
        },
        end: (_record, reason) => ends.push(reason),
      },
      send: () => {
        done.push('send');
        return send();
      },
      explain: ({ reason, detail }) => `${reason} ${detail}`,
    });

  it('is sent once it is stored, and has the record', async () => {
    const stored = Promise.withResolvers<number>();
    const sent = run(() => Promise.resolve(exchange), stored.promise);
    await new Promise(setImmediate);
    assert.deepEqual(done, ['begin']);
    stored.resolve(7);
    const { record, ...rest } = await sent;
    assert.deepEqual([await record, rest, done, ends], [7, { exchange }, ['begin', 'send'], []]);
  });
  it('storing takes long → is sent after half a second', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const sent = run(() => Promise.resolve(exchange), new Promise(() => undefined));
      mock.timers.tick(499);
      await new Promise(setImmediate);
      assert.deepEqual(done, ['begin']);
      mock.timers.tick(1);
      assert.equal((await sent).exchange, exchange);
    } finally {
      mock.timers.reset();
    }
  });
  for (const [what, error, reason] of [
    ['no response after it was sent', errorOf('timeout', true), 'timeout ***'],
    ['not sent', errorOf('refused', false), undefined],
    ['refused before it was sent', new NotSent('changed'), undefined],
    ['an unexpected error', new Error('a secret bug'), 'a *** bug'],
  ] as const) {
    it(`${what} → ${reason ?? 'no reason'} is recorded`, async () => {
      await assert.rejects(
        run(() => Promise.reject(error), Promise.resolve(7)),
        error,
      );
      assert.deepEqual(ends, [reason]);
    });
  }
});

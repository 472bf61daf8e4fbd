import assert from 'node:assert/strict';
import { daysOf } from '../../../../src/editor/insights/daysOf.ts';
import { timeKeys } from '../../../../src/editor/insights/timeKeys.ts';
import type { Selection } from '../../../../src/kapture/store/customerShapes.ts';

const halfYear = { start: '2026-01-10', end: '2026-06-30' };
const month = (key: string): Selection => ({ by: 'month', key });

describe('daysOf', () => {
  for (const [what, range, only, days] of [
    ['a day', { start: '2026-01-10 09:00:00', end: '2026-01-10 10:00:00' }, undefined, 1],
    ['half a year', halfYear, undefined, 172],
    ['a selected day of it', halfYear, { by: 'day', key: '2026-02-01' }, 1],
    ['a selected month of it', halfYear, month('2026-02'), 28],
    ['a selected month that it has in part', halfYear, month('2026-01'), 22],
    ['customers without a date', halfYear, month(''), 172],
    ['a month after it', halfYear, month('2026-07'), 31],
    ['a month long before it', halfYear, month('2024-02'), 29],
    ['invalid dates', { start: '01-11-2026', end: '02-11-2026' }, undefined, 0],
  ] as const)
    it(`${what} → ${days}`, () => assert.equal(daysOf({ range }, only), days));
});

describe('timeKeys', () => {
  for (const [what, range, by, keys] of [
    ['days', { start: '2026-02-28 10:00:00', end: '2026-03-01' }, 'day', ['2026-02-28', '2026-03-01']],
    ['months', { start: '2026-01-31', end: '2026-03-01' }, 'month', ['2026-01', '2026-02', '2026-03']],
    ['a mistyped year', { start: '1026-01-01', end: '2026-01-01' }, 'month', []],
    ['invalid dates', { start: '01-11-2026', end: '02-11-2026' }, 'day', []],
  ] as const)
    it(`${what} → ${keys.join(', ') || 'none'}`, () => assert.deepEqual([...timeKeys({ range }, by)], keys));
});

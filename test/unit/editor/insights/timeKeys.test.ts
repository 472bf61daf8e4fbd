import assert from 'node:assert/strict';
import { timeKeys } from '../../../../src/editor/insights/timeKeys.ts';

describe('timeKeys', () => {
  for (const [what, range, by, keys] of [
    ['days', { start: '2026-02-28 10:00:00', end: '2026-03-01' }, 'day', ['2026-02-28', '2026-03-01']],
    ['months', { start: '2026-01-31', end: '2026-03-01' }, 'month', ['2026-01', '2026-02', '2026-03']],
    ['a mistyped year', { start: '1026-01-01', end: '2026-01-01' }, 'month', []],
    ['invalid dates', { start: '01-11-2026', end: '02-11-2026' }, 'day', []],
  ] as const)
    it(`${what} → ${keys.join(', ') || 'none'}`, () => assert.deepEqual([...timeKeys({ range }, by)], keys));
});

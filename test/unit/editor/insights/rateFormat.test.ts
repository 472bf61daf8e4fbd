import assert from 'node:assert/strict';
import { rateFormat } from '../../../../src/editor/insights/webview/rateFormat.ts';

describe('rateFormat', () => {
  for (const [value, text] of [
    [77 / 30, '2.6'],
    [8 / 30, '0.3'],
    [1 / 30, '0.03'],
    [1 / 365, '0.003'],
    [0, '0'],
  ] as const)
    it(`${value} → ${text}`, () => assert.equal(rateFormat('en')(value), text));
});

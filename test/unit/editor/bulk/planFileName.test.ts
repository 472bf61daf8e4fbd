import assert from 'node:assert/strict';
import { planFileName } from '../../../../src/editor/bulk/planFileName.ts';

describe('planFileName', () => {
  for (const [source, name] of [
    ['leads.csv', 'leads (to correct).csv'],
    ['leads (to correct).csv', 'leads (to correct 2).csv'],
    ['leads (to correct 2).csv', 'leads (to correct 3).csv'],
    ['leads (2) a/b.tsv', 'leads (2) a-b (to correct).csv'],
    ['leads (to correct) old.csv', 'leads (to correct) old (to correct).csv'],
  ] as const)
    it(`${source} → ${name}`, () => assert.equal(planFileName(source, 'to correct'), name));
});

import assert from 'node:assert/strict';
import { affectsTests } from '../../../../src/kapture/payloadTests/testFiles.ts';

describe('affectsTests', () => {
  for (const [path, affects] of [
    ['/a/b.kapture-test.json', true],
    ['/a/b.kapture-snapshots.json', true],
    ['/a/b.kapture-get.json', true],
    ['/a/b.kapture-get-ticket.json', true],
    ['/a/kapture.env.json', true],
    ['/a/my-kapture.env.json', false],
    ['/a/b.kapture-requests.json', false],
    ['/a/b.json', false],
  ] as const)
    it(`${path} → ${affects}`, () => assert.equal(affectsTests(path), affects));
});

import assert from 'node:assert/strict';
import { badgeOf, readName } from '../../src/editor/customers/customerTabs.ts';

describe('the tab of a customer', () => {
  for (const [name, badge] of [
    ['Qwera', 'Qw'],
    ['Q', 'Q'],
    ['asha iyer', 'As'],
    ['Élodie ß', 'Él'],
    ['ß1', 'ß1'],
    ['𝒜sha 9', '𝒜s'],
    ['(no) - !', undefined],
    ['नीता शर्मा', 'नी'],
    ['', undefined],
  ] as const)
    it(`name ${JSON.stringify(name)} → badge ${String(badge)}`, () => assert.equal(badgeOf(name), badge));

  for (const [text, name] of [
    ['// @connection Sandbox\n{\n  "kapture_customer_id": "1",\n  "customer_name": "Asha \\"A\\" V",\n}', 'Asha "A" V'],
    ['{\n  "contacts": [\n    {\n      "name": "Inner"\n    }\n  ],\n  "name": "Outer"\n}', 'Outer'],
    ['{\n  "name": "a\\u202Eb\\nc"\n}', 'a b c'],
    ['{\n  "name": "cut off', ''],
    ['{\n  "name": 5\n}', ''],
    ['This record is not loaded.', ''],
  ] as const)
    it(`text ${JSON.stringify(text)} → name ${JSON.stringify(name)}`, () => assert.equal(readName(text), name));
});

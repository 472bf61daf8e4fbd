import assert from 'node:assert/strict';
import { initialsOf, readName } from '../../src/editor/customers/customerTabs.ts';

describe('the tab of a customer', () => {
  for (const [name, initials] of [
    ['Qwera', 'Q'],
    ['asha r. verma', 'AV'],
    ['Élodie ß', 'Éß'],
    ['𝒜sha 9', '𝒜9'],
    ['(no) - !', undefined],
    ['नीता शर्मा', 'नश'],
    ['', undefined],
  ] as const)
    it(`of ${JSON.stringify(name)} → has ${String(initials)} on it`, () => assert.equal(initialsOf(name), initials));

  for (const [text, name] of [
    ['// @connection Sandbox\n{\n  "kapture_customer_id": "1",\n  "customer_name": "Asha \\"A\\" V",\n}', 'Asha "A" V'],
    ['{\n  "contacts": [\n    {\n      "name": "Inner"\n    }\n  ],\n  "name": "Outer"\n}', 'Outer'],
    ['{\n  "name": "a\\u202Eb\\nc"\n}', 'a b c'],
    ['{\n  "name": "cut off', ''],
    ['{\n  "name": 5\n}', ''],
    ['This record is not loaded.', ''],
  ] as const)
    it(`with ${JSON.stringify(text)} → is of ${JSON.stringify(name)}`, () => assert.equal(readName(text), name));
});

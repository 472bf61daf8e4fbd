import assert from 'node:assert/strict';
import { applyEdits, parse } from 'jsonc-parser';
import type { JsonChange } from '../../../../src/kapture/json/changedJson.ts';
import { addCase, addExpectation, expectationText, newTestFile } from '../../../../src/kapture/payloadTests/newCase.ts';
import { variablesIn, WrittenNumber } from '../../../../src/kapture/variables/variables.ts';
import { readTestFile } from '../../../../src/kapture/payloadTests/readTestFile.ts';

const get = { operation: 'get', body: { phone: '9845765226' } } as const;

function casesOf({ text }: JsonChange): unknown[] {
  assert.deepEqual(
    readTestFile(text).cases.flatMap(({ problems }) => problems),
    [],
  );
  return (parse(text) as { cases: unknown[] }).cases;
}

describe('editTestFile', () => {
  it('a new case → the last one; comments, layout and trailing commas stay', () => {
    const before = `{\n    // All customers\n    "cases": [\n        { "name": "one", "operation": "get", "body": {} }, // first\n    ]\n}\n`;
    const changed = addCase(before, { name: 'two', ...get });
    assert.deepEqual(casesOf(changed).at(-1), { name: 'two', ...get });
    assert.match(changed.text, /\/\/ All customers\n/);
    assert.match(changed.text, /\/\/ first/);
    assert.match(changed.text, /\n {12}"name": "two"/);
    const { offset, length } = changed.place;
    assert.deepEqual(parse(changed.text.slice(offset, offset + length)), { name: 'two', ...get });
  });

  it('a new case with braces → escaped; variables beside it and its secrets stay', () => {
    const before = '{"cases": [{"name": "{{one}}"}]}';
    const { text, edits, place } = addCase(before, { name: 'two', operation: 'add', rawBody: '{{a}}{{$secret.b}}' });
    assert.equal(applyEdits(before, [...edits]), text);
    assert.match(text, /"\{\{one\}\}"/);
    const written = text.slice(place.offset, place.offset + place.length);
    assert.ok(written.endsWith('}'), written);
    assert.ok(written.includes(String.raw`"rawBody": "\u007b{a}}{{$secret.b}}"`), written);
  });

  it('a new case with templates → their variables stay, in its expectations, too; all others are escaped', () => {
    const added = {
      name: '{{name}} \\"',
      operation: 'add',
      body: { customer_name: 'Mr {{$name}} "Mo" {', phone: '{{$phone}}', city: '{{$phone}} {{city}}' },
      expect: { response: { '/Enquiry/phone': '{{$phone}}' } },
    } as const;
    const templates = new Set([added.body.customer_name, '{{$phone}}']);
    const changed = addCase('{"cases": []}', added, templates);
    for (const text of [changed.text, newTestFile(added, templates)]) {
      assert.deepEqual((parse(text) as { cases: unknown }).cases, [added]);
      assert.deepEqual(
        variablesIn(text).map(({ name }) => name),
        ['$name', '$phone', '$phone'],
      );
    }
  });

  it('an empty file, or one without cases → cases with the new one', () => {
    for (const before of ['', '{}', '{"cases": []}', '{"dialect": "flat"}'])
      assert.deepEqual((parse(addCase(before, { name: 'it', ...get }).text) as { cases: unknown }).cases, [
        { name: 'it', ...get },
      ]);
    assert.deepEqual(readTestFile(newTestFile({ name: 'it', ...get })).problems, []);
  });

  it('an expectation of a step without any → success is still expected', () => {
    const before = JSON.stringify({ cases: [{ name: 'it', ...get }] });
    assert.deepEqual(casesOf(addExpectation(before, { caseIndex: 0 }, '/Customer Details/name', 'Asha')), [
      { name: 'it', ...get, expect: { outcome: 'success', response: { '/Customer Details/name': 'Asha' } } },
    ]);
  });

  it('an expectation of a number with 20 digits → written with all digits', () => {
    const before = JSON.stringify({ cases: [{ name: 'it', ...get }] });
    const expected = new WrittenNumber('12345678901234567890');
    const { text, place } = addExpectation(before, { caseIndex: 0 }, '/id', expected);
    assert.equal(text.slice(place.offset, place.offset + place.length), '12345678901234567890');
    const added = addCase('', { name: 'it', ...get, expect: { response: { '/id': [expected] } } });
    assert.match(added.text, /\[\s*12345678901234567890\s*\]/);
  });

  it('an expectation of the second step → added to the others; one of the same pointer → replaced', () => {
    const expect = { status: 200, response: { '/a': 1, '/b/c': 2 } };
    const before = JSON.stringify({ cases: [{ name: 'it', steps: [get, { ...get, expect }] }] });
    const added = addExpectation(before, { caseIndex: 0, stepIndex: 1 }, '/d', { exists: true });
    const texts = ['/b/c', '/d', '/e'].map((at) => expectationText(added.text, { caseIndex: 0, stepIndex: 1 }, at));
    assert.deepEqual(
      texts.map((text) => text?.replace(/\s+/g, ' ')),
      ['2', '{ "exists": true }', undefined],
    );
    const replaced = addExpectation(added.text, { caseIndex: 0, stepIndex: 1 }, '/b/c', 3);
    assert.deepEqual(casesOf(replaced), [
      {
        name: 'it',
        steps: [get, { ...get, expect: { status: 200, response: { '/a': 1, '/b/c': 3, '/d': { exists: true } } } }],
      },
    ]);
    const { offset, length } = replaced.place;
    assert.equal(replaced.text.slice(offset, offset + length), '3');
  });
});

import assert from 'node:assert/strict';
import { applyEdits, parse } from 'jsonc-parser';
import type { JsonChange } from '../../../../src/kapture/json/changedJson.ts';
import { addCase, newTestFile } from '../../../../src/kapture/payloadTests/newCase.ts';
import { variablesIn } from '../../../../src/kapture/variables/variables.ts';
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
});

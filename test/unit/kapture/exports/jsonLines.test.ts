import assert from 'node:assert/strict';
import { readLoose } from '../../../../src/kapture/json/looseJson.ts';
import { exportTexts, getSample, makeFolder, pullSample, sandboxRecords, type Folder } from './support.ts';

describe('JSON Lines export', () => {
  let folder: Folder;
  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(() => folder.remove());

  it('strict records on one line → the same bytes, each followed by a line feed', async () => {
    const records = [
      '{"id":12345678901234567890,"a":0.0,"a":1E400, "b" :\t"\\u0041\\n"}',
      '{"name":"नेहा \u{1F600}\u2028"}',
      '{}',
    ];
    const result = await exportTexts('jsonl', folder, records);
    assert.equal(folder.text(), records.map((record) => `${record}\n`).join(''));
    assert.deepEqual([result.rows, result.rewritten, result.bytes], [3, 0, folder.bytes().length]);
  });
  for (const [written, line] of [
    ['{"a":"one\ntwo\tthree\u0000"}', '{"a":"one\\u000atwo\\u0009three\\u0000"}'],
    [
      '{\r\n  "id": 12345678901234567890,\n  "a": [\n    0.0,\n    "x \\n y"\n  ]\n}',
      '{"id": 12345678901234567890,"a": [0.0,"x \\n y"]}',
    ],
    ['{"a":"x\\\ny"}', '{"a":"x\\\\\\u000ay"}'],
  ] as const) {
    it(`${JSON.stringify(written)} → a line with the same value, and counted`, async () => {
      const result = await exportTexts('jsonl', folder, [written]);
      assert.deepEqual([folder.text(), result.rewritten, result.rows], [`${line}\n`, 1, 1]);
      assert.deepEqual(
        JSON.parse(line.replace('12345678901234567890', '"12345678901234567890"')),
        readLoose(written).value,
      );
    });
  }
  it('the published customers → one line of strict JSON each, with the same values', async () => {
    const result = await exportTexts('jsonl', folder, [pullSample, getSample]);
    assert.deepEqual(
      folder
        .text()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
      [pullSample, getSample].map((record) => readLoose(record).value),
    );
    assert.equal(result.rewritten, 2);
    assert.match(folder.text(), /"maxCreditAmt": 0\.0,/);
  });
  it('sandbox customers → unchanged, except for raw line breaks', async () => {
    const records = sandboxRecords(500);
    const result = await exportTexts('jsonl', folder, records);
    const lines = folder.text().split('\n');
    assert.equal(lines.pop(), '');
    for (const [index, record] of records.entries()) assert.equal(lines[index], record.replaceAll('\n', '\\u000a'));
    assert.ok(result.rewritten > 0 && result.rewritten < records.length / 10, String(result.rewritten));
  });
  it('records that are not JSON → counted, and not in the file', async () => {
    const { rows, unreadable } = await exportTexts('jsonl', folder, ['{"a":1}', '{"a":1', '{"a":01}', 'null']);
    assert.deepEqual([rows, unreadable, folder.text()], [1, 3, '{"a":1}\n']);
  });
  it('bytes that are not UTF-8 → U+FFFD, and only that record is counted', async () => {
    const { rows, replaced, rewritten } = await exportTexts('jsonl', folder, [
      '{"a":"é"}',
      Buffer.from([0x7b, 0x22, 0xc3, 0x22, 0x3a, 0x31, 0x7d]),
      '{"b":2}',
    ]);
    assert.equal(folder.text(), '{"a":"é"}\n{"\uFFFD":1}\n{"b":2}\n');
    assert.deepEqual([rows, replaced, rewritten], [3, 1, 0]);
  });
  for (const [written, line] of [
    ['{"a":"\\ud83d"}', '{"a":"\\ufffd"}'],
    ['{"a":"x\\uDE00\\uD83Dy"}', '{"a":"x\\ufffd\\ufffdy"}'],
    ['{"a":"\\ud83d\\ud83d\\ude00","é":1}', '{"a":"\\ufffd\\ud83d\\ude00","é":1}'],
  ] as const)
    it(`lone surrogate in ${written} → ${line}, and counted`, async () => {
      const { replaced, rewritten } = await exportTexts('jsonl', folder, [written]);
      assert.deepEqual([folder.text(), replaced, rewritten], [`${line}\n`, 1, 0]);
    });
  it('a lone surrogate in a name, in two records → both are replaced', async () => {
    const { replaced } = await exportTexts('jsonl', folder, ['{"\\ud83d":1}', '{"\\ud83d":2}']);
    assert.deepEqual([folder.text(), replaced], ['{"\\ufffd":1}\n{"\\ufffd":2}\n', 2]);
  });
  it('surrogate pairs, and text that only looks like a lone surrogate → unchanged', async () => {
    const records = ['{"a":"\\ud83d\\ude00"}', '{"a":"\\\\ud83d"}', '{"a":"\\udb"}'.replace('\\udb', '\\u0db8')];
    const { replaced } = await exportTexts('jsonl', folder, records);
    assert.deepEqual([folder.text(), replaced], [records.map((record) => `${record}\n`).join(''), 0]);
  });
  it('brackets nested deeper than 500 → the same bytes', async () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"b":${'{"c":'.repeat(501)}1${'}'.repeat(501)}}`;
    const { rows, unreadable } = await exportTexts('jsonl', folder, [deep]);
    assert.deepEqual([rows, unreadable, folder.text() === `${deep}\n`], [1, 0, true]);
  });
});

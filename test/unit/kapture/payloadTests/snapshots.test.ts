import assert from 'node:assert/strict';
import {
  SnapshotFile,
  snapshotFileOf,
  snapshotOf,
  type SnapshotMode,
  StoredSnapshots,
} from '../../../../src/kapture/payloadTests/snapshots.ts';
import { readTestFile } from '../../../../src/kapture/payloadTests/readTestFile.ts';
import type { CaseResult } from '../../../../src/kapture/payloadTests/runCase.ts';
import { exchangeOf, run } from './support.ts';

const response = { status: 'success', Enquiry: { kapture_customer_id: '71', name: 'Asha' } };

/** Runs all cases of a file against a response. Returns the results and the new text of the snapshot file. */
async function runFile(
  cases: readonly object[],
  stored: string,
  { mode = 'add', body = response }: { readonly mode?: SnapshotMode; readonly body?: object | string } = {},
): Promise<{ readonly results: readonly CaseResult[]; readonly text: string | undefined }> {
  const file = new SnapshotFile(stored);
  const { cases: read } = readTestFile(JSON.stringify({ cases }));
  const results: CaseResult[] = [];
  for (const testCase of read) {
    assert.deepEqual(testCase.problems, []);
    const send = () => Promise.resolve(exchangeOf('add', typeof body === 'string' ? body : JSON.stringify(body)));
    results.push(await run(testCase, { send, snapshots: file.of(read, testCase, mode) }));
  }
  if (mode === 'update') file.prune(read);
  return { results, text: file.changedText() };
}

const expect = { response: { matchesSnapshot: true, ignore: ['/Enquiry/kapture_customer_id'] } };
const add = { operation: 'add', body: { customer_name: 'Asha', phone: '9845765226' } };
const one = { name: 'adds', ...add, expect };
const snapshot = `{
  "adds": {
    "Enquiry": {
      "name": "Asha"
    },
    "status": "success"
  }
}
`;
const messagesOf = (results: readonly CaseResult[]): string[] =>
  results.flatMap(({ findings }) => findings.map(({ message }) => message));

describe('snapshots', () => {
  it('customers.kapture-test.json → customers.kapture-snapshots.json', () => {
    assert.equal(snapshotFileOf('a/customers.kapture-test.json'), 'a/customers.kapture-snapshots.json');
  });

  it('a response → sorted keys, without the ignored values; * is every element', () => {
    assert.equal(
      JSON.stringify(snapshotOf({ b: [{ id: 1, x: 2 }, { id: 3 }], a: { 'c/d': 1, e: 2 } }, ['/b/*/id', '/a/c~1d'])),
      '{"a":{"e":2},"b":[{"x":2},{}]}',
    );
    assert.deepEqual(snapshotOf([1, 2, 3], ['/*']), []);
  });

  it('a snapshot that could not be stored → not stored with that of a later case either', async () => {
    const names = ['first', 'second', 'third'];
    const { cases } = readTestFile(JSON.stringify({ cases: names.map((name) => ({ ...one, name })) }));
    let isFull = false;
    let stored = '';
    const write = (text: string): Promise<void> => {
      if (isFull) return Promise.reject(new Error('full'));
      stored = text;
      return Promise.resolve();
    };
    const snapshots = await StoredSnapshots.open({ read: () => Promise.resolve(''), write }, 'add');
    for (const testCase of cases) {
      isFull = testCase.name === 'second';
      const send = () => Promise.resolve(exchangeOf('add', JSON.stringify(response)));
      await run(testCase, { send, snapshots: snapshots.of(cases, testCase) });
      const saved = snapshots.save(cases, (text) => text);
      await (isFull ? assert.rejects(saved, /full/) : saved);
    }
    assert.deepEqual(Object.keys(JSON.parse(stored) as object), ['first', 'third']);
  });

  it('an ignored element of an array → the others keep their place, and the same response passes again', async () => {
    const all = [{ ...one, expect: { response: { matchesSnapshot: true, ignore: ['/ids/0', '/list/1/at'] } } }];
    const bodyOf = (ids: readonly number[], at: number) => ({ status: 'success', ids, list: [{ at: 1 }, { at }] });
    const { text } = await runFile(all, '', { body: bodyOf([1, 2, 3], 5) });
    assert.deepEqual(JSON.parse(text!), {
      adds: { ids: ['(ignored)', 2, 3], list: [{ at: 1 }, {}], status: 'success' },
    });
    assert.deepEqual(messagesOf((await runFile(all, text!, { body: bodyOf([9, 2, 3], 6) })).results), []);
    assert.deepEqual(messagesOf((await runFile(all, text!, { body: bodyOf([1, 2, 4], 5) })).results), [
      'The response differs from its snapshot: /ids/2 was 4, expected 3.',
    ]);
  });

  const failure = { message: 'Invalid Auth Key', status: 'failed' };
  for (const mode of ['add', 'update'] as const)
    it(`${mode}: a failure that is not expected → fails, and is not stored`, async () => {
      for (const expected of [expect, { ...expect, status: 200 }]) {
        const { results, text } = await runFile([{ ...one, expect: expected }], snapshot, { mode, body: failure });
        assert.deepEqual(
          [messagesOf(results), text],
          [['Outcome: expected "success", was "failed". The server says: "Invalid Auth Key".'], undefined],
        );
      }
    });

  it('a failure that is expected → stored', async () => {
    const byPointer = { response: { ...expect.response, '/status': 'failed' } };
    for (const stated of [{ outcome: 'failed' }, { message: { contains: 'Invalid' } }, byPointer]) {
      const { text } = await runFile([{ ...one, expect: { ...expect, ...stated } }], '', { body: failure });
      assert.deepEqual(JSON.parse(text!), { adds: failure });
    }
  });

  it('the HTTP status of a failure is expected → it need not succeed', () => {
    const subjects = (status: number): string[] => {
      const [read] = readTestFile(JSON.stringify({ cases: [{ ...one, expect: { ...expect, status } }] })).cases;
      return read!.steps[0]!.expectations.map(({ subject }) => subject);
    };
    assert.deepEqual(
      [subjects(401), subjects(200)],
      [
        ['status', 'snapshot'],
        ['outcome', 'status', 'snapshot'],
      ],
    );
  });

  it('update of a file in which a case has a mistake → its snapshot is kept', () => {
    const { cases } = readTestFile(JSON.stringify({ cases: [one, { ...one, name: 'typo', operation: 'gett' }] }));
    const stored = snapshot.replace('"adds"', '"typo": 1, "adds"');
    const file = new SnapshotFile(stored);
    file.prune(cases);
    assert.equal(file.changedText(), undefined);
  });

  it('what was stored → missing snapshots and changed ones, but not the same ones again', () => {
    const { cases } = readTestFile(JSON.stringify({ cases: [one] }));
    const snapshots = new SnapshotFile('').of(cases, cases[0]!, 'update');
    for (const value of [{ a: 1 }, { a: 1 }, { a: 2 }]) assert.ok(snapshots.write(0, value));
    assert.deepEqual(snapshots.stored, ['added', 'changed']);
  });

  it('no snapshot → stored, and passes; the same again → unchanged', async () => {
    const first = await runFile([one], '');
    assert.deepEqual([first.results[0]!.outcome, first.text], ['passed', snapshot]);
    const again = await runFile([one], snapshot.replaceAll('\n', '\r\n'));
    assert.deepEqual([again.results[0]!.outcome, again.text], ['passed', undefined]);
  });

  it('an ID of 20 digits → stored as a number, and a string of these digits is a difference', async () => {
    const all = [{ ...one, expect: { outcome: 'unrecognized', response: { matchesSnapshot: true } } }];
    const bodies = ['{"id":12345678901234567890,"x":1e400}', '{"id":"12345678901234567890","x":1e400}'];
    const first = await runFile(all, '', { body: bodies[0]! });
    assert.equal(first.text, '{\n  "adds": {\n    "id": 12345678901234567890,\n    "x": 1e400\n  }\n}\n');
    assert.equal((await runFile(all, first.text, { body: bodies[0]! })).results[0]!.outcome, 'passed');
    const { results } = await runFile(all, first.text, { body: bodies[1]! });
    assert.deepEqual(messagesOf(results), [
      'The response differs from its snapshot: /id was "12345678901234567890", expected 12345678901234567890.',
    ]);
    assert.match(results[0]!.findings[0]!.expected ?? '', /"id": 12345678901234567890,/);
  });

  it('no snapshot in CI → fails, and nothing is stored', async () => {
    const { results, text } = await runFile([one], '', { mode: 'compare' });
    assert.deepEqual(
      [results[0]!.outcome, messagesOf(results), text],
      ['failed', ['Snapshot: not stored yet. Run the tests with --update-snapshots, then commit the file.'], undefined],
    );
  });

  it('another response → fails with both texts and the values that differ; an ignored value → passes', async () => {
    const body = { Enquiry: { kapture_customer_id: '72', name: 'Bala', city: 'Pune' }, status: 'success' };
    const { results, text } = await runFile([one], snapshot, { body });
    const [finding] = results[0]!.findings;
    assert.equal(
      finding!.message,
      'The response differs from its snapshot: /Enquiry/name was "Bala", expected "Asha"; /Enquiry/city was "Pune", expected no value.',
    );
    assert.match(finding!.expected!, /"name": "Asha"\n/);
    assert.match(finding!.actual!, /"name": "Bala"\n/);
    assert.equal(text, undefined);
    const ignored = { ...response, Enquiry: { ...response.Enquiry, kapture_customer_id: '99' } };
    assert.equal((await runFile([one], snapshot, { body: ignored })).results[0]!.outcome, 'passed');
  });

  it('update → stores the response, and removes snapshots without a case', async () => {
    const body = { status: 'success', Enquiry: { name: 'Bala' } };
    const stored = snapshot.replace('"adds"', '"old": 1, "adds"');
    const { results, text } = await runFile([one], stored, { mode: 'update', body });
    assert.deepEqual([results[0]!.outcome, text], ['passed', snapshot.replace('Asha', 'Bala')]);
  });

  it('an expectation that is not met → no snapshot, even with update', async () => {
    const failing = { ...one, expect: { ...expect, outcome: 'failed' } };
    const { results, text } = await runFile([failing], '', { mode: 'update' });
    assert.deepEqual([results[0]!.outcome, text], ['failed', undefined]);
  });

  it('cases of the same name, and steps → a snapshot each, sorted by name', async () => {
    const steps = {
      name: 'twice',
      steps: [
        { ...add, expect },
        { ...add, expect },
      ],
    };
    const { text } = await runFile([steps, one, one], '');
    assert.deepEqual(Object.keys(JSON.parse(text!) as object), [
      'adds',
      'adds (2)',
      'twice › step 1',
      'twice › step 2',
    ]);
  });

  it('an unsaved test file → a finding that says so', async () => {
    const { cases } = readTestFile(JSON.stringify({ cases: [one] }));
    const result = await run(cases[0]!, { send: () => Promise.resolve(exchangeOf('add', JSON.stringify(response))) });
    assert.match(messagesOf([result]).join(), /save this file first/);
  });

  for (const [written, message] of [
    [{ matchesSnapshot: false }, /"matchesSnapshot" can only be true/],
    [{ ignore: ['/a'] }, /"ignore" needs "matchesSnapshot"/],
    [{ matchesSnapshot: true, ignore: '/a' }, /"ignore" must be an array of JSON pointers/],
    [{ matchesSnapshot: true, ignore: ['a'] }, /"ignore" must be an array of JSON pointers/],
  ] as const)
    it(`${JSON.stringify(written)} → ${message.source}`, () => {
      const { cases } = readTestFile(
        JSON.stringify({ cases: [{ name: 'it', ...add, expect: { response: written } }] }),
      );
      assert.match(cases[0]!.problems.map((problem) => problem.message).join(), message);
    });

  it('a response that is too large or too deep → a finding, and nothing is stored', async () => {
    for (const body of [
      { a: 'x'.repeat(600_000) },
      { a: JSON.parse('['.repeat(1000) + ']'.repeat(1000)) as unknown },
    ]) {
      const { results, text } = await runFile([one, { ...one, name: 'other', expect: { outcome: 'success' } }], '', {
        body: { status: 'success', ...body },
      });
      assert.match(
        messagesOf(results).join(),
        /^Snapshot: the response is larger than 0\.5 MB or nested more than 500/,
      );
      assert.deepEqual([results[1]!.outcome, text], ['passed', undefined]);
    }
  });

  it('a snapshot file that is not an object, too large or too deep → a SyntaxError', () => {
    const large = JSON.stringify({ a: 'x'.repeat(600_000) });
    const deep = `{"a": ${'['.repeat(5000)}${']'.repeat(5000)}}`;
    for (const text of ['[]', 'x', '{"a": ', large, deep]) assert.throws(() => new SnapshotFile(text), SyntaxError);
  });
});

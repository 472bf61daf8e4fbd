import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  QueryError,
  type QueryOutput,
  type QueryResult,
  type QuerySource,
} from '../../../../src/kapture/query/query.ts';
import { type QueryLimits, QueryThread } from '../../../../src/kapture/query/queryThread.ts';
import { PackedText } from '../../../../src/kapture/responses/packedText.ts';
import { CustomerStore } from '../../../../src/kapture/store/customerStore.ts';
import { customerTables } from '../../../../src/kapture/store/customerTables.ts';
import { openDatabase } from '../../../../src/kapture/store/database.ts';

const script = new URL('../../../../src/kapture/query/queryWorker.ts', import.meta.url);
const count: QueryOutput = { kind: 'count' };
const values = (maxLength = 1000): QueryOutput => ({ kind: 'document', form: 'values', maxLength });
/** A query that takes exponential time on a text of `a`s. */
const bomb = '$[?match(@.text, "(a+)+b")]';
const endless = [{ text: 'a'.repeat(60) }, { text: 'b' }];

describe('QueryThread', function () {
  this.timeout(30_000);
  const opened: QueryThread[] = [];
  const folder = mkdtempSync(path.join(tmpdir(), 'kapture-query-'));
  afterEach(async () => {
    for (const thread of opened.splice(0)) await thread.close();
  });
  after(() => rmSync(folder, { recursive: true }));

  function open(source: QuerySource, limits?: QueryLimits): QueryThread {
    const thread = new QueryThread(script, source, limits);
    opened.push(thread);
    return thread;
  }
  const openText = (text: string, limits?: QueryLimits): QueryThread => open({ kind: 'text', text }, limits);

  async function result(
    thread: QueryThread,
    query: string,
    output: QueryOutput = values(),
    signal?: AbortSignal,
  ): Promise<QueryResult> {
    const answer = await thread.run(query, output, signal);
    if (answer.problem) assert.fail(`${query}: ${answer.problem}`);
    return answer;
  }

  it('a query → the number of values, and their unchanged texts as formatted JSON', async () => {
    const thread = openText('{"message": [{"id": 12345678901234567890, "n": 0.0}, {"id": 7}]}');
    assert.deepEqual(await result(thread, '$.message[*].id'), {
      count: 2,
      shown: 2,
      text: '[\n  12345678901234567890,\n  7\n]',
      isCut: false,
      missing: 0,
    });
    const paths = await result(thread, '$..n', { kind: 'document', form: 'paths', maxLength: 1000 });
    assert.deepEqual(JSON.parse(paths.text), [{ path: "$['message'][0]['n']", value: 0 }]);
    assert.match(paths.text, /"value": 0\.0\n/);
    const counted = await result(thread, '$..id', count);
    assert.deepEqual([counted.count, counted.text], [2, '']);
    assert.deepEqual((await result(thread, '$.nothing')).text, '[]');
  });
  it('lines → strings without quotes, anything else as JSON', async () => {
    const thread = openText('["Asha", "two\\nlines", "raw\nbreak", 1.0, null, {"a":\n[1]}, "quote \\" \\u0041"]');
    assert.equal(
      (await result(thread, '$[*]', { kind: 'lines', maxLength: 1000 })).text,
      ['Asha', '"two\\nlines"', '"raw\\u000abreak"', '1.0', 'null', '{"a":[1]}', 'quote " A'].join('\n'),
    );
  });
  it('more values than fit → the first ones, and the number of all', async () => {
    const thread = openText(JSON.stringify(Array.from({ length: 100 }, (_, index) => index + 100)));
    const { count: all, shown, text } = await result(thread, '$[*]', values(40));
    assert.deepEqual([all, shown, JSON.parse(text)], [100, 10, Array.from({ length: 10 }, (_, index) => index + 100)]);
    assert.equal((await result(thread, '$', values(40))).shown, 0);
  });
  it('a file → strict JSON with all values; a folder that does not exist → an error', async () => {
    const thread = openText('[{"a": "raw\nbreak"}, {"a": 12345678901234567890}]');
    const target = path.join(folder, 'values.json');
    assert.equal((await result(thread, '$[*].a', { kind: 'file', form: 'values', path: target })).count, 2);
    assert.equal(readFileSync(target, 'utf8'), '[\n"raw\\u000abreak",\n12345678901234567890\n]\n');
    assert.deepEqual(readdirSync(folder), ['values.json']);
    await assert.rejects(
      result(thread, '$', { kind: 'file', form: 'values', path: path.join(folder, 'none', 'values.json') }),
      (error) => QueryError.is(error, 'not-written'),
    );
  });
  it('an invalid query → its problem, also of a text that is not JSON; a valid one → an error', async () => {
    const thread = openText('<html>');
    assert.equal((await thread.run('$.', count)).problem, 'incomplete');
    await assert.rejects(thread.run('$.a', count), (error) => QueryError.is(error, 'not-json'));
  });
  it('a truncated text → its complete part, which is reported', async () => {
    const { isCut, count: found } = await result(openText('{"message": [{"id": 1}, {"id": 2}, {"i'), '$..id');
    assert.deepEqual([isCut, found], [true, 2]);
  });
  it('a long response → read from its compressed blocks', async () => {
    const text = JSON.stringify({ message: Array.from({ length: 20_000 }, (_, id) => ({ id, name: `Ärger ${id}` })) });
    const packed = new PackedText();
    for (let bytes = Buffer.from(text); bytes.length;) bytes = bytes.subarray(packed.add(bytes));
    assert.ok(packed.heldBytes < packed.length / 2);
    const thread = open({ kind: 'packed', blocks: packed.blocks });
    assert.deepEqual(JSON.parse((await result(thread, '$.message[19999].name')).text), ['Ärger 19999']);
  });
  it('canceled → rejects at once, and the next query is answered', async () => {
    const many = Array.from({ length: 200_000 }, (_, index) => ({ a: index }));
    const thread = openText(JSON.stringify(many));
    await result(thread, '$[0]');
    const abort = new AbortController();
    const slow = thread.run('$[?count($[*]) == @.a]', count, abort.signal);
    const next = result(thread, '$[1].a');
    setTimeout(() => abort.abort(new Error('enough')), 100);
    await assert.rejects(slow, /enough/);
    assert.deepEqual(JSON.parse((await next).text), [1]);
    await assert.rejects(thread.run('$', count, abort.signal), /enough/);
  });
  it('a query that was canceled before its turn → only the others are answered', async () => {
    const thread = openText('[1, 2, 3]');
    const abort = new AbortController();
    const first = result(thread, '$[0]');
    const second = thread.run('$[1]', values(), abort.signal);
    const third = result(thread, '$[2]');
    abort.abort(new Error('enough'));
    await assert.rejects(second, /enough/);
    assert.deepEqual([JSON.parse((await first).text), JSON.parse((await third).text)], [[1], [3]]);
  });
  it('a regular expression that takes forever → stopped without blocking this thread, and the next query works', async () => {
    const thread = openText(JSON.stringify(endless), { totalMs: 20_000, stuckMs: 300 });
    let turns = 0;
    const counting = setInterval(() => turns++, 20);
    await assert.rejects(thread.run(bomb, count), (error) => QueryError.is(error, 'pattern'));
    clearInterval(counting);
    assert.ok(turns > 1, `${turns} turns of this thread`);
    assert.equal((await result(thread, '$[*]', count)).count, 2);
  });
  it('a file whose query takes forever or is closed → stopped, and no unfinished file remains', async () => {
    const target = path.join(mkdtempSync(path.join(folder, 'stuck-')), 'values.json');
    const output: QueryOutput = { kind: 'file', form: 'values', path: target };
    const text = JSON.stringify([{ text: 'b' }, ...endless]);
    const thread = openText(text, { totalMs: 20_000, stuckMs: 300 });
    const left = (): string[] => readdirSync(path.dirname(target));
    await assert.rejects(thread.run(bomb, output), (error) => QueryError.is(error, 'pattern'));
    await thread.close();
    assert.deepEqual(left(), []);
    const watching = new AbortController();
    const changes = watch(path.dirname(target), { signal: watching.signal });
    const created = changes[Symbol.asyncIterator]().next();
    // The thread is closed before the query would be stopped, even on a busy machine.
    const closing = openText(text, { totalMs: 20_000, stuckMs: 20_000 });
    const closed = assert.rejects(closing.run(bomb, output), (error) => QueryError.is(error, 'ended'));
    await created;
    watching.abort();
    await closing.close();
    await closed;
    assert.deepEqual(left(), []);
  });
  it('work without a regular expression that takes longer than one may → is not stopped', async () => {
    const text = JSON.stringify(Array.from({ length: 200_000 }, (_, id) => ({ id, name: 'Asha' })));
    const thread = openText(text, { totalMs: 60_000, stuckMs: 1 });
    const target = path.join(folder, 'whole.json');
    assert.equal((await result(thread, '$', { kind: 'file', form: 'values', path: target })).count, 1);
    assert.equal((await result(thread, '$', values(20_000_000))).count, 1);
  });
  it('a canceled query that takes forever → the next query is answered', async () => {
    const thread = openText(JSON.stringify(endless));
    const abort = new AbortController();
    await result(thread, '$');
    const slow = thread.run(bomb, count, abort.signal);
    setTimeout(() => abort.abort(new Error('enough')), 50);
    await assert.rejects(slow, /enough/);
    assert.equal((await result(thread, '$[*]', count)).count, 2);
  });
  it('a query that takes too long with progress → stopped, and reports its progress before', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => ({ a: index % 2 }));
    const thread = openText(JSON.stringify(many), { totalMs: 500, stuckMs: 5000 });
    const counts: number[] = [];
    await assert.rejects(
      thread.run('$[?@.a == 1 && count($..*) > 0]', count, undefined, (found) => counts.push(found)),
      (error) => QueryError.is(error, 'too-slow'),
    );
    assert.ok(counts.at(-1)! > 0, `${counts.length} reports`);
  });
  it('closed → waiting queries fail, and a later one starts a new thread', async () => {
    const thread = openText(JSON.stringify(endless));
    const waiting = assert.rejects(thread.run(bomb, count), (error) => QueryError.is(error, 'ended'));
    await thread.close();
    await waiting;
    assert.equal((await result(thread, '$[1].text', count)).count, 1);
  });
  it('a missing script → an error', async () => {
    const broken = new QueryThread(new URL('nowhere.ts', import.meta.url), { kind: 'text', text: '1' });
    await assert.rejects(broken.run('$', count), (error) => QueryError.is(error, 'ended'));
  });

  describe('of pulled customers', () => {
    const database = path.join(folder, 'kapture.db');
    let pull = 0;
    const records = Array.from(
      { length: 3000 },
      (_, index) => `{"id":${index + 1},"city":"${index % 3 ? 'Pune' : 'Goa'}","n":0.0,"note":"${'x'.repeat(1000)}"}`,
    );

    before(() => {
      const { database: opened } = openDatabase(database, customerTables);
      const store = new CustomerStore(opened, folder);
      const period = { start: '2021-03-14', end: '2021-03-14' };
      const begun = store.begin({ tenant: 'Acme', connection: 'Acme', timeZone: 'Asia/Kolkata' }, period, [period]);
      const writer = store.openPeriod(begun, period);
      for (let index = 0; index < records.length; index += 500) {
        const part = records.slice(index, index + 500);
        const spans: number[] = [];
        let at = 0;
        for (const record of part) spans.push(at, (at += record.length));
        writer.append(Buffer.from(part.join('')), spans);
      }
      writer.end();
      store.end(begun.id);
      store.put(begun, '{"id":9001,"city":"Goa","big":12345678901234567890}');
      store.close();
      opened.close();
      pull = begun.id;
    });

    for (const [query, found] of [
      ['$[*]', 3001],
      ['$[?@.city == "Goa"].id', 1001],
      ['$..city', 3001],
      ['$[0, -1]', 2],
      ['$[::-1].id', 3001],
      ['$[100:200]', 100],
      ['$[?@.id == $[4].id]', 1],
      ['$', 1],
      ['$.id', 0],
    ] as const)
      it(`${query} → ${found} values`, async () => {
        const thread = open({ kind: 'pull', database, pull });
        assert.equal((await result(thread, query, count)).count, found);
      });
    it('values → unchanged, also of a customer that was fetched separately', async () => {
      const thread = open({ kind: 'pull', database, pull });
      assert.equal((await result(thread, '$[2:6:2].n')).text, '[\n  0.0,\n  0.0\n]');
      assert.equal((await result(thread, '$[?@.big].big')).text, '[\n  12345678901234567890\n]');
      const ids = JSON.parse((await result(thread, '$[?@.city == "Goa"].id', values(100_000))).text) as number[];
      assert.deepEqual(ids.toSorted((a, b) => a - b).slice(0, 3), [1, 4, 7]);
      const whole = JSON.parse((await result(thread, '$', values(10_000_000))).text) as unknown[][];
      assert.equal(whole[0]!.length, 3001);
    });
    it('a pull whose database was deleted → an error', async () => {
      const thread = open({ kind: 'pull', database: path.join(folder, 'none.db'), pull });
      await assert.rejects(thread.run('$', count), (error) => QueryError.is(error, 'gone'));
    });
  });
});

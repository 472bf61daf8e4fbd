import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase, openMemory } from '../../../../src/kapture/store/database.ts';
import { HistoryStore } from '../../../../src/kapture/store/historyStore.ts';
import { thisOwner } from '../../../../src/kapture/store/isAlive.ts';
import { historyTables } from '../../../../src/kapture/store/historyTables.ts';
import { processStart } from '../../../../src/kapture/store/processStart.ts';
import { exchangeOf } from './exchangeOf.ts';

const ample = { entries: 100_000, bytes: 1e9 };
const exchange = exchangeOf('update', { operation: 'update' });
const { response: _, ...request } = exchange;
/** No process has this ID. */
const ended = { pid: 2 ** 30, host: hostname(), beatAt: Date.now() };

describe('writes of a HistoryStore', () => {
  let database: DatabaseSync;
  let store: HistoryStore;
  beforeEach(() => {
    database = openMemory(historyTables);
    store = new HistoryStore(database);
  });
  afterEach(() => store.close());

  const states = () => store.list({ limit: 10 }).map(({ id, unanswered }) => [id, unanswered]);

  it('about to be sent → in progress, with its request and without a response', () => {
    const id = store.writes.begin(request, ample);
    assert.deepEqual(states(), [[id, 'sending']]);
    const { response, ...stored } = store.get(id)!.exchange;
    assert.deepEqual(stored, request);
    assert.deepEqual(
      [response.text, response.reading.outcome, store.get(id)!.hasResponse, store.head(id)!.unanswered],
      ['', 'unreadable', false, 'sending'],
    );
  });
  it('its response → the same entry, as if it had been stored only now', () => {
    const id = store.writes.begin(request, ample);
    const later = store.add(exchangeOf('later'), ample);
    assert.equal(store.add(exchange, ample, true, id), id);
    assert.deepEqual(store.get(id), { id, exchange, hasResponse: true });
    assert.deepEqual(states(), [
      [later, undefined],
      [id, undefined],
    ]);
  });
  it('a revert → stored as one before and after its response, and restored as one', () => {
    const id = store.writes.begin({ ...request, isRevert: true }, ample);
    const areReverts = () => [store.list({ limit: 1 })[0]?.isRevert, store.get(id)?.exchange.isRevert];
    assert.deepEqual(areReverts(), [true, true]);
    store.add({ ...exchange, isRevert: true }, ample, true, id);
    assert.deepEqual(areReverts(), [true, true]);
    store.restore(store.remove([id]));
    assert.deepEqual(areReverts(), [true, true]);
  });
  it('an error after it was sent → unknown, with the reason; an error before → no entry', () => {
    const [lost, refused] = [store.writes.begin(request, ample), store.writes.begin(request, ample)];
    store.writes.end(lost, 'acme.in did not respond in time.');
    store.writes.end(refused);
    assert.deepEqual(
      store.list({ limit: 10 }).map(({ id, unanswered, message }) => [id, unanswered, message]),
      [[lost, 'unknown', 'acme.in did not respond in time.']],
    );
  });
  it('an error of a write that was answered → stays answered', () => {
    const id = store.writes.begin(request, ample);
    store.add(exchange, ample, true, id);
    store.writes.end(id, 'late');
    assert.deepEqual(store.get(id), { id, exchange, hasResponse: true });
  });
  it('its process has ended → unknown at once, and no longer owned after a look', () => {
    const id = store.writes.begin(request, ample, ended);
    const own = store.writes.begin(request, ample);
    assert.deepEqual(states(), [
      [own, 'sending'],
      [id, 'unknown'],
    ]);
    assert.deepEqual(store.writes.endAbandoned(), { ended: 1, sending: 1 });
    assert.deepEqual(store.writes.endAbandoned(), { ended: 0, sending: 1 });
    assert.equal(store.get(id)!.unanswered, 'unknown');
  });
  it('its process has ended, and another one has its ID → unknown after 15 s, and not only after 10 min', function () {
    const started = processStart(process.ppid);
    if (started === undefined) return this.skip();
    const silent = { pid: process.ppid, host: hostname(), beatAt: Date.now() - 16_000 };
    const same = store.writes.begin(request, ample, { ...silent, started });
    const other = store.writes.begin(request, ample, { ...silent, started: `${started}0` });
    assert.deepEqual(states(), [
      [other, 'unknown'],
      [same, 'sending'],
    ]);
    assert.deepEqual(store.writes.endAbandoned(), { ended: 1, sending: 1 });
  });
  it('a machine that is silent → unknown, and in progress again when it is heard', () => {
    const id = store.writes.begin(request, ample, { pid: 1, host: 'other.example', beatAt: Date.now() - 60_000 });
    assert.deepEqual(states(), [[id, 'unknown']]);
    store.writes.beat([id, 12]);
    assert.deepEqual(states(), [[id, 'sending']]);
  });
  it('above the limits while it is sent → stays, and so does its response', () => {
    const least = { entries: 1, bytes: 1 };
    const id = store.writes.begin(request, least);
    store.add(exchangeOf('later'), least);
    store.trim(least);
    assert.equal(states().at(-1)?.[0], id);
    store.add(exchange, least, true, id);
    assert.deepEqual(
      states().filter(([one]) => one === id),
      [[id, undefined]],
    );
  });
  it('deleted and restored, or its machine slept → in progress again with the next beat', () => {
    const id = store.writes.begin(request, ample);
    store.restore(store.remove([id]));
    store.writes.beat([id]);
    assert.deepEqual(states(), [[id, 'sending']]);
    store.writes.beat([id], { ...thisOwner(), beatAt: Date.now() - 60_000 });
    assert.deepEqual(store.writes.endAbandoned(), { ended: 1, sending: 0 });
    assert.deepEqual(states(), [[id, 'unknown']]);
    store.writes.beat([id]);
    assert.deepEqual(states(), [[id, 'sending']]);
  });
  it('its ID belongs to another exchange in the meantime → that stays, and the response gets another ID', () => {
    const id = store.writes.begin(request, ample);
    store.remove([id]);
    store.restore([{ id, exchange: exchangeOf('other'), hasResponse: true }]);
    store.writes.end(id);
    const stored = store.add(exchange, ample, true, id);
    assert.notEqual(stored, id);
    assert.deepEqual(
      states().map(([one]) => one),
      [stored, id],
    );
  });
  it('deleted or cleared while it is sent → its response is stored', () => {
    for (const away of [(id: number) => store.remove([id]), () => store.clear()]) {
      const id = store.writes.begin(request, ample);
      away(id);
      assert.deepEqual(states(), []);
      store.add(exchange, ample, true, id);
      assert.deepEqual(states(), [[id, undefined]]);
      store.clear();
    }
  });
  it('deleted and restored → still unknown; its response came in the meantime → answered', () => {
    const [unknown, sending] = [store.writes.begin(request, ample, ended), store.writes.begin(request, ample)];
    const kept = store.remove([unknown, sending]);
    store.add(exchange, ample, true, sending);
    store.restore(kept);
    assert.deepEqual(states(), [
      [sending, undefined],
      [unknown, 'unknown'],
    ]);
  });
  it('deleted, not sent and restored → not in the history; without a response → with the reason', () => {
    const [refused, lost] = [store.writes.begin(request, ample), store.writes.begin(request, ample)];
    const kept = store.remove([refused, lost]);
    store.writes.end(refused);
    store.writes.end(lost, 'acme.in did not respond in time.');
    store.restore(kept);
    assert.deepEqual(
      store.list({ limit: 10 }).map(({ id, unanswered, message }) => [id, unanswered, message]),
      [[lost, 'unknown', 'acme.in did not respond in time.']],
    );
  });
  it('its customer is read later → the last entry with the body has what was found, also restored', () => {
    const [first, last, other] = [request, request, { ...request, requestBody: '{}' }].map((one) => {
      const id = store.writes.begin(one, ample);
      store.writes.end(id, 'lost');
      return id;
    });
    const done = { ...exchange.response, reading: { outcome: 'success', records: [] } } as const;
    const answered = store.add({ ...exchange, response: done }, ample);
    const refusal = { ...exchange.response, reading: { outcome: 'failed', records: [] } } as const;
    const refused = store.add({ ...exchange, ...request, response: refusal }, ample);
    const found = { at: 5, sentence: 'Customer 7 has the values.', hasValues: true };
    store.writes.noteFound(request, found);
    assert.equal(store.head(refused)!.found, undefined);
    store.restore(store.remove([last!]));
    const states = () => [first, last, other, answered].map((id) => store.head(id!)!.found);
    assert.deepEqual(states(), [undefined, found, undefined, undefined]);
    assert.deepEqual(store.get(last!)!.found, found);
    store.writes.noteFound({ ...request, id: first }, { ...found, at: 6 });
    assert.deepEqual(states(), [{ ...found, at: 6 }, found, undefined, undefined]);
  });
  it('the previous entry → one with a response', () => {
    const first = store.add(exchange, ample);
    store.writes.begin(request, ample, ended);
    const last = store.add(exchange, ample);
    assert.equal(store.previous(last)?.id, first);
  });
  it('many → the oldest are deleted above the limits', () => {
    const ids = [1, 2, 3].map(() => {
      const id = store.writes.begin(request, { ...ample, entries: 2 });
      store.writes.end(id, 'lost');
      return id;
    });
    assert.deepEqual(
      states().map(([id]) => id),
      [ids[2], ids[1]],
    );
  });

  describe('in a file', () => {
    let folder: string;
    let path: string;
    const open: DatabaseSync[] = [];
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'kapture-writes-'));
      path = join(folder, 'history.db');
    });
    afterEach(() => {
      for (const one of open.splice(0)) if (one.isOpen) one.close();
      rmSync(folder, { recursive: true });
    });
    const openFile = (tables = historyTables): DatabaseSync => {
      const { database: opened } = openDatabase(path, tables);
      open.push(opened);
      return opened;
    };

    it('the process is killed while it waits for the response → in progress before, unknown after', async () => {
      const other = fork(new URL('sendingProcess.ts', import.meta.url).pathname, [path]);
      const [id] = (await once(other, 'message')) as [number];
      const file = new HistoryStore(openFile());
      const state = () => file.list({ limit: 10 }).map(({ unanswered }) => unanswered);
      assert.deepEqual([file.list({ limit: 1 })[0]!.id, state()], [id, ['sending']]);
      other.kill('SIGKILL');
      await once(other, 'exit');
      assert.deepEqual(state(), ['unknown']);
      assert.equal(file.get(id)!.exchange.requestBody, '[{"phone":"killed"}]');
      assert.deepEqual(file.writes.endAbandoned(), { ended: 1, sending: 0 });
    });

    it('a database of a version without such entries → its entries are answered; used by both versions', () => {
      const older = openFile(historyTables.slice(0, 5));
      const insert = (id: number) =>
        older.exec(
          `INSERT INTO exchange (id, tenant, operation, connection, time_zone, url, sent_at, status, outcome, content_type, bytes, milliseconds, kept_bytes, request_body)
           VALUES (${id}, 'https://acme.in', 'add', 'Acme', 'UTC', 'https://acme.in/add', 1, 200, 'success', '', 2, 1, 2, '{}');
           INSERT INTO exchange_reply (id, text) VALUES (${id}, '{}')`,
        );
      insert(1);
      const file = new HistoryStore(openFile());
      insert(2);
      const begun = file.writes.begin(request, ample);
      assert.deepEqual(
        file.list({ limit: 10 }).map(({ id, unanswered }) => [id, unanswered]),
        [
          [begun, 'sending'],
          [2, undefined],
          [1, undefined],
        ],
      );
      // What the older version reads of it.
      const { outcome, status, text } = older
        .prepare('SELECT outcome, status, text FROM exchange JOIN exchange_reply USING (id) WHERE id = ?')
        .get(begun)!;
      assert.deepEqual([outcome, status, text], ['unreadable', 0, null]);
    });
  });
});

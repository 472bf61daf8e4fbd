import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import type { StoredPull } from '../../../../src/kapture/store/customerShapes.ts';
import { CustomerStore } from '../../../../src/kapture/store/customerStore.ts';
import { customerTables } from '../../../../src/kapture/store/customerTables.ts';
import { openDatabase } from '../../../../src/kapture/store/database.ts';
import { examinedOfPull } from '../../../../src/kapture/store/fieldLearning.ts';
import { readLearned, type LearnedRecords } from '../../../../src/kapture/tenantFields/learnedRecords.ts';

const day = { start: '2026-11-01', end: '2026-11-01' };

describe('FieldLearning', () => {
  let folder: string;
  let database: DatabaseSync;
  let store: CustomerStore;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kapture-fields-'));
    ({ database } = openDatabase(join(folder, 'kapture.db'), customerTables));
    store = new CustomerStore(database, folder);
  });
  afterEach(() => {
    store.close();
    database.close();
    rmSync(folder, { recursive: true });
  });

  /** Stores a pull of records. */
  function pullOf(records: readonly object[], tenant = 'Acme'): StoredPull {
    const pull = store.begin({ tenant, connection: tenant, timeZone: 'Asia/Kolkata' }, day, [day]);
    const period = store.openPeriod(pull, day);
    const texts = records.map((record) => JSON.stringify(record));
    const spans: number[] = [];
    let at = 0;
    for (const text of texts) spans.push(at, (at += Buffer.byteLength(text)));
    period.append(Buffer.from(texts.join('')), spans);
    period.end();
    store.end(pull.id);
    return pull;
  }
  /** Learns from a pull. Returns the number of steps. */
  function learn({ id }: Pick<StoredPull, 'id'>): number {
    let steps = 1;
    while (store.fields.learnPull(id)) steps++;
    return steps;
  }
  function learned(tenant = 'Acme', operation: OperationId = 'pull'): LearnedRecords | undefined {
    const text = store.fields.learned(tenant)[operation];
    return text === undefined ? undefined : readLearned(text);
  }

  it('the customers of a pull → their fields, all of them examined', () => {
    learn(pullOf([{ id: 1, attr1: 'Gold' }, { id: 2 }, { id: 3, attr1: '' }]));
    const records = learned();
    assert.equal(records?.examined, 3);
    assert.deepEqual([records.fields.get('attr1')?.seen, records.fields.get('attr1')?.filled], [2, 1]);
    assert.equal(learned('Other'), undefined);
  });
  it('a large pull → a part of its customers, spread over all of them, in steps', () => {
    const count = examinedOfPull * 3;
    const pull = pullOf(
      Array.from({ length: count }, (_, index) => ({ id: 100_000 + index, ...(index >= count / 2 && { late: 1 }) })),
    );
    assert.ok(learn(pull) > 10);
    const records = learned()!;
    assert.ok(records.examined > examinedOfPull * 0.9 && records.examined <= examinedOfPull, `${records.examined}`);
    const share = records.fields.get('late')!.seen / records.examined;
    assert.ok(Math.abs(share - 0.5) < 0.02, `${share}`);
  });
  it('a record that was fetched separately → learned as it is now', () => {
    const pull = pullOf([{ id: 1 }]);
    store.put(pull, '{"id": 1, "code": "X"}');
    learn(pull);
    assert.ok(learned()?.fields.has('code'));
  });
  it('responses → by operation, added to what was learned', () => {
    store.fields.learnRecords('Acme', 'get', ['{"id": 1, "a": 1}']);
    store.fields.learnRecords('Acme', 'get', ['{"id": 2}', 'not JSON']);
    store.fields.learnRecords('Acme', 'get-ticket', ['{"task_details": {"x": 1}}']);
    store.fields.learnRecords('Acme', 'pull', ['[]']);
    assert.deepEqual(
      [learned('Acme', 'get')?.examined, learned('Acme', 'get-ticket')?.examined, learned()],
      [2, 1, undefined],
    );
  });
  it('a pull without customers, a removed pull → nothing', () => {
    assert.equal(learn(pullOf([])), 1);
    const pull = pullOf([{ id: 1 }]);
    store.clear('Acme');
    assert.equal(learn(pull), 1);
    assert.equal(learned(), undefined);
  });
  it('cleared customers → the fields are forgotten, of the tenant or of all, and gone from the files', () => {
    for (const tenant of ['Acme', 'Other']) learn(pullOf([{ id: 1, [`own_${tenant}`]: 'x' }], tenant));
    store.clear('Acme');
    assert.deepEqual([learned(), learned('Other')?.examined], [undefined, 1]);
    const inFiles = (text: string): boolean =>
      readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(text));
    assert.deepEqual([inFiles('own_Acme'), inFiles('own_Other')], [false, true]);
    store.clear();
    assert.deepEqual([learned('Other'), inFiles('own_Other')], [undefined, false]);
  });
});

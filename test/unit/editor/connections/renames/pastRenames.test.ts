import assert from 'node:assert/strict';
import type { Memento } from 'vscode';
import { PastRenames } from '../../../../../src/editor/connections/renames/pastRenames.ts';

const renamed = (from: string, to: string) => ({ from, to, tenant: 'T' });

describe('PastRenames', () => {
  let state: Memento;
  let past: PastRenames;

  beforeEach(() => {
    const values = new Map<string, unknown>();
    state = {
      get: (key: string, otherwise: unknown) => values.get(key) ?? otherwise,
      update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
    } as unknown as Memento;
    past = new PastRenames(state);
  });

  it('a rename → found by another window and after a restart', async () => {
    await past.add([renamed('A', 'B')], ['B']);
    assert.deepEqual(new PastRenames(state).find('A'), renamed('A', 'B'));
  });

  it('renamed again → every former name leads to the newest', async () => {
    await past.add([renamed('A', 'B')], ['B']);
    await past.add([renamed('B', 'C')], ['C']);
    assert.deepEqual([past.find('A')?.to, past.find('B')?.to], ['C', 'C']);
  });

  it('renamed back → only the other name leads to the current one', async () => {
    await past.add([renamed('A', 'B')], ['B']);
    await past.add([renamed('B', 'A')], ['A']);
    assert.deepEqual([past.find('A'), past.find('B')?.to], [undefined, 'A']);
  });

  it('another connection has used the former name → it leads nowhere', async () => {
    await past.add([renamed('A', 'B')], ['B']);
    await past.add([], ['A', 'B']);
    await past.add([], ['B']);
    assert.equal(past.find('A'), undefined);
  });

  it('another connection has used the former name → it still leads to the current name for the tenant of then', async () => {
    await past.add([renamed('A', 'B')], ['B']);
    await past.add([], ['A', 'B']);
    await past.add([{ from: 'A', to: 'C', tenant: 'other' }], ['B', 'C']);
    assert.deepEqual([past.findFor('A', 'T')?.to, past.findFor('A', 'other')?.to, past.find('A')?.to], ['B', 'C', 'C']);
  });

  it('more than 100 renames → the latest 100', async () => {
    for (let index = 0; index <= 100; index++) await past.add([renamed(`from ${index}`, `to ${index}`)], []);
    assert.deepEqual(
      [past.find('from 0'), past.find('from 1')?.to, past.find('from 100')?.to],
      [undefined, 'to 1', 'to 100'],
    );
  });
});

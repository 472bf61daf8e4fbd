import assert from 'node:assert/strict';
import type { Memento } from 'vscode';
import { PastRenames } from '../../../../src/editor/connections/pastRenames.ts';

const renamed = (from: string, to: string) => ({ from, to, tenant: 'T' });

describe('past renames', () => {
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
    assert.deepEqual(new PastRenames(state).from('A'), renamed('A', 'B'));
  });

  it('renamed again → every former name leads to the last', async () => {
    await past.add([renamed('A', 'B')], ['B']);
    await past.add([renamed('B', 'C')], ['C']);
    assert.deepEqual([past.from('A')?.to, past.from('B')?.to], ['C', 'C']);
  });

  it('renamed back → the name leads nowhere, the other one to it', async () => {
    await past.add([renamed('A', 'B')], ['B']);
    await past.add([renamed('B', 'A')], ['A']);
    assert.deepEqual([past.from('A'), past.from('B')?.to], [undefined, 'A']);
  });

  it('another connection gets a former name and is removed → the name leads nowhere', async () => {
    await past.add([renamed('A', 'B')], ['B']);
    await past.add([], ['A', 'B']);
    await past.add([], ['B']);
    assert.equal(past.from('A'), undefined);
  });

  it('more than 100 → the latest are kept', async () => {
    for (let index = 0; index <= 100; index++) await past.add([renamed(`from ${index}`, `to ${index}`)], []);
    assert.deepEqual(
      [past.from('from 0'), past.from('from 1')?.to, past.from('from 100')?.to],
      [undefined, 'to 1', 'to 100'],
    );
  });
});

import assert from 'node:assert/strict';
import type { SecretStorage } from 'vscode';
import { headerSlot, KeyRing } from '../../../../../src/editor/connections/keys/keyRing.ts';
import type { Log } from '../../../../../src/editor/shared/log.ts';
import { readConnection, type Connection } from '../../../../../src/kapture/connection/connection.ts';

const connection = (name: string, baseUrl = 'https://acme.example'): Connection =>
  readConnection({ name, baseUrl }).connection!;

describe('KeyRing', () => {
  const acme = connection('Acme');
  let secrets: Map<string, string>;
  let fails: 'get' | 'store' | undefined;
  let logged: string[];
  let keys: KeyRing;

  beforeEach(async () => {
    secrets = new Map();
    fails = undefined;
    logged = [];
    const attempt = <Result>(what: typeof fails, result: () => Result): Promise<Result> =>
      fails === what ? Promise.reject(new Error('the-secret cannot be used')) : Promise.resolve(result());
    keys = new KeyRing(
      {
        get: (id: string) => attempt('get', () => secrets.get(id)),
        store: (id: string, value: string) => attempt('store', () => void secrets.set(id, value)),
        delete: (id: string) => Promise.resolve(void secrets.delete(id)),
        keys: () => Promise.resolve([...secrets.keys()]),
      } as unknown as SecretStorage,
      { error: (...line: unknown[]) => void logged.push(JSON.stringify(line)) } as unknown as Log,
    );
    await keys.store(acme, 'default', 'for-all');
    await keys.store(acme, 'get', 'for-get');
    await keys.store(acme, headerSlot('X-Api-Key'), 'header-value');
    await keys.store(acme, 'variable/token', 'the-secret');
  });

  it('a key → that of the operation, else that for all operations', async () => {
    assert.deepEqual(await keys.findKey(acme, 'get'), { secret: 'for-get', slot: 'get' });
    assert.deepEqual(await keys.findKey(acme, 'add'), { secret: 'for-all', slot: 'default' });
    assert.deepEqual(await keys.findKey(connection('Other'), 'get'), { missing: 'none', slot: 'default' });
  });

  it('a header in any spelling → its value', async () =>
    assert.deepEqual(await keys.find(acme, headerSlot('x-api-KEY')), { secret: 'header-value' }));

  it('another origin → no secret is used', async () => {
    const moved = connection('Acme', 'https://other.example');
    assert.deepEqual(await keys.findKey(moved, 'get'), { missing: 'other-origin', slot: 'get' });
    for (const slot of ['header/x-api-key', 'variable/token'] as const)
      assert.deepEqual(await keys.find(moved, slot), { missing: 'other-origin' });
  });

  it('copied to another name → all of them, bound to their origin, and none that the name had', async () => {
    await keys.store(connection('India', 'https://old.example'), 'variable/old', 'of-a-deleted-connection');
    await keys.copy('Acme', 'India');
    assert.deepEqual(await keys.storedSlots('India'), ['default', 'get', 'header/x-api-key', 'variable/token']);
    assert.deepEqual(await keys.findKey(connection('India'), 'get'), { secret: 'for-get', slot: 'get' });
    assert.deepEqual(await keys.find(connection('India', 'https://old.example'), 'get'), { missing: 'other-origin' });
  });

  it('storing fails while they are copied → they stay under their name', async () => {
    const before = [...secrets];
    fails = 'store';
    await assert.rejects(keys.copy('Acme', 'India'));
    assert.deepEqual([...secrets], before);
  });

  it('deleted → some, or all of one name', async () => {
    await keys.store(connection('Acme India'), 'default', 'other');
    await keys.delete('Acme', ['get']);
    assert.deepEqual(await keys.storedSlots('Acme'), ['default', 'header/x-api-key', 'variable/token']);
    await keys.delete('Acme');
    assert.deepEqual([await keys.storedSlots('Acme'), await keys.names()], [[], ['Acme India']]);
  });

  it('names and variables → without a secret', async () => {
    assert.deepEqual([await keys.names(), await keys.variableNames('Acme')], [['Acme'], ['token']]);
  });

  it('SecretStorage fails, or has something else → unreadable, and no secret in the log', async () => {
    secrets.set('kapture.key/add/Acme', 'garbage');
    assert.deepEqual(await keys.find(acme, 'add'), { missing: 'unreadable' });
    fails = 'get';
    assert.deepEqual(await keys.findKey(acme, 'get'), { missing: 'unreadable', slot: 'get' });
    assert.deepEqual(logged, ['["The secret get of Acme could not be read from SecretStorage."]']);
  });
});

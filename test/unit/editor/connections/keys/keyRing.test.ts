import assert from 'node:assert/strict';
import type { Memento, SecretStorage } from 'vscode';
import { digestOfTenant } from '../../../../../src/editor/connections/renames/connectionRename.ts';
import { KeyRing } from '../../../../../src/editor/connections/keys/keyRing.ts';
import type { Log } from '../../../../../src/editor/shared/log.ts';
import type { AuthKey } from '../../../../../src/kapture/connection/authKey.ts';
import { readConnection, type Connection } from '../../../../../src/kapture/connection/connection.ts';

const connection = (name: string, baseUrl = 'https://acme.example'): Connection =>
  readConnection({ name, baseUrl }).connection!;

describe('KeyRing.move', () => {
  let secrets: Map<string, string>;
  let fails: 'get' | 'store' | 'delete' | undefined;
  let logged: string[];
  let keys: KeyRing;
  let restart: () => KeyRing;

  const move = (from: string, to: string, baseUrl = 'https://acme.example'): Promise<boolean> =>
    keys.move({ from, to, tenant: digestOfTenant({ baseUrl }) });

  beforeEach(async () => {
    secrets = new Map();
    fails = undefined;
    logged = [];
    const state = new Map<string, unknown>();
    const attempt = <Result>(what: typeof fails, result: () => Result): Promise<Result> =>
      fails === what ? Promise.reject(new Error(`${what} failed`)) : Promise.resolve(result());
    restart = () =>
      new KeyRing(
        {
          get: (id: string) => attempt('get', () => secrets.get(id)),
          store: (id: string, value: string) => attempt('store', () => void secrets.set(id, value)),
          delete: (id: string) => attempt('delete', () => void secrets.delete(id)),
        } as unknown as SecretStorage,
        {
          get: (key: string, otherwise: unknown) => state.get(key) ?? otherwise,
          update: (key: string, value: unknown) => Promise.resolve(void state.set(key, value)),
        } as unknown as Memento,
        { error: (line: string) => void logged.push(line) } as unknown as Log,
        (name) => `keys are still under ${name}`,
      );
    keys = restart();
    await keys.store(connection('Acme'), 'default', 'for-all' as AuthKey);
    await keys.store(connection('Acme'), 'get', 'for-get' as AuthKey);
  });

  it('find during the move → the keys are under the new name only', async () => {
    void move('Acme', 'India');
    const found = await Promise.all([keys.find(connection('India'), 'get'), keys.find(connection('India'), 'add')]);
    assert.deepEqual(found, [{ key: 'for-get' }, { key: 'for-all' }]);
    assert.deepEqual(await keys.find(connection('Acme'), 'add'), { missing: 'none', slot: 'default' });
  });

  it('two moves in a row → the keys are under the last name', async () => {
    void move('Acme', 'B');
    void move('B', 'C');
    assert.deepEqual(await keys.find(connection('C'), 'add'), { key: 'for-all' });
    assert.deepEqual([...secrets.keys()].sort(), ['kapture.key/default/C', 'kapture.key/get/C']);
  });

  it('a secret variable → is moved with the keys, bound to its origin, and removed with the connection', async () => {
    await keys.storeVariable(connection('Acme'), 'token', 'the-secret');
    assert.deepEqual(await keys.findVariable(connection('Other'), 'token'), { missing: 'none' });
    await move('Acme', 'India');
    assert.deepEqual(keys.variableNames('Acme'), []);
    assert.deepEqual(keys.variableNames('India'), ['token']);
    assert.deepEqual(await keys.findVariable(connection('India'), 'token'), { value: 'the-secret' });
    assert.deepEqual(await keys.findVariable(connection('India', 'https://other.example'), 'token'), {
      missing: 'other-origin',
    });
    secrets.delete('kapture.key/variable/token/India');
    assert.deepEqual(await keys.findVariable(connection('India'), 'token'), { missing: 'lost' });
    await keys.storeVariable(connection('India'), 'token', 'the-secret');
    await keys.remove('India');
    assert.deepEqual([keys.variableNames('India'), [...secrets.keys()]], [[], []]);
  });

  it('new base URL → the moved keys are not used', async () => {
    await move('Acme', 'India');
    assert.deepEqual(await keys.find(connection('India', 'https://other.example'), 'add'), {
      missing: 'other-origin',
      slot: 'default',
    });
  });

  it('already moved by another window → unchanged', async () => {
    await move('Acme', 'India');
    await move('Acme', 'India');
    assert.deepEqual(await keys.find(connection('India'), 'add'), { key: 'for-all' });
  });

  for (const failing of ['get', 'store', 'delete'] as const) {
    it(`SecretStorage.${failing} fails → no key is lost, and the log entry contains no key`, async () => {
      const before = [...secrets];
      fails = failing;
      assert.equal(await move('Acme', 'India'), false);
      fails = undefined;
      for (const [id, value] of before) assert.equal(secrets.get(id), value);
      assert.deepEqual(logged, ['The auth keys of Acme could not be moved to India.']);
    });
  }

  it('the new name already has a key → it stays, and the others are moved', async () => {
    await keys.store(connection('India'), 'default', 'entered-since' as AuthKey);
    assert.equal(await move('Acme', 'India'), true);
    const found = await Promise.all([keys.find(connection('India'), 'add'), keys.find(connection('India'), 'get')]);
    assert.deepEqual(found, [{ key: 'entered-since' }, { key: 'for-get' }]);
  });

  it('leftovers of a name → removed, so that a new connection has none of them', async () => {
    await keys.storeVariable(connection('Acme'), 'token', 'the-secret');
    assert.equal(await keys.hasLeftovers('Acme'), true);
    await keys.removeLeftovers('Acme');
    assert.deepEqual([...secrets.keys()], []);
    assert.equal(await keys.hasLeftovers('Acme'), false);
  });

  it('leftovers of all names → those of unused ones, with their origins, and no secret', async () => {
    await keys.storeVariable(connection('Old', 'https://old.example'), 'token', 'the-secret');
    const leftovers = await keys.allLeftovers((name) => name === 'Acme');
    assert.deepEqual(leftovers, [{ name: 'Old', origins: ['https://old.example'], slots: ['variable/token'] }]);
    assert.deepEqual(
      (await keys.allLeftovers(() => false)).map(({ name }) => name),
      ['Acme', 'Old'],
    );
  });

  it('keys that are yet to be moved from a name → are not leftovers of it', async () => {
    fails = 'store';
    await move('Acme', 'India');
    assert.deepEqual(await keys.allLeftovers(() => false), []);
    assert.equal(await keys.hasLeftovers('Acme'), false);
    await keys.removeLeftovers('Acme');
    fails = undefined;
    assert.deepEqual(await keys.find(connection('India'), 'get'), { key: 'for-get' });
  });

  it('the new name has a key of another origin → the moved key replaces it', async () => {
    await keys.store(connection('Old', 'https://old.example'), 'default', 'of-a-deleted-connection' as AuthKey);
    assert.equal(await move('Acme', 'Old'), true);
    assert.deepEqual(await keys.find(connection('Old'), 'add'), { key: 'for-all' });
  });

  it('two renames that another window handled before → each connection keeps its own key', async () => {
    const other = 'https://other.example';
    await keys.store(connection('B', other), 'default', 'of-other' as AuthKey);
    for (let window = 1; window <= 2; window++) {
      await move('B', 'C', other);
      await move('Acme', 'B');
    }
    const found = await Promise.all([keys.find(connection('C', other), 'add'), keys.find(connection('B'), 'add')]);
    assert.deepEqual(found, [{ key: 'of-other' }, { key: 'for-all' }]);
  });

  describe('the value of a secret header', () => {
    const acme = connection('Acme');
    beforeEach(() => keys.storeHeader(acme, 'X-Api-Key', 'header-value'));

    it('any spelling of its name → found, beside the keys', async () => {
      assert.deepEqual(await keys.findHeader(acme, 'x-api-key'), { value: 'header-value' });
      assert.deepEqual(await keys.findHeader(acme, 'x-other'), { missing: 'none' });
      assert.deepEqual(await keys.find(acme, 'add'), { key: 'for-all' });
    });

    it('another origin → not used', async () =>
      assert.deepEqual(await keys.findHeader(connection('Acme', 'https://other.example'), 'x-api-key'), {
        missing: 'other-origin',
      }));

    it('the connection is renamed → moved with the keys, also after a failure', async () => {
      fails = 'store';
      assert.equal(await move('Acme', 'India'), false);
      fails = undefined;
      assert.deepEqual(await restart().findHeader(connection('India'), 'x-api-key'), { value: 'header-value' });
      assert.ok(![...secrets.keys()].some((id) => id.endsWith('/Acme')));
    });

    it('the connection is removed → deleted; keys are removed → stays', async () => {
      await keys.remove('Acme', ['default']);
      assert.deepEqual(await keys.findHeader(acme, 'x-api-key'), { value: 'header-value' });
      await keys.remove('Acme');
      assert.deepEqual([...secrets.keys()], []);
      assert.deepEqual(await keys.findHeader(acme, 'x-api-key'), { missing: 'none' });
    });

    it('SecretStorage loses it → lost', async () => {
      secrets.delete('kapture.key/header/x-api-key/Acme');
      assert.deepEqual(await keys.findHeader(acme, 'x-api-key'), { missing: 'lost' });
    });
  });

  describe('after a failed move', () => {
    beforeEach(async () => {
      fails = 'store';
      await move('Acme', 'India');
    });

    for (const [when, ring] of [
      ['find in the same window', () => keys],
      ['find after a restart', () => restart()],
    ] as const) {
      it(`${when} → moved`, async () => {
        fails = undefined;
        assert.deepEqual(await ring().find(connection('India'), 'get'), { key: 'for-get' });
        assert.deepEqual([...secrets.keys()].sort(), ['kapture.key/default/India', 'kapture.key/get/India']);
      });
    }

    it('renamed again → moved to the newest name', async () => {
      fails = undefined;
      assert.equal(await move('India', 'Asia'), true);
      assert.deepEqual([...secrets.keys()].sort(), ['kapture.key/default/Asia', 'kapture.key/get/Asia']);
    });

    it('renamed back → the keys are found', async () => {
      await move('India', 'Acme');
      assert.deepEqual(await keys.find(connection('Acme'), 'get'), { key: 'for-get' });
    });

    it('another connection has the former name → it neither finds these keys nor overwrites them', async () => {
      assert.deepEqual(await keys.find(connection('Acme'), 'get'), { missing: 'none', slot: 'default' });
      await assert.rejects(keys.store(connection('Acme'), 'get', 'its-own' as AuthKey), {
        name: 'UserError',
        message: 'keys are still under Acme',
      });
      fails = undefined;
      await keys.store(connection('Acme'), 'get', 'its-own' as AuthKey);
      const found = await Promise.all([keys.find(connection('Acme'), 'get'), keys.find(connection('India'), 'get')]);
      assert.deepEqual(found, [{ key: 'its-own' }, { key: 'for-get' }]);
    });

    it('the connection is removed → its keys are also deleted under the former name', async () => {
      await keys.remove('India');
      assert.deepEqual([...secrets.keys()], []);
    });
  });

  it('another connection is renamed to a name that still has keys → each keeps its own key', async () => {
    await keys.store(connection('Other'), 'default', 'of-other' as AuthKey);
    fails = 'store';
    await move('Acme', 'India');
    fails = undefined;
    assert.equal(await move('Other', 'Acme'), true);
    const found = await Promise.all([keys.find(connection('Acme'), 'add'), keys.find(connection('India'), 'add')]);
    assert.deepEqual(found, [{ key: 'of-other' }, { key: 'for-all' }]);
  });

  it('three connections exchange their names while the storage fails → each keeps its own key', async () => {
    const names = ['B', 'C'];
    for (const name of names) await keys.store(connection(name), 'default', `of-${name}` as AuthKey);
    fails = 'get';
    for (const [from, to] of [
      ['Acme', 'X'],
      ['B', 'Acme'],
      ['C', 'B'],
      ['X', 'C'],
    ] as const)
      await move(from, to);
    fails = undefined;
    const found = await Promise.all(['Acme', 'B', 'C'].map((name) => keys.find(connection(name), 'add')));
    assert.deepEqual(found, [{ key: 'of-B' }, { key: 'of-C' }, { key: 'for-all' }]);
    assert.equal(secrets.size, 4);
  });
});

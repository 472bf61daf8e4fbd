import assert from 'node:assert/strict';
import type { Memento, Uri } from 'vscode';
import { MappingUses } from '../../../../src/editor/bulk/mappingUses.ts';

const file = (name: string): Uri => ({ toString: () => `file:///${name}` }) as Uri;
const [acme, other] = ['https://acme.example', 'https://other.example'];

describe('MappingUses', () => {
  let uses: MappingUses;
  beforeEach(() => {
    const stored = new Map<string, unknown>();
    const state = {
      get: (key: string, initial: unknown) => stored.get(key) ?? initial,
      update: (key: string, value: unknown) => Promise.resolve(void stored.set(key, value)),
    };
    uses = new MappingUses(state as unknown as Memento);
  });

  it('a mapping that was never used → known if all fields are documented', () => {
    assert.deepEqual([uses.isKnown(file('a'), acme, []), uses.isKnown(file('a'), acme, ['loyalty'])], [true, false]);
  });

  it('a mapping that was used with a tenant → known there with these fields, and with no other tenant', async () => {
    await uses.add(file('a'), acme, ['loyalty']);
    assert.deepEqual(
      [[], ['loyalty'], ['loyalty', 'level']].map((own) => uses.isKnown(file('a'), acme, own)),
      [true, true, false],
    );
    assert.equal(uses.isKnown(file('a'), other, []), false);
    await uses.add(file('a'), other, []);
    assert.deepEqual(
      [
        uses.isKnown(file('a'), other, []),
        uses.isKnown(file('a'), other, ['loyalty']),
        uses.isKnown(file('a'), acme, ['loyalty']),
      ],
      [true, false, true],
    );
  });

  it('a copy → known with the same tenants', async () => {
    await uses.add(file('a'), acme, ['loyalty']);
    await uses.copy(file('a'), file('b'));
    assert.deepEqual([uses.isKnown(file('b'), acme, ['loyalty']), uses.isKnown(file('b'), other, [])], [true, false]);
  });

  it('more than 100 files → the oldest is forgotten', async () => {
    for (let n = 0; n <= 100; n++) await uses.add(file(String(n)), acme, ['loyalty']);
    assert.deepEqual(
      [0, 1, 100].map((n) => uses.isKnown(file(String(n)), acme, ['loyalty'])),
      [false, true, true],
    );
  });
});

import assert from 'node:assert/strict';
import { pinOfCommand } from '../../../../src/kapture/commandLines/recognizeOperation.ts';
import { operations } from '../../../../src/kapture/catalogue/registry.ts';
import { readConnection, type Connection } from '../../../../src/kapture/connection/connection.ts';

function connection(name: string, facts: Readonly<Record<string, unknown>>): Connection {
  const { connection: read } = readConnection({ name, role: 'development', ...facts });
  assert.ok(read);
  return read;
}

const [a, b] = [
  connection('A', { baseUrl: 'https://a.example' }),
  connection('B', { baseUrl: 'https://b.example' }),
] as const;
const b2 = connection('B v2', { baseUrl: 'https://b.example', paths: { update: '/v2' } });
const b3 = connection('B v3', { baseUrl: 'https://b.example', paths: { update: '/v3?auth_key=a1b2c3&v=3' } });
const { path } = operations.update;

describe('pinOfCommand', () => {
  for (const [title, command, all, expected] of [
    ['the origin of the active connection → no pin', { origin: 'https://a.example', path }, [a, b], undefined],
    ['the origin of another connection → its name', { origin: 'https://b.example', path }, [a, b], 'B'],
    ['that origin with another path → its name', { origin: 'https://b.example', path: '/x' }, [a, b], 'B'],
    [
      'an origin of two connections → the one with its path',
      { origin: 'https://b.example', path: '/v2' },
      [a, b, b2],
      'B v2',
    ],
    [
      'an origin of two connections, without the secret parameter of a path → the one with its path',
      { origin: 'https://b.example', path: '/v3?v=3' },
      [a, b, b3],
      'B v3',
    ],
    [
      'an origin of two connections without its path → the origin, which no connection has as its name',
      { origin: 'https://b.example', path: '/x' },
      [a, b, b2],
      'https://b.example',
    ],
    ['an unknown origin → the origin', { origin: 'https://c.example', path: '/x' }, [a, b], 'https://c.example'],
    ['no origin → no pin', { origin: undefined, path }, [a, b], undefined],
  ] as const) {
    it(title, () => assert.deepEqual(pinOfCommand(command, 'update', { all, activeName: 'A' }), expected));
  }
});

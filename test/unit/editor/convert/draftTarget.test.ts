import assert from 'node:assert/strict';
import { draftTarget } from '../../../../src/editor/convert/draftTarget.ts';
import { otherTarget } from '../../../../src/editor/shared/sending/intendedTarget.ts';
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

describe('draftTarget', () => {
  for (const [title, command, all, expected] of [
    ['the origin of the active connection → no pin', { origin: 'https://a.example', path }, [a, b], {}],
    ['the origin of another connection → its name', { origin: 'https://b.example', path }, [a, b], { connection: 'B' }],
    [
      'that origin with another path → its name, and the URL',
      { origin: 'https://b.example', path: '/x' },
      [a, b],
      {
        connection: 'B',
        intended: { name: 'https://b.example/x', addresses: both('https://b.example/x'), pin: 'B' },
      },
    ],
    [
      'the origin of the active connection with another path → the URL',
      { origin: 'https://a.example', path: `/gateway${path}` },
      [a, b],
      {
        intended: {
          name: `https://a.example/gateway${path}`,
          addresses: both(`https://a.example/gateway${path}`),
        },
      },
    ],
    [
      'an origin of two connections → the one with its path',
      { origin: 'https://b.example', path: '/v2' },
      [a, b, b2],
      { connection: 'B v2' },
    ],
    [
      'an origin of two connections, without the secret parameter of a path → the one with its path',
      { origin: 'https://b.example', path: '/v3?v=3' },
      [a, b, b3],
      { connection: 'B v3' },
    ],
    [
      'an origin of two connections without its path → the URL',
      { origin: 'https://b.example', path: '/x' },
      [a, b, b2],
      { intended: { name: 'https://b.example', addresses: both('https://b.example/x') } },
    ],
    [
      'an unknown origin → the URL',
      { origin: 'https://c.example', path: '/x' },
      [a, b],
      { intended: { name: 'https://c.example', addresses: both('https://c.example/x') } },
    ],
    ['no origin → no pin', { origin: undefined, path }, [a, b], {}],
  ] as const) {
    it(title, () => assert.deepEqual(draftTarget(command, 'update', { all, activeName: 'A' }), expected));
  }

  it('a read of an unknown origin → the URL of the read too', () => {
    const target = draftTarget({ origin: 'https://c.example', path: '/x' }, 'get', { all: [a, b], activeName: 'A' });
    assert.equal(otherTarget([target.intended!], a, 'get'), target.intended);
    assert.equal(otherTarget([target.intended!], a, 'pull'), undefined);
  });
});

function both(url: string): object {
  return { add: url, update: url };
}

import assert from 'node:assert/strict';
import {
  compareConnections,
  type KnownConnection,
} from '../../../../../src/editor/connections/renames/connectionRename.ts';

const acme = { name: 'Acme', baseUrl: 'https://acme.example', role: 'development', paths: { get: '/g', add: '/a' } };
const other = { name: 'Other', baseUrl: 'https://other.example' };

const known = (entries: readonly unknown[]): readonly KnownConnection[] => compareConnections([], entries).known;

/** The renames found while the setting changes from list to list. */
function renames(...lists: readonly (readonly unknown[])[]): string[] {
  const found: string[] = [];
  let before: readonly KnownConnection[] = [];
  for (const entries of lists) {
    const compared = compareConnections(before, entries);
    found.push(...compared.renames.map(({ from, to }) => `${from} → ${to}`));
    before = compared.known;
  }
  return found;
}

describe('compareConnections', () => {
  for (const [what, before, after, expected] of [
    ['new name', [acme, other], [other, { ...acme, name: 'Acme India' }], ['Acme → Acme India']],
    ['same name with spaces around it', [acme], [{ ...acme, name: ' Acme ' }], []],
    [
      'new name, fields reordered, base URL with a trailing slash',
      [acme],
      [{ paths: { add: '/a', get: '/g' }, role: 'development', baseUrl: 'https://acme.example/', name: 'India' }],
      ['Acme → India'],
    ],
    [
      'two new names at once, different fields',
      [acme, other],
      [
        { ...acme, name: 'A' },
        { ...other, name: 'O' },
      ],
      ['Acme → A', 'Other → O'],
    ],
    [
      'new name next to a connection with the same fields',
      [acme, { ...acme, name: 'Support' }],
      [
        { ...acme, name: 'India' },
        { ...acme, name: 'Support' },
      ],
      ['Acme → India'],
    ],
    [
      'new name of an entry with an invalid field',
      [{ ...acme, role: 'typo' }],
      [{ ...acme, role: 'typo', name: 'B' }],
      ['Acme → B'],
    ],
    ['new name and new base URL', [acme], [{ ...acme, name: 'B', baseUrl: 'https://b.example' }], []],
    ['new name and new path', [acme], [{ ...acme, name: 'B', paths: { get: '/g' } }], []],
    ['new name and new role', [acme], [{ ...acme, name: 'B', role: 'production' }], []],
    [
      'two candidates appear',
      [acme],
      [
        { ...acme, name: 'B' },
        { ...acme, name: 'C' },
      ],
      [],
    ],
    ['two candidates are removed', [acme, { ...acme, name: 'Support' }], [{ ...acme, name: 'B' }], []],
    [
      'two names swapped',
      [acme, other],
      [
        { ...acme, name: 'Other' },
        { ...other, name: 'Acme' },
      ],
      [],
    ],
    ['a copy with a new name', [acme], [acme, { ...acme, name: 'B' }], []],
    ['removed', [acme, other], [other], []],
    ['the name of the sandbox', [acme], [{ ...acme, name: 'Sandbox' }], []],
    ['an invalid name', [acme], [{ ...acme, name: 'a/b' }], []],
    ['entries that are not objects', [acme, null, 'x'], [null, 7, { ...acme, name: 'B' }], ['Acme → B']],
  ] as const) {
    it(`${what} → ${expected.join(', ') || 'not a rename'}`, () => {
      assert.deepEqual(renames(before, after), expected);
    });
  }

  for (const [what, between] of [
    ['an empty name', [{ ...acme, name: '' }, other]],
    ['no name', [{ baseUrl: acme.baseUrl, role: acme.role, paths: acme.paths }, other]],
    ['the name of another', [other, { ...acme, name: 'Other' }]],
  ] as const) {
    it(`${what} at first, then a new name → renamed`, () => {
      assert.deepEqual(renames([acme, other], between, between, [{ ...acme, name: 'Others' }, other]), [
        'Acme → Others',
      ]);
    });
  }

  for (const [where, list] of [
    ['before', (typed: object) => [typed, acme]],
    ['after', (typed: object) => [acme, typed]],
  ] as const) {
    it(`name typed ${where} another entry, equal to its name on the way → renamed`, () => {
      const lists = ['Foo', 'Acme', 'Acme 2'].map((name) => list({ ...other, name }));
      assert.deepEqual(renames(...lists), ['Foo → Acme 2']);
    });
  }

  it('base URL → tenant digest that depends on the origin only', () => {
    const [base, path, elsewhere] = [
      acme,
      { ...acme, baseUrl: 'https://acme.example/base/', role: 'typo' },
      { ...acme, baseUrl: 'https://acme.example:8443' },
    ].map((entry) => compareConnections(known([entry]), [{ ...entry, name: 'B' }]).renames[0]!.tenant);
    assert.equal(base, path);
    assert.notEqual(base, elsewhere);
    assert.match(base!, /^[0-9a-f]{64}$/);
  });

  it('removed, then added with another name → not a rename', () => {
    assert.deepEqual(renames([acme], [], [{ ...acme, name: 'B' }]), []);
  });

  it('known connections → names, and digests of the rest', () => {
    assert.deepEqual(
      known([acme]).map(({ name, facts }) => [name, /^[0-9a-f]{64}$/.test(facts)]),
      [['Acme', true]],
    );
  });
});

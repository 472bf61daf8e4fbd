import assert from 'node:assert/strict';
import { compareConnections, type KnownConnection } from '../../../../src/editor/connections/connectionRename.ts';

const acme = { name: 'Acme', baseUrl: 'https://acme.example', role: 'development', paths: { get: '/g', add: '/a' } };
const other = { name: 'Other', baseUrl: 'https://other.example' };

const known = (entries: readonly unknown[]): readonly KnownConnection[] => compareConnections([], entries).known;

/** The renames from one list to the next, through any in between. */
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
    ['another name', [acme, other], [other, { ...acme, name: 'Acme India' }], ['Acme → Acme India']],
    ['the same name with blanks around it', [acme], [{ ...acme, name: ' Acme ' }], []],
    [
      'another name, its facts in another order and the address with a slash',
      [acme],
      [{ paths: { add: '/a', get: '/g' }, role: 'development', baseUrl: 'https://acme.example/', name: 'India' }],
      ['Acme → India'],
    ],
    [
      'two at once, with facts of their own',
      [acme, other],
      [
        { ...acme, name: 'A' },
        { ...other, name: 'O' },
      ],
      ['Acme → A', 'Other → O'],
    ],
    [
      'another name beside one with the same facts',
      [acme, { ...acme, name: 'Support' }],
      [
        { ...acme, name: 'India' },
        { ...acme, name: 'Support' },
      ],
      ['Acme → India'],
    ],
    [
      'an entry that is broken otherwise',
      [{ ...acme, role: 'typo' }],
      [{ ...acme, role: 'typo', name: 'B' }],
      ['Acme → B'],
    ],
    ['another name and another address', [acme], [{ ...acme, name: 'B', baseUrl: 'https://b.example' }], []],
    ['another name and another path', [acme], [{ ...acme, name: 'B', paths: { get: '/g' } }], []],
    ['another name and another role', [acme], [{ ...acme, name: 'B', role: 'production' }], []],
    [
      'two candidates appear',
      [acme],
      [
        { ...acme, name: 'B' },
        { ...acme, name: 'C' },
      ],
      [],
    ],
    ['two candidates disappear', [acme, { ...acme, name: 'Support' }], [{ ...acme, name: 'B' }], []],
    [
      'two names are swapped',
      [acme, other],
      [
        { ...acme, name: 'Other' },
        { ...other, name: 'Acme' },
      ],
      [],
    ],
    ['a copy under another name', [acme], [acme, { ...acme, name: 'B' }], []],
    ['removed', [acme, other], [other], []],
    ['the name of the sandbox', [acme], [{ ...acme, name: 'Sandbox' }], []],
    ['a name that cannot be used', [acme], [{ ...acme, name: 'a/b' }], []],
    ['entries that are not objects', [acme, null, 'x'], [null, 7, { ...acme, name: 'B' }], ['Acme → B']],
  ] as const) {
    it(`${what} → ${expected.join(', ') || 'not a rename'}`, () => {
      assert.deepEqual(renames(before, after), expected);
    });
  }

  for (const [what, between] of [
    ['no name', [{ ...acme, name: '' }, other]],
    ['no name at all', [{ baseUrl: acme.baseUrl, role: acme.role, paths: acme.paths }, other]],
    ['the name of another', [other, { ...acme, name: 'Other' }]],
  ] as const) {
    it(`${what} for a while, then a new one → renamed`, () => {
      assert.deepEqual(renames([acme, other], between, between, [{ ...acme, name: 'Others' }, other]), [
        'Acme → Others',
      ]);
    });
  }

  for (const [where, list] of [
    ['before', (typed: object) => [typed, acme]],
    ['behind', (typed: object) => [acme, typed]],
  ] as const) {
    it(`an entry ${where} another is given its name on the way to a longer one → renamed`, () => {
      const lists = ['Foo', 'Acme', 'Acme 2'].map((name) => list({ ...other, name }));
      assert.deepEqual(renames(...lists), ['Foo → Acme 2']);
    });
  }

  it('a rename → with the tenant, which the base path and the rest do not change', () => {
    const [base, path, elsewhere] = [
      acme,
      { ...acme, baseUrl: 'https://acme.example/base/', role: 'typo' },
      { ...acme, baseUrl: 'https://acme.example:8443' },
    ].map((entry) => compareConnections(known([entry]), [{ ...entry, name: 'B' }]).renames[0]!.tenant);
    assert.equal(base, path);
    assert.notEqual(base, elsewhere);
    assert.match(base!, /^[0-9a-f]{64}$/);
  });

  it('removed, then added under another name → not a rename', () => {
    assert.deepEqual(renames([acme], [], [{ ...acme, name: 'B' }]), []);
  });

  it('what is known → names, and nothing readable of the rest', () => {
    assert.deepEqual(
      known([acme]).map(({ name, facts }) => [name, /^[0-9a-f]{64}$/.test(facts)]),
      [['Acme', true]],
    );
  });
});

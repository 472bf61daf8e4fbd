import assert from 'node:assert/strict';
import {
  nameOfFile,
  numberedNames,
  plainName,
  problemOfName,
  safeName,
  type NameProblem,
} from '../../../../src/editor/snippets/requestName.ts';

describe('names of requests', () => {
  const problems: readonly (readonly [name: string, problem: NameProblem | undefined])[] = [
    ['add asha', undefined],
    ['1 pull', undefined],
    ['आशा', undefined],
    ['v2.1', undefined],
    ['console', undefined],
    ['100% of it', undefined],
    ['', 'empty'],
    ['a/b', 'characters'],
    ['..\\b', 'characters'],
    ['a:b', 'characters'],
    ['what?', 'characters'],
    ['a\nb', 'characters'],
    ['a\u202eb', 'characters'],
    ['.hidden', 'ending'],
    ['..', 'ending'],
    ['dot.', 'ending'],
    ['blank ', 'ending'],
    ['CON', 'reserved'],
    ['com1.add', 'reserved'],
    ['x'.repeat(120), undefined],
    ['x'.repeat(121), 'long'],
  ];
  for (const [name, problem] of problems) {
    it(`${JSON.stringify(name.slice(0, 20))} → ${problem ?? 'fine'}`, () => assert.equal(problemOfName(name), problem));
  }

  it('a typed name → without surrounding spaces and without the suffix of its operation', () => {
    assert.equal(plainName('  asha ', 'add'), 'asha');
    assert.equal(plainName('asha.kapture-add.json', 'add'), 'asha');
    assert.equal(plainName('asha.kapture-get.json', 'add'), 'asha.kapture-get.json');
    assert.equal(plainName('.kapture-add.json', 'add'), '');
  });

  it('a path → the name of the request', () => {
    assert.equal(nameOfFile('/w/.kapture/new asha.kapture-add.json'), 'new asha');
    assert.equal(nameOfFile('x.kapture-pull.json'), 'x');
    assert.equal(nameOfFile('/w/other.json'), 'other.json');
  });

  const following: readonly (readonly [name: string, next: readonly string[]])[] = [
    ['asha', ['asha', 'asha 2', 'asha 3']],
    ['asha 2', ['asha 2', 'asha 3', 'asha 4']],
    ['asha 9', ['asha 9', 'asha 10', 'asha 11']],
    ['61371820', ['61371820', '61371820 2', '61371820 3']],
    ['get 61371820', ['get 61371820', 'get 61371820 2', 'get 61371820 3']],
  ];
  for (const [name, next] of following) {
    it(`${name} → followed by ${next[1]}`, () => {
      const names = numberedNames(name);
      for (const expected of next) assert.deepEqual(names.next(), { done: false, value: expected });
    });
  }

  for (const [text, name] of [
    ['Get: by phone?', 'Get by phone'],
    ['../../etc/passwd', 'etc passwd'],
    ['..', 'request'],
    [' . ', 'request'],
    ['', 'request'],
    ['nul', 'request nul'],
    ['CON.txt', 'request CON.txt'],
    ['a\u202Eb\n\tc', 'a b c'],
    ['Customer. ', 'Customer'],
    ['x'.repeat(200), 'x'.repeat(80)],
    [`${'x'.repeat(79)}😀`, 'x'.repeat(79)],
  ] as const)
    it(`${JSON.stringify(text.slice(0, 30))} of a collection → a valid name`, () => {
      assert.equal(safeName(text, 'request'), name);
      assert.equal(problemOfName(safeName(text, 'request')), undefined);
    });
});

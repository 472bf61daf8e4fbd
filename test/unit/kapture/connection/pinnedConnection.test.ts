import assert from 'node:assert/strict';
import {
  hasAllComments,
  pinComment,
  pinnedConnection,
  rangeToUnpin,
} from '../../../../src/kapture/connection/pinnedConnection.ts';

describe('pinnedConnection', () => {
  const named: Readonly<Record<string, string>> = {
    '// @connection Acme\n{}': 'Acme',
    '//@connection Acme\n{}': 'Acme',
    '\uFEFF// @connection Acme\r\n{}': 'Acme',
    '// Update Customer\n\n  // @connection Acme India (live)  \n[{}]': 'Acme India (live)',
    '/* about it */ // @connection Acme\n{}': 'Acme',
    '// @connection One\n// @connection Two\n{}': 'One',
    '// @connection Açmé\t\n': 'Açmé',
  };
  for (const [text, name] of Object.entries(named)) {
    it(`${JSON.stringify(text)} → ${name}, and its position`, () => {
      const pin = pinnedConnection(text);
      assert.equal(pin?.name, name);
      assert.equal(text.slice(pin.offset, pin.offset + pin.length), name);
    });
  }
  for (const text of [
    '',
    '{}',
    '// @connection\n{}',
    '// @connection   \n{}',
    '// @connections Acme\n{}',
    '{ // @connection Acme\n}',
    '{}\n// @connection Acme',
    '/* // @connection Acme */ {}',
    '/*\n// @connection Acme\n*/\n{}',
    '"// @connection Acme"',
    '/* never ends\n// @connection Acme\n',
  ]) {
    it(`${JSON.stringify(text)} → undefined`, () => assert.equal(pinnedConnection(text), undefined));
  }
  it('a comment from pinComment → its name', () =>
    assert.equal(pinnedConnection(`${pinComment('Acme (India)')}\n{}`)?.name, 'Acme (India)'));
  it('a name with every special character that is allowed → the same name', () => {
    const name = 'A.b-c_d "e" {f} $g, ₹ 1';
    assert.equal(pinnedConnection(`${pinComment(name)}\r\n{}`)?.name, name);
  });
  it('a megabyte of blanks above the comment → its name', () =>
    assert.equal(pinnedConnection(`${' \n'.repeat(5_000_000)}// @connection Acme\n{}`)?.name, 'Acme'));
});

describe('rangeToUnpin', () => {
  const unpinned: Readonly<Record<string, string>> = {
    '// @connection Acme\n{}': '{}',
    '// @connection Acme\r\n{}': '{}',
    '// note\n  // @connection Acme \n{}': '// note\n{}',
    '// @connection // @connection\n{}': '{}',
    '/* note\n*/ // @connection Acme\n{}': '/* note\n*/ \n{}',
    '/* note */ // @connection Acme\r\n{}': '/* note */ \r\n{}',
    '// @connection Acme': '',
    '/// @connection Acme\n{}': '{}',
    '/* note *//// @connection Acme\n{}': '/* note */\n{}',
    '// note // @connection Acme\n{}': '// note \n{}',
  };
  for (const [text, expected] of Object.entries(unpinned))
    it(`${JSON.stringify(text)} → ${JSON.stringify(expected)} remains`, () => {
      const pin = pinnedConnection(text);
      assert.ok(pin);
      const { start, end } = rangeToUnpin(text, pin);
      assert.equal(text.slice(0, start) + text.slice(end), expected);
    });
});

describe('hasAllComments', () => {
  const beginnings: Readonly<Record<string, boolean>> = {
    '{"a"': true,
    '// @connection Acme\n{"': true,
    '': false,
    '// @connection Ac': false,
    '// about it\n': false,
    '/* about it': false,
    '/* about it */ ': false,
    '// about it\n/': false,
    '// about it\n/x': true,
  };
  for (const [beginning, has] of Object.entries(beginnings))
    it(`${JSON.stringify(beginning)} → ${has}`, () => assert.equal(hasAllComments(beginning), has));
});

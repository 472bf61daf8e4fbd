import assert from 'node:assert/strict';
import { compileJsonPath } from '../../../../src/kapture/query/jsonPath.ts';
import { QueryError } from '../../../../src/kapture/query/query.ts';
import { readSource } from '../../../../src/kapture/query/readSource.ts';

const doNothing = (): void => undefined;

/** The paths and the unchanged texts of the values that match. */
function matches(
  query: string,
  text: string,
  step = doNothing,
): { readonly paths: string[]; readonly texts: string[] } {
  const path = compileJsonPath(query, step);
  if (path.problem) assert.fail(`${query}: ${path.problem} at ${path.offset}`);
  const queried = readSource({ kind: 'text', text }, doNothing);
  const nodes = [...path.nodes(queried.root)];
  return { paths: nodes.map((node) => node.path()), texts: nodes.map(({ location }) => queried.textAt(location)) };
}

const texts = (query: string, text: string): string[] => matches(query, text).texts;

/** The value of figure 1 of RFC 9535. */
const store = `{ "store": {
    "book": [
      { "category": "reference", "author": "Nigel Rees", "title": "Sayings of the Century", "price": 8.95 },
      { "category": "fiction", "author": "Evelyn Waugh", "title": "Sword of Honour", "price": 12.99 },
      { "category": "fiction", "author": "Herman Melville", "title": "Moby Dick", "isbn": "0-553-21311-3", "price": 8.99 },
      { "category": "fiction", "author": "J. R. R. Tolkien", "title": "The Lord of the Rings", "isbn": "0-395-19395-8", "price": 22.99 }
    ],
    "bicycle": { "color": "red", "price": 399 }
  } }`;
const books = [0, 1, 2, 3].map((index) => `$['store']['book'][${index}]`);

/** The value of table 12 of RFC 9535. */
const filtered = `{
  "a": [3, 5, 1, 2, 4, 6, {"b": "j"}, {"b": "k"}, {"b": {}}, {"b": "kilo"}],
  "o": {"p": 1, "q": 2, "r": 3, "s": 5, "t": {"u": 6}},
  "e": "f"
}`;

describe('compileJsonPath', () => {
  const examples: readonly (readonly [query: string, paths: readonly string[]])[] = [
    ['$.store.book[*].author', books.map((book) => `${book}['author']`)],
    ['$..author', books.map((book) => `${book}['author']`)],
    ['$.store.*', ["$['store']['book']", "$['store']['bicycle']"]],
    ['$.store..price', [...books.map((book) => `${book}['price']`), "$['store']['bicycle']['price']"]],
    ['$..book[2]', [books[2]!]],
    ['$..book[2].author', [`${books[2]}['author']`]],
    ['$..book[2].publisher', []],
    ['$..book[-1]', [books[3]!]],
    ['$..book[0,1]', books.slice(0, 2)],
    ['$..book[:2]', books.slice(0, 2)],
    ['$..book[?@.isbn]', books.slice(2)],
    ['$..book[?@.price<10]', [books[0]!, books[2]!]],
  ];
  for (const [query, paths] of examples)
    it(`${query} of the RFC's first example → ${paths.length} values`, () => {
      const found = matches(query, store).paths;
      // The RFC leaves the order of descendants open.
      assert.deepEqual(found.toSorted(), paths.toSorted());
    });
  it('$..* of the first example → all values', () => assert.equal(matches('$..*', store).paths.length, 27));

  const filters: readonly (readonly [query: string, values: readonly string[]])[] = [
    ["$.a[?@.b == 'kilo']", ['{"b": "kilo"}']],
    ["$.a[?(@.b == 'kilo')]", ['{"b": "kilo"}']],
    ['$.a[?@>3.5]', ['5', '4', '6']],
    ['$.a[?@.b]', ['{"b": "j"}', '{"b": "k"}', '{"b": {}}', '{"b": "kilo"}']],
    ['$[?@.*]', [...texts('$.a', filtered), ...texts('$.o', filtered)]],
    ['$[?@[?@.b]]', texts('$.a', filtered)],
    ['$.o[?@<3, ?@<3]', ['1', '2', '1', '2']],
    ['$.a[?@<2 || @.b == "k"]', ['1', '{"b": "k"}']],
    ['$.a[?match(@.b, "[jk]")]', ['{"b": "j"}', '{"b": "k"}']],
    ['$.a[?search(@.b, "[jk]")]', ['{"b": "j"}', '{"b": "k"}', '{"b": "kilo"}']],
    ['$.o[?@>1 && @<4]', ['2', '3']],
    ['$.o[?@.u || @.x]', ['{"u": 6}']],
    ['$.a[?@.b == $.x]', ['3', '5', '1', '2', '4', '6']],
    ['$.a[?@ == @]', texts('$.a[*]', filtered)],
    ['$[?count(@.*) == 10]', texts('$.a', filtered)],
    ['$[?length(@) == 1]', ['"f"']],
    ['$[?value(@.p) == 1]', texts('$.o', filtered)],
  ];
  for (const [query, values] of filters)
    it(`${query} of the RFC's filter examples → ${values.length} values`, () =>
      assert.deepEqual(texts(query, filtered), values));

  const problems: readonly (readonly [query: string, problem: string, offset: number, found?: string])[] = [
    ['', 'start', 0],
    ['name', 'start', 0],
    ['$.', 'incomplete', 2],
    ['$..', 'incomplete', 3],
    ['$.a[', 'incomplete', 4],
    ['$.a[?@.b ==', 'incomplete', 11],
    ['$.a[?@.b == ]', 'syntax', 12, ']'],
    ['$..[?@.x', 'unclosed', 3, '['],
    ['$..[?@.x == "a"', 'unclosed', 3, '['],
    ['$..[?@.x == "]', 'unclosed', 12, '"'],
    ['$[?(@.a == 1', 'unclosed', 3, '('],
    ['$[?count(@', 'unclosed', 8, '('],
    ['$["a\\"]', 'unclosed', 2, '"'],
    ['$..[?@.x =', 'syntax', 9, '='],
    ['$.a b', 'syntax', 4, 'b'],
    ['$.name[😀]', 'syntax', 7, '😀'],
    ['$[?size(@) > 1]', 'function', 3, 'size'],
    ['$[?length(@)]', 'arguments', 3, 'l'],
    ['$[?count(1) == 1]', 'arguments', 9, '1'],
    ['$[?@.* == 1]', 'arguments', 3, '@'],
    ['$[9007199254740993]', 'range', 2, '9'],
    ['$[?match(@.a, "\\\\d+")]', 'pattern', 15, '\\d+'],
    ['$[?search(@.a, "(")]', 'pattern', 16, '('],
    ['$[?@[?search(@.a, "(")]]', 'pattern', 19, '('],
  ];
  for (const [query, problem, offset, found] of problems)
    it(`${JSON.stringify(query)} → ${problem} at ${offset}`, () => {
      const path = compileJsonPath(query, doNothing);
      assert.ok(path.problem, 'the query is invalid');
      assert.deepEqual([path.problem, path.offset], [problem, offset]);
      if (found !== undefined) assert.equal(path.found, found);
    });

  it('numbers that JavaScript would change → unchanged texts, and exact comparisons', () => {
    const text = '[{"id": 12345678901234567890, "n": 0.0}, {"id": 12345678901234567891, "n": 1.50e2}]';
    assert.deepEqual(texts('$[*].id', text), ['12345678901234567890', '12345678901234567891']);
    assert.deepEqual(texts('$[*].n', text), ['0.0', '1.50e2']);
    assert.deepEqual(texts('$[?@.id == 12345678901234567891].n', text), ['1.50e2']);
    assert.deepEqual(texts('$[?@.id > 12345678901234567890].n', text), ['1.50e2']);
    assert.deepEqual(texts('$[?@.n == 0].id', text), ['12345678901234567890']);
  });
  it('raw line breaks in keys and strings → read as in the response', () => {
    const text = '{"message": [{"full\nname": "Asha\nRao", "note": "a\tb"}]}';
    assert.deepEqual(texts('$.message[0]["full\\nname"]', text), ['"Asha\nRao"']);
    assert.deepEqual(matches('$..note', text), { paths: ["$['message'][0]['note']"], texts: ['"a\tb"'] });
    assert.deepEqual(texts('$.message[?@.note == "a\\tb"].note', text), ['"a\tb"']);
  });
  it('duplicate keys and keys of Object.prototype → the last value, and only own keys', () => {
    assert.deepEqual(texts('$.a', '{"a": 1, "b": [2], "a": {"c": 3}}'), ['{"c": 3}']);
    assert.deepEqual(texts('$.a.c', '{"a": 1, "b": [2], "a": {"c": 3}}'), ['3']);
    assert.deepEqual(texts('$["__proto__"].x', '{"__proto__": {"x": 7}}'), ['7']);
    assert.deepEqual(texts('$.constructor', '{"a": 1}'), []);
  });
  it('a truncated text → its complete part', () => {
    const queried = readSource({ kind: 'text', text: '{"message": [{"id": 1, "a": {"b": 2}}, {"id": 34' }, doNothing);
    assert.equal(queried.isCut, true);
    assert.deepEqual(queried.root, { message: [{ id: 1, a: { b: 2 } }, {}] });
    assert.equal(queried.textAt(['message', 0, 'a']), '{"b": 2}');
  });
  it('a text that is not JSON → an error', () => {
    assert.throws(
      () => readSource({ kind: 'text', text: '<html>' }, doNothing),
      (error) => QueryError.is(error, 'not-json'),
    );
  });
  it('values nested too deeply for .. → an error; other queries work', () => {
    const deep = `${'['.repeat(2000)}7${']'.repeat(2000)}`;
    assert.throws(
      () => matches('$..x', deep),
      (error) => QueryError.is(error, 'too-deep'),
    );
    assert.equal(matches('$[0][0]', deep).texts.length, 1);
  });
  it('a step that throws → the query stops, also within a filter', () => {
    let steps = 0;
    const step = (): void => {
      if (++steps > 5) throw new Error('stopped');
    };
    assert.throws(() => matches('$[?@.a == 1]', JSON.stringify(Array.from({ length: 100 }, () => ({ a: 2 }))), step), {
      message: 'stopped',
    });
  });
});

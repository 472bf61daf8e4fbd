import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readLoose } from '../../../../src/kapture/json/looseJson.ts';
import { Anonymizer, isKept, leastReplaced } from '../../../../src/kapture/recordings/anonymizer.ts';
import { isValueName } from '../../../../src/kapture/records/isValueName.ts';
import { documentedWords } from '../../../../src/kapture/recordings/documentedWords.ts';
import { tokensOf } from '../../../../src/kapture/recordings/valueTokens.ts';
import { sample } from '../../sandbox/support.ts';

const anonymized = (text: string, seed = 'seed'): string => new Anonymizer([text], seed).anonymize(text);

/** The strings and numbers of a value, the numbers as they are written. */
function valuesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [JSON.stringify(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(valuesOf);
}

/** The structure of a value: its field names, types, nulls and booleans. */
function shapeOf(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number') return typeof value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(shapeOf);
  return Object.entries(value).map(([name, inner]) => [isValueName(name) ? '' : name, shapeOf(inner)]);
}

/** What must not be in an anonymized text. */
function leaksIn(original: string, made: string): string[] {
  const values = valuesOf(readLoose(original).value).filter((value) => !isKept(value));
  const parts = new Set(
    values
      .flatMap((value) => [value, ...tokensOf(value)])
      .filter((part) => part.length >= leastReplaced && !documentedWords().has(part)),
  );
  const results = valuesOf(readLoose(made).value).filter((value) => !documentedWords().has(value));
  return results.filter(
    (result) =>
      [result, ...tokensOf(result)].some((part) => parts.has(part)) ||
      [...parts].some((part) => part.length >= 6 && result.includes(part)),
  );
}

describe('Anonymizer', () => {
  for (const name of ['get.response.json', 'add.response.json', 'pull.response.txt'])
    it(`${name} → strict JSON with the same structure, and no value of it`, () => {
      const original = sample(name);
      const made = anonymized(original);
      assert.deepEqual(shapeOf(JSON.parse(made)), shapeOf(readLoose(original).value));
      assert.deepEqual(leaksIn(original, made), []);
    });

  it('a customer → values of the same formats', () => {
    const made = JSON.parse(
      anonymized(
        JSON.stringify({
          name: 'Asha RAO',
          phone: '9845765226',
          other: '+91 98457-65226',
          email: 'asha.rao@acme.co.in',
          code: 'ACME-0012/b',
          created: 'Mar 14, 2021 2:21:11 PM',
          image: 'IST_2021-03-14 14:21:11.123',
          from: '2021-03-14',
          at: '2021-03-14T14:21:11.250+05:30',
          to: '14/03/2021 14:21',
          site: 'https://acme.in/x?id=61371820',
          id: 61371820,
          amount: -1250.5,
          status: 'success',
          zero: 0.0,
          none: null,
          flag: true,
          blank: '',
          short: 'IN',
          message: 'Please enter valid customer id.',
        }),
      ),
    ) as Record<string, unknown>;
    const patterns: Readonly<Record<string, RegExp>> = {
      name: /^[A-Z][a-z]{3} [A-Z]{3}$/,
      phone: /^9\d{9}$/,
      other: /^\+\d\d \d{5}-\d{5}$/,
      email: /^[a-z]{4}\.[a-z]{3}@[a-z]{4}\.[a-z]{2}\.example$/,
      code: /^[A-Z]{4}-0\d{3}\/[a-z]$/,
      created: /^[A-Z][a-z]{2} \d\d, \d{4} \d:\d\d:\d\d PM$/,
      image: /^IST_\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-2]) 1[0-2]:\d\d:\d\d\.\d{3}$/,
      from: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-2])$/,
      at: /^\d{4}-\d\d-\d\dT1[0-2]:\d\d:\d\d\.\d{3}\+05:30$/,
      to: /^(0[1-9]|1[0-2])\/(0[1-9]|1[0-2])\/\d{4} 1[0-2]:\d\d$/,
      site: /^https:\/\/[a-z]{4}\.[a-z]{2}\/[a-z]\?[a-z]{2}=6\d{7}$/,
      id: /^6\d{7}$/,
      amount: /^-\d{4}\.\d+$/,
    };
    for (const [name, pattern] of Object.entries(patterns)) assert.match(String(made[name]), pattern, name);
    assert.partialDeepStrictEqual(made, { status: 'success', zero: 0, none: null, flag: true, blank: '', short: 'IN' });
    assert(!Number.isNaN(Date.parse(String(made['created']))));
  });

  it('the same value, also as a number and in another text → the same replacement; another value → another one', () => {
    const [request, response] = ['[{"id":"61371820"}]', '{"id":61371820,"other":"61371821","again":"61371820"}'];
    const anonymizer = new Anonymizer([request, response], 'x');
    const [{ id }] = JSON.parse(anonymizer.anonymize(request)) as [{ id: string }];
    const made = JSON.parse(anonymizer.anonymize(response)) as { id: number; other: string; again: string };
    assert.deepEqual([String(made.id), made.again], [id, id]);
    assert.notEqual(made.other, id);
  });

  it('keys with a phone, a code or a date → replaced; field names → unchanged', () => {
    const values = ['CUS-9845011111', '9845011111 (home)', '98450-11111', '2021-03-14'];
    const text = JSON.stringify(
      Object.fromEntries([...values, 'attr15', 'Customer Details'].map((name) => [name, true])),
    );
    const made = anonymized(text);
    for (const value of values) assert.ok(!made.includes(value), made);
    assert.deepEqual(Object.keys(JSON.parse(made) as object).slice(4), ['attr15', 'Customer Details']);
  });
  it('keys with a name → replaced like the same value elsewhere; identifiers → unchanged', () => {
    const text = JSON.stringify({ 'Asha Rao': { loyalty_tier: 'x' }, Vikram: 1, आशा: 2, name: 'Asha Rao' });
    const made = JSON.parse(anonymized(text)) as Record<string, unknown>;
    const [customer, ...others] = Object.keys(made);
    assert.deepEqual(made['name'], customer);
    for (const value of ['Asha', 'Rao', 'Vikram', 'आशा']) assert.ok(!JSON.stringify(made).includes(value), value);
    assert.deepEqual([Object.keys(made[customer!]!), others.at(-1)], [['loyalty_tier'], 'name']);
  });
  it('every key of the published samples that the catalogue has → unchanged', () => {
    const modules = ['customer-add-array', 'customer-get-array', 'customer-add-nested', 'ticket-get'];
    const names = ['get', 'add', 'update', ...modules.map((module) => `modules/${module}`)];
    for (const name of names.map((one) => `${one}.response.json`)) {
      const keysOf = (json: string): string[] => json.match(/"[^"]+"(?=\s*:)/g) ?? [];
      const text = sample(name);
      assert.deepEqual(keysOf(anonymized(text)), keysOf(text), name);
    }
  });
  it('exact layout → white space, 0.0 and a 20-digit number keep their form; keys that are values are replaced', () => {
    const made = anonymized('{ "a" : 12345678901234567890,\n\t"98457652":  [ 0.0, "x@y.in" ], "p@q.in": 1 }');
    assert.match(
      made,
      /^\{ "a" : 1\d{19},\n\t"9\d{7}": {2}\[ 0\.0, "[a-z]@[a-z]\.example" \], "[a-z]@[a-z]\.example": 1 \}$/,
    );
  });

  it('two recordings of one text → different, unless they have the same seed', () => {
    const text = '{"name":"Asha Rao"}';
    assert.notEqual(new Anonymizer([text]).anonymize(text), new Anonymizer([text]).anonymize(text));
    assert.equal(anonymized(text), anonymized(text));
  });

  const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const syllables = Array.from('bdfgklmnprstvz', (first) =>
    Array.from('aeiou', (second) => Array.from('bdfgklmnprstvz', (third) => first + second + third)),
  ).flat(2);
  for (const [what, values] of [
    ['every number of three digits', range(100, 999)],
    ['numbers of three digits as text and as numbers', range(100, 600).flatMap((id) => [String(id), id])],
    ['every number of three digits, in longer values', range(100, 999).map((id) => `12-${id}`)],
    ['every word of three letters, in longer values', syllables.map((syllable) => `x ${syllable}`)],
    ['every year of a made-up date, and dates', [...range(1950, 2049), '2021-03-14', '14/03/2021']],
    ['a number as text that is not one of digits', ['1e5', 1e21, '1e+21']],
    ['a value in which nothing can change, and one that contains it', ["$!$0'%<@", "$!$0'%<@ Asha"]],
  ] as const)
    it(`${what} → replaced by longer values`, () => {
      const text = JSON.stringify(values);
      const made = anonymized(text);
      assert.deepEqual(shapeOf(JSON.parse(made)), shapeOf(values));
      assert.deepEqual(leaksIn(text, made), []);
    });

  it('a list of codes in one text, each of which is a value too → stays a list of codes', () => {
    const codes = range(100, 999).map((id) => `12-${id}`);
    const text = JSON.stringify([...codes, codes.join(',')]);
    const made = anonymized(text);
    assert.match((JSON.parse(made) as string[]).at(-1)!, /^\d{2,3}-\d{3,6}(,\d{2,3}-\d{3,6}){899}$/);
    assert.deepEqual(leaksIn(text, made), []);
  });

  it('a long text whose punctuation and digits are always a value → a word', () => {
    const text = JSON.stringify(['#####0', ...range(0, 9).map((digit) => `${digit}#####`), '#####0#####'.repeat(9000)]);
    const made = anonymized(text);
    assert.match((JSON.parse(made) as string[]).at(-1)!, /^[a-z]+$/);
    assert.deepEqual(leaksIn(text, made), []);
  });

  it('punctuation alone → stays, and so does that of a value', () =>
    assert.match(
      anonymized('["-----------", "******", "** Asha -----------"]'),
      /^\["-{11}", "\*{6}", "\*\* [A-Z][a-z]{3} -{11}"\]$/,
    ));

  it('2,000 customers with remarks of 10 words → anonymized, at most 2% longer', () => {
    const words = 'please call customer about order delivery tomorrow morning invoice payment'.split(' ');
    const customers = range(1, 2000).map((id) => ({
      id: 61_000_000 + id,
      remarks: range(1, 10)
        .map((at) => `${words[at % words.length]!}${id * at}`)
        .join(' '),
    }));
    const text = JSON.stringify(customers);
    const made = anonymized(text);
    assert.deepEqual(shapeOf(JSON.parse(made)), shapeOf(customers));
    assert.ok(made.length < text.length * 1.02);
  });

  const value = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.emailAddress(),
    fc.webUrl(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.stringMatching(/^[6-9]\d{9}$/),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom('success', 'Failed', 'Mar 14, 2021 2:21:11 PM', '---', '***', '   ', '0.0', 'AAA', '100', '101'),
  );
  const json = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 4 }, value, fc.boolean(), fc.constant(null), tie('list'), tie('object')),
    list: fc.array(tie('any'), { maxLength: 6 }),
    object: fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), tie('any'), { maxKeys: 6 }),
  })).any;

  it('any JSON → the same structure, and no value or word of it survives', () =>
    fc.assert(
      fc.property(json, fc.string(), (original, seed) => {
        const text = JSON.stringify(original);
        const made = anonymized(text, seed);
        assert.deepEqual(shapeOf(JSON.parse(made)), shapeOf(JSON.parse(text)));
        assert.deepEqual(leaksIn(text, made), []);
      }),
      { numRuns: 1000 },
    ));

  it('any two values → replaced alike only if they are equal', () =>
    fc.assert(
      fc.property(value, value, (one, other) => {
        const text = JSON.stringify([one, other]);
        const [first, second] = JSON.parse(anonymized(text)) as unknown[];
        assert.equal(String(first) === String(second), String(one) === String(other));
      }),
      { numRuns: 500 },
    ));
});

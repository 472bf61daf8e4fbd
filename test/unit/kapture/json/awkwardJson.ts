/** An array or object of at most `length` characters, filled with pieces. */
function filled(length: number, start: string, piece: (index: number) => string, end: string): string {
  const pieces: string[] = [];
  let written = start.length + end.length;
  for (let index = 0; ; index++) {
    const next = `${index ? ',' : ''}${piece(index)}`;
    written += next.length;
    if (written > length) break;
    pieces.push(next);
  }
  return start + pieces.join('') + end;
}

/** JSON texts of about `length` characters that are slow to read, by the name of their shape. */
export function awkwardJson(length: number): Readonly<Record<string, string>> {
  const step = '"operation":"get","body":{}';
  const caseWith = (start: string, piece: (index: number) => string, end: string): string =>
    filled(length, `{"cases":[{"name":"a",${start}`, piece, `${end}}]}`);
  return {
    'many variables': filled(length, '{"variables":{', (index) => `"v${index}":${index}`, '}}'),
    'many connections': filled(length, '{"connections":{', (index) => `"c${index}":{}`, '}}'),
    'one long string': `{"variables":{"a":"${'x'.repeat(length - 22)}"}}`,
    'one long string of escapes': `{"variables":{"a":"${'\\n'.repeat((length - 22) / 2)}"}}`,
    'many comments': `${'//\n'.repeat(length / 3 - 1)}{}`,
    '100,000 nested arrays': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    'the maximum of nested objects': `${'{"a":'.repeat(length / 6 - 1)}1${'}'.repeat(length / 6 - 1)}`,
    'many empty objects': filled(length, '{"cases":[', () => '{}', ']}'),
    'many cases': filled(length, '{"cases":[', () => `{"name":"a",${step}}`, ']}'),
    'many steps': caseWith('"steps":[', () => `{${step}}`, ']'),
    'many unknown keys': caseWith(`${step},`, (index) => `"k${index}":1`, ''),
    'one key repeated many times': caseWith('', () => step, ''),
    'many expectations': caseWith(`${step},"expect":{"response":{`, (index) => `"/k${index}":1`, '}}'),
    'many patterns': caseWith(`${step},"expect":{"response":{`, (index) => `"/k${index}":{"matches":"(a+)+$"}`, '}}'),
    'many used variables': caseWith('"operation":"get","body":{', (index) => `"k${index}":"{{a}}"`, '}'),
    'many opening braces of variables': `{"a":"${'{{ '.repeat(length / 3 - 4)}"}`,
  };
}

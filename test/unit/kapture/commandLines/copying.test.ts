import assert from 'node:assert/strict';
import fc from 'fast-check';
import { copyableHeaders, copyableSecrets, keyVariableOf } from '../../../../src/kapture/commandLines/copyable.ts';
import {
  copyFormats,
  toBash,
  toFetch,
  toHttp,
  toPowerShell,
  toPython,
} from '../../../../src/kapture/commandLines/copyFormats.ts';
import { fromCurl } from '../../../../src/kapture/commandLines/fromCurl.ts';
import { headerVariableOf } from '../../../../src/kapture/commandLines/copyable.ts';
import { readConnection } from '../../../../src/kapture/connection/connection.ts';

const origin = 'https://acme.kapturecrm.com';
const path = '/search-customer-by-customer-id.html?=';
const keyVariable = 'KAPTURE_KEY_ACME';
const request = (body: string) => ({ url: origin + path, body, keyVariable });

/** JSON with everything that a shell, a language or a protocol may misread. */
const body = fc
  .oneof(
    fc.string({
      unit: fc.constantFrom(
        'a',
        ' ',
        '\n',
        '\r\n',
        '\t',
        "'",
        '"',
        '`',
        '$',
        '${',
        '$(',
        '$env:',
        '\\',
        '!',
        '#',
        '%',
        '^',
        '@',
        '|',
        '&',
        ';',
        '‘',
        '’',
        '“',
        'é',
        'आ',
        '🙂',
        "'\\''",
        "'''",
        '`\n',
        '^\n',
        'curl.exe',
        '{{x}}',
        '\u2028',
      ),
    }),
    fc.string({ unit: 'grapheme' }),
  )
  .chain((text) =>
    fc.constantFrom(
      JSON.stringify({ text }),
      `[{"text": ${JSON.stringify(text)}}]`,
      `{${text}`,
      JSON.stringify([{ text }], undefined, 2),
    ),
  )
  .filter((text) => !text.includes('\0'));

describe('copy and paste → the same request', () => {
  it('any body, copied as curl (bash) → pasted unchanged', () =>
    fc.assert(
      fc.property(body, (text) => {
        const expected = text.replaceAll('\r\n', '\n');
        assert.deepEqual(fromCurl(toBash(request(text))), {
          request: { origin, path, body: expected, key: undefined, omittedParameters: [], omittedHeaders: [] },
        });
      }),
      { numRuns: 2000, examples: [['{"path": "C:\\curl.exe'], ['{x\\curl']] },
    ));
  it('a body of more than 140 kB, copied as curl (bash) → pasted unchanged', () =>
    fc.assert(
      fc.property(body, (text) => {
        const long = `${text}\nKAPTURE_BODY\n${'x'.repeat(140_000)}\n`.replaceAll('\r\n', '\n');
        assert.deepEqual(fromCurl(toBash(request(long))), {
          request: { origin, path, body: long, key: undefined, omittedParameters: [], omittedHeaders: [] },
        });
      }),
      { numRuns: 100 },
    ));
});

describe('copied texts', () => {
  it('a body with an apostrophe, as curl (bash) → a command with the key in a variable', () =>
    assert.equal(
      toBash(request(`{"a": "it's"}`)),
      [
        '# Set the auth key in the environment first: export KAPTURE_KEY_ACME=...',
        `curl --globoff --request POST 'https://acme.kapturecrm.com/search-customer-by-customer-id.html?=' \\`,
        '  --header "Authorization: Basic $KAPTURE_KEY_ACME" \\',
        `  --header 'Content-Type: application/json' \\`,
        `  --data-raw '{"a": "it'\\''s"}'`,
        '',
      ].join('\n'),
    ));

  it('a body too long for an argument, as curl (bash) → piped in by the shell', () => {
    const long = `{"a": "${"it's ".repeat(4000)}"}`;
    const lines = toBash(request(long)).split('\n');
    assert.equal(
      lines[1],
      `printf %s '${long.replaceAll("'", "'\\''")}' | curl --globoff --request POST 'https://acme.kapturecrm.com/search-customer-by-customer-id.html?=' \\`,
    );
    assert.deepEqual(lines.slice(4), ['  --data-binary @-', '']);
  });

  it('a body with an apostrophe, as curl (PowerShell) → a command that pipes the body in', () =>
    assert.equal(
      toPowerShell(request(`{"a": "it's"}`)),
      [
        "# Set the auth key in the environment first: $env:KAPTURE_KEY_ACME = '...'",
        '& {',
        '  $OutputEncoding = [System.Text.UTF8Encoding]::new($false)',
        `  '{"a": "it''s"}' | curl.exe --globoff --request POST 'https://acme.kapturecrm.com/search-customer-by-customer-id.html?=' \``,
        '    --header "Authorization: Basic $env:KAPTURE_KEY_ACME" `',
        `    --header 'Content-Type: application/json' \``,
        `    --data-binary '@-'`,
        '}',
        '',
      ].join('\n'),
    ));

  const quotes: readonly [body: string, quoted: string][] = [
    ['{}', `'{}'`],
    [`{"a":"'"}`, `'{"a":"''"}'`],
    ['{"a":"‘’‚‛"}', `'{"a":"‘‘’’‚‚‛‛"}'`],
    ['{"a":"$x `n “"}', `'{"a":"$x \`n “"}'`],
    ['{"a":"\\n"}', `'{"a":"\\n"}'`],
  ];
  for (const [text, quoted] of quotes)
    it(`PowerShell: ${text} → ${quoted}`, () =>
      assert.ok(toPowerShell(request(text)).includes(`  ${quoted} | curl.exe `)));

  it('JavaScript: backslashes, backticks and ${ → escaped', () =>
    assert.ok(toFetch(request('{"a":"\\n`${b}$c"}\r\n')).includes('body: `{"a":"\\\\n\\`\\${b}$c"}\\r\n`,')));
  it('Python: backslashes and quotes → escaped', () =>
    assert.ok(toPython(request(`{"a":"\\n'''"}`)).includes(`data='''{"a":"\\\\n\\'\\'\\'"}'''.encode("utf-8")`)));
  it('Raw HTTP: a non-ASCII body → its length in bytes', () =>
    assert.equal(
      toHttp(request('{"a":"é"}')),
      [
        'POST /search-customer-by-customer-id.html?= HTTP/1.1',
        'Host: acme.kapturecrm.com',
        'Authorization: Basic $KAPTURE_KEY_ACME',
        'Content-Type: application/json',
        'Content-Length: 10',
        'Connection: close',
        '',
        '{"a":"é"}',
      ].join('\r\n'),
    ));

  describe('with headers of the connection', () => {
    const { connection } = readConnection({
      name: 'Acme',
      baseUrl: origin,
      headers: [
        { name: 'x-api-type', value: "TICKET's" },
        { name: 'X-Api-Key', from: 'secret' },
        { name: 'x-copy', from: 'auth-key' },
        { name: 'x-other', value: 'other', operations: ['add'] },
      ],
    });
    const withHeaders = { ...request('{}'), headers: copyableHeaders(connection!, 'get', ['Acme']) };
    const written: Readonly<Record<string, readonly string[]>> = {
      'curl (bash)': [
        '# Set the secret header in the environment too: export KAPTURE_X_API_KEY_ACME=...',
        `  --header 'x-api-type: TICKET'\\''s' \\`,
        `  --header 'X-Api-Key: '"$KAPTURE_X_API_KEY_ACME" \\`,
        `  --header 'x-copy: Basic '"$KAPTURE_KEY_ACME" \\`,
      ],
      'curl (PowerShell)': [
        "# Set the secret header in the environment too: $env:KAPTURE_X_API_KEY_ACME = '...'",
        `    --header 'x-api-type: TICKET''s' \``,
        `    --header ('X-Api-Key: ' + $env:KAPTURE_X_API_KEY_ACME) \``,
        `    --header ('x-copy: Basic ' + $env:KAPTURE_KEY_ACME) \``,
      ],
      'JavaScript fetch': [
        '// Set the environment variable KAPTURE_X_API_KEY_ACME to the secret header too.',
        `    'x-api-type': 'TICKET\\'s',`,
        `    'X-Api-Key': process.env.KAPTURE_X_API_KEY_ACME,`,
        `    'x-copy': \`Basic \${process.env.KAPTURE_KEY_ACME}\`,`,
      ],
      'Python requests': [
        '# Set the environment variable KAPTURE_X_API_KEY_ACME to the secret header too.',
        `        "x-api-type": "TICKET's",`,
        `        "X-Api-Key": os.environ["KAPTURE_X_API_KEY_ACME"],`,
        `        "x-copy": "Basic " + os.environ["KAPTURE_KEY_ACME"],`,
      ],
      'Raw HTTP': [`x-api-type: TICKET's`, 'X-Api-Key: $KAPTURE_X_API_KEY_ACME', 'x-copy: Basic $KAPTURE_KEY_ACME'],
    };
    for (const { title, write } of copyFormats)
      it(`${title} → a secret as a variable, no header of another operation`, () => {
        const lines = write(withHeaders).split(/\r?\n/);
        assert.deepEqual(
          written[title]!.filter((line) => !lines.includes(line)),
          [],
        );
        assert.ok(!lines.some((line) => line.includes('x-other')));
      });
    it('a header named like the variable of a key → another variable', () =>
      assert.deepEqual(
        ['key', 'KEY-ID', 'x-api-key'].map((header) => headerVariableOf(header, 'Acme')),
        ['KAPTURE_HEADER_KEY_ACME', 'KAPTURE_HEADER_KEY_ID_ACME', 'KAPTURE_X_API_KEY_ACME'],
      ));
  });

  for (const { title, write } of copyFormats) {
    it(`${title} → has the variable of the key and follows no redirect`, () => {
      const text = write(request('{}'));
      assert.ok(text.includes(keyVariable));
      assert.doesNotMatch(text, /--location|-L\b|allow_redirects=True|redirect: 'follow'/);
    });
  }
});

describe('copyableSecrets', () => {
  const body = (...names: string[]): string => JSON.stringify(names.map((name) => `{{$secret.${name}}}`));

  it('a secret → the variable of its name and its connection', () =>
    assert.deepEqual(copyableSecrets(body('api-key', 'token'), 'Acme'), {
      'api-key': 'KAPTURE_SECRET_API_KEY_ACME',
      token: 'KAPTURE_SECRET_TOKEN_ACME',
    }));
  it('names that differ only in case or separators → a variable each', () => {
    const names = ['api-key', 'api_key', 'Api-Key'];
    const found = copyableSecrets(body(...names), 'Acme');
    assert.equal(new Set(Object.values(found)).size, 3);
    for (const variable of Object.values(found)) assert.match(variable, /^KAPTURE_SECRET_API_KEY_ACME_[0-9A-F]{6}$/);
    // A secret has the same variable in another command, because a shell has one environment.
    for (const name of names) assert.deepEqual(copyableSecrets(body(name), 'Acme', [], names), { [name]: found[name] });
  });
});

describe('keyVariableOf', () => {
  const names: readonly [connection: string, variable: string][] = [
    ['Sandbox', 'KAPTURE_KEY_SANDBOX'],
    ['Acme (India) – test', 'KAPTURE_KEY_ACME_INDIA_TEST'],
    ['Café 2', 'KAPTURE_KEY_CAFE_2'],
    ['आशा', 'KAPTURE_KEY'],
    ["x'; rm -rf $HOME", 'KAPTURE_KEY_X_RM_RF_HOME'],
    ['2', 'KAPTURE_KEY_2'],
  ];
  it('names with the same variable → a unique, stable variable for each; other names → the plain variable', () => {
    const all = ['Acme', 'ACME', 'Acme!', 'आशा', 'नेहा', 'Other'];
    const variables = all.map((name) => keyVariableOf(name, all));
    assert.equal(new Set(variables).size, all.length, variables.join());
    assert.deepEqual(
      all.toReversed().map((name) => keyVariableOf(name, all.toReversed())),
      variables.toReversed(),
    );
    assert.match(variables[0]!, /^KAPTURE_KEY_ACME_[0-9A-F]{6}$/);
    assert.equal(variables.at(-1), 'KAPTURE_KEY_OTHER');
  });
  for (const [connection, variable] of names)
    it(`${connection} → ${variable}`, () => assert.equal(keyVariableOf(connection), variable));
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { keyOfUser } from '../../../../src/kapture/connection/authKey.ts';
import { fromCurl, type CurlProblem, type CurlRequest } from '../../../../src/kapture/commandLines/fromCurl.ts';

const url = 'https://acme.kapturecrm.com/search-customer-by-customer-id.html';
const body = '[{"phone":"9874563725"}]';
const opaque = 'OPAQUEkey'.repeat(5) + 'Zg==';
const ofUser = keyOfUser('kapdemo', 'kap:123').key!;
const plain: CurlRequest = {
  origin: 'https://acme.kapturecrm.com',
  path: '/search-customer-by-customer-id.html',
  body,
  key: undefined,
  omittedParameters: [],
  omittedHeaders: [],
};

/** Escapes a text like Chromium's and Edge's *Copy as cURL (cmd)*: `escapeStringWin` of DevTools' NetworkLogView.ts. */
function ofChromium(text: string): string {
  const escaped = text
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/[^a-zA-Z0-9\s_\-:=+~'/.',?;()*`]/g, '^$&')
    .replace(/%(?=[a-zA-Z0-9_])/g, '%^')
    .replace(/\r?\n/g, '^\n\n');
  return `^"${escaped}^"`;
}

describe('fromCurl: typical commands', () => {
  const commands: Readonly<Record<string, readonly [command: string, expected: Partial<CurlRequest>]>> = {
    'a typed command': [`curl -X POST ${url} -d '${body}'`, {}],
    'without a method': [`curl ${url} -H 'Content-Type: application/json' --data '${body}'`, {}],
    'combined options': [`curl -sSkXPOST -HAccept:x -d'${body}' ${url}`, {}],
    'ignored switches and options': [
      `curl -s -L --compressed --http1.1 -o out.json --max-time 5 -A 'me/1' -b 'sid=1' --url ${url} --data-raw '${body}' -w '%{http_code}'`,
      { omittedHeaders: ['Cookie', 'User-Agent'] },
    ],
    'ignored options with values': [
      `curl --proto '=https' --tls-max 1.2 -z 2020-01-01 -C 0 --rate 2/s --create-file-mode 600 ${url} -d '${body}'`,
      {},
    ],
    'redirected output, bash': [`curl ${url} 2>&1 >/dev/null -d '${body}' &>>log`, {}],
    'redirected output, cmd': [`curl.exe ${url} 2>&1 -d "[{\\"phone\\":\\"9874563725\\"}]" > "a file.txt"`, {}],
    'a prompt before the command': [`$ curl ${url} -d '${body}'`, {}],
    'variables before the command': [`HTTPS_PROXY=x time curl ${url} -d '${body}'`, {}],
    'curl by its path': [`/usr/bin/curl ${url} -d '${body}'`, {}],
    'other commands around it': [
      `set -e\n# get one\ncd /tmp && curl ${url} \\\n  -d '${body}' \\\n  | jq .\necho done`,
      {},
    ],
    'a command from documentation': [
      `curl --location --request POST '${url}' \\\n--header 'Authorization: Basic ${opaque}' \\\n--header 'Content-Type: application/json' \\\n--data-raw '${body}'`,
      { key: opaque as CurlRequest['key'] },
    ],
    'a browser, bash': [
      `curl '${url}' \\\n  -H 'accept: */*' \\\n  -H 'authorization: Basic ${opaque}' \\\n  --data-raw $'[{"phone":"9874563725","customer_id":"it\\'s\\u0021"}]' \\\n  --compressed`,
      { body: `[{"phone":"9874563725","customer_id":"it's!"}]`, key: opaque as CurlRequest['key'] },
    ],
    'a browser, cmd': [
      `curl ^"${url}^" ^\n  -H ^"accept: */*^" ^\n  -H ^"authorization: Basic ${opaque}^" ^\n  --data-raw ^"^[^{^\\^"phone^\\^":^\\^"9874563725^\\^"^}^]^"`,
      { key: opaque as CurlRequest['key'] },
    ],
    'an older browser, cmd': [
      `curl "${url}" ^\r\n  --data-binary "[{\\"phone\\":\\"9874563725\\"}]" ^\r\n  --compressed`,
      {},
    ],
    'Chrome until 2023, cmd': [
      `curl "${url}" ^\n  -H "accept: */*" ^\n  --data-raw "^[^{^\\^"phone^\\^":^\\^"9874563725^\\^"^}^]" ^\n  --compressed`,
      {},
    ],
    'cmd on one line': [`curl.exe -X POST ${url} -d "[{\\"phone\\":\\"9874563725\\"}]"`, {}],
    'bash, piped in': [`echo '${body}' | curl ${url} -d @-`, {}],
    'user and password': [`curl -u 'kapdemo:kap:123' ${url} -d '${body}'`, { key: ofUser }],
    'user and password in the URL': [
      `curl 'https://kapdemo:kap%3A123@acme.kapturecrm.com/search-customer-by-customer-id.html' -d '${body}'`,
      { key: ofUser },
    ],
    'a header and a user → the key in the header': [
      `curl -u a:b -H 'Authorization: Basic ${opaque}' ${url} -d '${body}'`,
      { key: opaque as CurlRequest['key'] },
    ],
    'a user without password': [`curl -u kapdemo ${url} -d '${body}'`, {}],
    'a key in a variable': [`curl -H "Authorization: Basic $KEY" -u "$USER:$PASS" ${url} -d '${body}'`, {}],
    'another authorization scheme': [
      `curl -H 'Authorization: Bearer abc' ${url} -d '${body}'`,
      { omittedHeaders: ['Authorization: Bearer'] },
    ],
    'a variable in the body': [
      `curl ${url} -d "[{\\"phone\\":\\"$PHONE\\"}]"`,
      { body: '[{"phone":"{{$env:PHONE}}"}]' },
    ],
    'a variable in the URL': [`curl "$BASE/search-customer-by-customer-id.html" -d '${body}'`, { origin: undefined }],
    'a query as an option': [
      `curl '${url}?a=1' --url-query 'api=v 2' --url-query +b=%20 -d '${body}'`,
      { path: '/search-customer-by-customer-id.html?a=1&api=v%202&b=%20' },
    ],
    'a URL without a scheme': [
      `curl localhost:8080/a.html?x=1 -d '${body}'`,
      { origin: 'http://localhost:8080', path: '/a.html?x=1' },
    ],
    'an empty query and a fragment': [
      `curl '${url}?=#top' -d '${body}'`,
      { path: '/search-customer-by-customer-id.html?=' },
    ],
    '--json': [`curl --json '[{"phone":' --json '"9874563725"}]' ${url}`, {}],
    'several pieces': [`curl ${url} -d '[{"a":"x' -d 'y"}]'`, { body: '[{"a":"x&y"}]' }],
    'several pieces with a variable': [`curl ${url} --json '{"a":' --json "$ID}"`, { body: '{"a":{{$env:ID}}}' }],
    'a here-document': [`curl ${url} --data-binary @- <<'END' | jq .\n${body}\nEND\necho it's done'`, {}],
    'a here-document with variables and tabs': [
      `curl ${url} -d @- <<-END \\\n  -s\n\t[{"phone":"$PHONE",\n\t"a":"\\$5 \\n"}]\n\tEND\n`,
      { body: '[{"phone":"{{$env:PHONE}}",\n"a":"$5 \\n"}]' },
    ],
    'a here-document through cat': [`cat <<'END' | curl ${url} -d @-\n${body}\nEND\n`, {}],
    'a body from printf': [`printf %s '${body}' | curl ${url} --data-binary @-`, {}],
    'a here-string': [`curl ${url} -d @- <<<'${body}'`, {}],
    'numbers and order as typed': [
      `curl ${url} -d '{"b":0.0,"a":12345678901234567890,"b":1e5}'`,
      { body: '{"b":0.0,"a":12345678901234567890,"b":1e5}' },
    ],
    'a line continuation in a single-line input box': [`curl ${url} \\   -d '${body}'`, {}],
    'an at sign in --data-raw': [
      `curl ${url} --data-raw '${body.replace('9874563725', '@x')}'`,
      { body: '[{"phone":"@x"}]' },
    ],
  };
  for (const [what, [command, expected]] of Object.entries(commands)) {
    it(what, () => assert.deepEqual(fromCurl(command), { request: { ...plain, ...expected } }));
  }
});

describe('fromCurl: Copy as cURL (cmd) of Chrome and Edge', () => {
  const command = (text: string): string =>
    [
      `curl ${ofChromium(url)}`,
      `-H ${ofChromium('accept-language: en')}`,
      `-b ${ofChromium('sid=1')}`,
      `--data-raw ${ofChromium(text)}`,
    ].join(' ^\n  ');
  const bodies = [
    `{"customer_name":"O'Neill"}`,
    `{"a":"it's, isn't it","b":"'"}`,
    `{"a":"\\n C:\\\\x \\"so\\" \\\\"}`,
    `{\n  "a": "100% %PATH% ^ & | < > !"\n}`,
    `[{"a":"é आ 🙂 \`x\` $HOME"}]`,
  ];
  for (const text of bodies)
    it(text, () =>
      assert.deepEqual(fromCurl(command(text)), {
        request: { ...plain, body: text, omittedHeaders: ['Cookie', 'accept-language'] },
      }),
    );
  it('quotes that are doubled for the command prompt → the JSON that it sends', () => {
    const { request } = fromCurl('curl "https://acme.kapturecrm.com/a.html" --data-raw "{""a"":""x y""}"');
    assert.equal(request?.body, '{"a":"x y"}');
  });
  it('a command in a code block of Markdown → read', () => {
    const { request } = fromCurl("```sh\ncurl https://acme.kapturecrm.com/a.html -d '{}'\n```\n");
    assert.equal(request?.body, '{}');
  });
  it('any text → the same text', () =>
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', ' ', "'", '"', '\\', '%', '^', '\n', '&', '|', '<', '>', '$', '`', '%A', 'é'),
        }),
        (text) => {
          const json = `{${text}`;
          assert.equal(fromCurl(command(json).replaceAll('\n', '\r\n')).request?.body, json);
        },
      ),
      { numRuns: 1000 },
    ));
});

describe('fromCurl: omitted headers', () => {
  const commands: readonly [options: string, omittedHeaders: readonly string[]][] = [
    [`-H 'x-api-key: CANARY' -H 'Content-Type: application/json' -H 'Accept: */*' -H 'Host: x'`, ['x-api-key']],
    [`-H 'User-Agent: CANARY' -H 'sec-ch-ua: "CANARY"' -H 'X-Tenant: CANARY'`, ['X-Tenant', 'User-Agent', 'sec-ch-ua']],
    [`-H 'authorization: bearer CANARY'`, ['Authorization: bearer']],
    [`-H "Authorization: Bearer $TOKEN" --oauth2-bearer CANARY`, ['Authorization: Bearer']],
    [`-H 'Authorization: CANARY CANARY'`, ['Authorization']],
    [`-H "Authorization: Basic $KEY"`, []],
    [`-b 'sid=CANARY' -H 'Cookie: sid=CANARY'`, ['Cookie']],
    [`-e https://x.example -H 'X-Empty;' -H 'X-Removed:' -H 'CANARY' -H 'CANARY CANARY: x'`, ['X-Empty', 'Referer']],
  ];
  for (const [options, omittedHeaders] of commands)
    it(options, () => {
      const reading = fromCurl(`curl ${url} ${options} -d '${body}'`);
      assert.deepEqual(reading, { request: { ...plain, omittedHeaders } });
      assert.ok(!JSON.stringify(reading).includes('CANARY'));
    });
  it('a key with a variable as the URL → omitted, because it is not offered for any connection', () =>
    assert.deepEqual(fromCurl(`curl -u 'kapdemo:kap:123' "$BASE/a" -d '${body}'`).request?.omittedHeaders, [
      'Authorization',
    ]));
});

describe('fromCurl: problems', () => {
  const commands: readonly [command: string, reason: CurlProblem['reason'], detail?: string][] = [
    ['', 'no-command'],
    ['{"phone": "9874563725"}', 'no-command'],
    ['the curl of a lip', 'no-command'],
    [`curl -d '${body}'`, 'no-url'],
    [`curl --not-known-here value ${url} -d '${body}'`, 'several-urls', url],
    [`curl ${url} https://other.example -d '${body}'`, 'several-urls', 'https://other.example'],
    [`curl ${url}`, 'no-body'],
    [`curl -I ${url}`, 'method', 'HEAD'],
    [`curl -G ${url} -d '${body}'`, 'method', 'GET'],
    [`curl -X PUT ${url} -d '${body}'`, 'method', 'PUT'],
    [`curl ${url} -d @body.json`, 'file', 'body.json'],
    [`curl ${url} --data-binary @- < body.json`, 'file', '-'],
    [`curl ${url} --json @body.json`, 'file', 'body.json'],
    [`curl ${url} --data-urlencode body@body.json`, 'file', 'body.json'],
    [`curl ${url} --url-query name@query.txt -d '${body}'`, 'file', 'query.txt'],
    [`curl ${url} -F a=b`, 'unsupported', '--form'],
    [`curl ${url} -T body.json`, 'unsupported', '--upload-file'],
    [`curl -K curl.cfg`, 'unsupported', '--config'],
    [`curl ${url} -d 'phone=9874563725'`, 'not-json'],
    [`curl ${url} --data-urlencode '${body}'`, 'not-json'],
    [`curl ${url} -d '{"a":1}' -d '{"b":2}'`, 'joined'],
    [`curl ${url} --data '{"phone":"9"}' --data-raw 'x=1'`, 'joined'],
    [`curl ${url} --json '{"a":1}' --json '{"b":2}'`, 'joined'],
    [`curl ${url} -d '${body}`, 'unclosed-quote'],
    [`cat body.json | curl ${url} -d @-`, 'file', '-'],
    [`printf '%s\\n' '${body}' | curl ${url} -d @-`, 'file', '-'],
    [`curl ${url} -d @- <<END\n${body}`, 'unclosed-quote'],
    [`curl ${url} -d @- <<END\n$(cat body.json)\nEND`, 'substitution'],
    [`curl ${url} -d "$(cat body.json)"`, 'substitution'],
  ];
  for (const [command, reason, detail = ''] of commands) {
    it(`${JSON.stringify(command)} → ${reason}`, () =>
      assert.deepEqual(fromCurl(command), { problem: { reason, detail } }));
  }
});

it('fromCurl: a key → only in the property `key`', () => {
  const secrets = ['CANARY-user', 'CANARY+pass/word?', opaque];
  const forms = [
    `-u 'CANARY-user:CANARY+pass/word?'`,
    `-H 'Authorization: Basic ${opaque}'`,
    `-H "authorization:basic  ${opaque}" -u 'CANARY-user:CANARY+pass/word?'`,
  ];
  const readings = [
    ...forms.map((form) => fromCurl(`curl ${form} ${url} -d '${body}'`)),
    fromCurl(`curl https://CANARY-user:CANARY%2Bpass%2Fword%3F@acme.kapturecrm.com/a.html -d '${body}'`),
    ...forms.map((form) => fromCurl(`curl ${form} ${url} -d @file`)),
    ...forms.map((form) => fromCurl(`curl ${form} ${url} -d "$(id)"`)),
  ];
  for (const reading of readings) {
    const { key, ...rest } = reading.request ?? { key: undefined, problem: reading.problem };
    assert.equal(key !== undefined, reading.request !== undefined);
    const text = JSON.stringify(rest) + decodeURIComponent(JSON.stringify(rest));
    for (const secret of [
      ...secrets,
      String(key),
      ...secrets.map((entry) => Buffer.from(entry).toString('base64').replace(/=+$/, '')),
    ])
      assert.ok(!text.includes(secret), text);
  }
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { keyOfUser } from '../../../../src/kapture/connection/authKey.ts';
import { toBash, toFetch, toHttp, toPowerShell, toPython } from '../../../../src/kapture/commandLines/copyFormats.ts';
import type { CopyableHeader, CopyableRequest } from '../../../../src/kapture/commandLines/copyable.ts';
import { operations } from '../../../../src/kapture/catalogue/registry.ts';
import { sandboxPassword, sandboxUser } from '../../../../src/sandbox/credentials.ts';
import { startSandbox, type Sandbox } from '../../../../src/sandbox/listener.ts';

const run = promisify(execFile);
const keyVariable = 'KAPTURE_KEY_SANDBOX';
/** A secret with everything that a shell or a language may misread. */
const headerSecret = "sec'ret $x `y` \\ %z%";
const secretInBody = `a "b" \\ 'c' $d`;
const env = {
  ...process.env,
  [keyVariable]: keyOfUser(sandboxUser, sandboxPassword).key!,
  NO_PROXY: '*',
  no_proxy: '*',
  PYTHONDONTWRITEBYTECODE: '1',
  KAPTURE_X_SECRET: headerSecret,
  KAPTURE_SECRET_PLAIN: secretInBody,
  KAPTURE_SECRET_ESCAPED: JSON.stringify(secretInBody).slice(1, -1),
};

/** A request that the server received. */
interface ReceivedRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A secret, a plain and a repeated key, with everything that a shell or a language may misread. */
const headers: readonly CopyableHeader[] = [
  { name: 'x-secret', value: { variable: 'KAPTURE_X_SECRET' } },
  { name: 'x-plain', value: { text: "it's $HOME `x` %PATH% \\ ! #" } },
  { name: 'x-copy', value: 'auth-key' },
  { name: "!#$%&'*+-.^_`|~1", value: { text: 'odd name' } },
];

function has(program: string): boolean {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => existsSync(join(folder, program)) || existsSync(join(folder, `${program}.exe`)));
}

/** JSON with quotes of every kind, escapes, line breaks and non-ASCII letters. */
const hardTexts = [
  '{"a": "it\'s \\"so\\" `x` $HOME ${HOME} $(id) !! \\\\ \\n \\u00e9"}',
  '[\n  {\n    "आशा": "🙂 é ‘’ “” \u2028",\n    "n": 0.0\n  }\n]',
  "{\"a\": \"''' \\'' %PATH% ^ @x # & | ; < >\"}",
  ...fc
    .sample(
      fc.string({
        unit: fc.constantFrom("'", '"', '\\', '`', '$', '{', '}', '!', '\n', '\r', '\t', 'é', '🙂', ' ', '%', '#', '@'),
        minLength: 20,
        maxLength: 40,
      }),
      { numRuns: 12, seed: 5 },
    )
    .map((text) => JSON.stringify({ text })),
];
/** The bodies: all texts in one, so that each program starts once, and one that is too long for an argument. */
const hardBodies = [`[${hardTexts.join(',\n')}]`, JSON.stringify({ text: "it's %s \\".repeat(15_000) })];

describe('copied texts, executed', function () {
  this.timeout(60_000);
  let folder: string;
  let sandbox: Sandbox;
  let mirror: Server;
  let mirrorUrl: string;
  const received: ReceivedRequest[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kapture-copied-'));
    sandbox = await startSandbox();
    mirror = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          const { authorization, 'content-type': contentType } = request.headers;
          received.push({
            path: request.url!,
            authorization,
            contentType,
            headers: request.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          });
          response.end('{"status":"success"}');
        });
    });
    await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve));
    mirrorUrl = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    received.length = 0;
    sandbox.reset();
  });
  after(async () => {
    await sandbox.close();
    mirror.closeAllConnections();
    await new Promise((resolve) => mirror.close(resolve));
    await rm(folder, { recursive: true });
  });

  const bash = async (request: CopyableRequest): Promise<string> => {
    const file = join(folder, 'copied.sh');
    await writeFile(file, toBash(request));
    return (await run('bash', [file], { env })).stdout;
  };
  const powerShell = async (request: CopyableRequest): Promise<string> => {
    const file = join(folder, 'copied.ps1');
    // PowerShell 5.1 reads a file without a byte order mark in the old code page. On Linux the program has no
    // extension.
    await writeFile(file, `\uFEFF${has('curl.exe') ? '' : 'Set-Alias curl.exe curl\n'}${toPowerShell(request)}`);
    return (await run(has('pwsh') ? 'pwsh' : 'powershell', ['-NoProfile', '-File', file], { env })).stdout;
  };
  const node = async (request: CopyableRequest): Promise<string> => {
    const file = join(folder, 'copied.mjs');
    await writeFile(file, toFetch(request));
    return (await run(process.execPath, [file], { env })).stdout;
  };
  const python = async (request: CopyableRequest): Promise<string> => {
    const file = join(folder, 'copied.py');
    await writeFile(file, toPython(request));
    return (await run('python3', [file], { env })).stdout;
  };
  const socket = (request: CopyableRequest): Promise<string> =>
    new Promise((resolve, reject) => {
      let response = '';
      connect(Number(new URL(request.url).port), '127.0.0.1')
        .on('data', (data: Buffer) => (response += data.toString('utf8')))
        .on('end', () => resolve(response))
        .on('error', reject)
        .write(
          toHttp(request)
            .replaceAll(`$${keyVariable}`, () => env[keyVariable])
            .replace('$KAPTURE_X_SECRET', () => headerSecret),
        );
    });
  /** A replacement for the requests package if it is not installed: sends the same call by Python's own HTTP client. */
  const requestsReplacement = [
    'import http.client, urllib.parse',
    'class Response: pass',
    'def post(url, headers, data, allow_redirects, timeout):',
    '    assert isinstance(data, bytes) and allow_redirects is False',
    '    parts = urllib.parse.urlsplit(url)',
    '    connection = http.client.HTTPConnection(parts.netloc, timeout=timeout)',
    '    connection.request("POST", parts.path + ("?" + parts.query if parts.query else ""), data, headers)',
    '    response = connection.getresponse()',
    '    response = Response()',
    '    response.status_code, response.text = response.status, response.read().decode("utf-8")',
    '    return response',
    '',
  ].join('\n');

  const formats: readonly {
    readonly title: string;
    readonly needs: readonly string[];
    readonly send: (request: CopyableRequest) => Promise<string>;
    readonly prepare?: () => Promise<void>;
  }[] = [
    { title: 'curl (bash)', needs: ['bash', 'curl'], send: bash },
    { title: 'curl (PowerShell)', needs: ['pwsh', 'curl'], send: powerShell },
    { title: 'JavaScript fetch', needs: [], send: node },
    {
      title: 'Python requests',
      needs: ['python3'],
      send: python,
      prepare: async () => {
        const installed = await run('python3', ['-c', 'import requests'], { env }).then(
          () => true,
          () => false,
        );
        if (!installed) await writeFile(join(folder, 'requests.py'), requestsReplacement);
      },
    },
    { title: 'Raw HTTP', needs: [], send: socket },
  ];

  for (const { title, needs, send, prepare } of formats) {
    describe(title, () => {
      const missing = needs.filter((program) => !has(program));
      const when = missing.length ? ` (skipped, requires ${missing.join(' and ')})` : '';
      before(async function () {
        if (missing.length) this.skip();
        await prepare?.();
      });

      it(`an Add → a success from the sandbox${when}`, async () => {
        const body = '{"customer_name": "O\'Neill आशा", "phone": "9012345678"}';
        const response = await send({ url: sandbox.url + operations.add.path, body, keyVariable });
        assert.match(response, /"status"\s*:\s*"success"/);
      });

      // PowerShell's pipe adds a line break.
      const isPipedIn = title === 'curl (PowerShell)';
      it(`any body → received unchanged, with the key${when}`, async () => {
        for (const body of hardBodies) await send({ url: `${mirrorUrl}/a.html?=`, body, keyVariable });
        assert.deepEqual(
          received.map(({ headers: _headers, ...entry }) => ({
            ...entry,
            body: isPipedIn ? entry.body.replace(/\r?\n$/, '') : entry.body,
          })),
          hardBodies.map((body) => ({
            path: '/a.html?=',
            authorization: `Basic ${env[keyVariable]}`,
            contentType: 'application/json',
            body,
          })),
        );
      });

      it(`brackets in the query → one request to that path${when}`, async () => {
        await send({ url: `${mirrorUrl}/a.html?ids[]=[1-3]&x={a,b}`, body: '{}', keyVariable });
        assert.deepEqual(
          received.map(({ path }) => decodeURIComponent(path)),
          ['/a.html?ids[]=[1-3]&x={a,b}'],
        );
      });

      it(`headers of the connection → received, with their secrets${when}`, async () => {
        await send({ url: `${mirrorUrl}/a.html`, body: '{}', keyVariable, headers });
        assert.partialDeepStrictEqual(received[0]?.headers, {
          'x-secret': headerSecret,
          'x-plain': "it's $HOME `x` %PATH% \\ ! #",
          'x-copy': `Basic ${env[keyVariable]}`,
          "!#$%&'*+-.^_`|~1": 'odd name',
        });
      });

      // The raw text has no length, so it must be completed by hand.
      if (title !== 'Raw HTTP')
        it(`a secret in the body → received, escaped as JSON${when}`, async () => {
          const isShell = title.startsWith('curl');
          const secrets = { token: isShell ? 'KAPTURE_SECRET_ESCAPED' : 'KAPTURE_SECRET_PLAIN' };
          const body = '{"a": "it\'s {{$secret.token}}{{$secret.token}}!", "b": "{{$secret.other}}"}';
          await send({ url: `${mirrorUrl}/a.html`, body, keyVariable, secrets });
          assert.deepEqual(JSON.parse(received[0]!.body), {
            a: `it's ${secretInBody}${secretInBody}!`,
            b: '{{$secret.other}}',
          });
        });
    });
  }
});

#!/usr/bin/env node
import { glob, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { parse } from 'jsonc-parser';
import { keyOfUser, readAuthKey, type AuthKey } from './kapture/authKey.ts';
import { builtInValue } from './kapture/builtInVariables.ts';
import type { Target } from './kapture/client.ts';
import { isLoopback, readConnection, roles, type Connection } from './kapture/connection.ts';
import { networkOfEnvironment } from './kapture/network.ts';
import { junitReport, type ReportedCase, type ReportedFile } from './kapture/payloadTests/junit.ts';
import { runCase, wrongKey, type CaseResult } from './kapture/payloadTests/runCase.ts';
import { readTestFile, testSuffix, type TestProblem } from './kapture/payloadTests/testFile.ts';
import { onceEach, readVariables, type VariableLookup, type VariableValue } from './kapture/variables.ts';
import { sandboxPassword, sandboxUser } from './sandbox/credentials.ts';

const usage = `Usage: kapture-test [files, folders or patterns] [options]

Runs the payload tests of *${testSuffix} files; without names, all below this folder.

  --url URL             where to: https, or http on this machine
  --sandbox             start a sandbox for this run and test that; so it is without --url, too
  --role ROLE           what the tenant is: ${roles.join(', ')}. Without it, this
                        machine is a sandbox and all else production, to which nothing is written:
                        cases that add or update are errors there
  --production          the same as --role production
  --key-env NAME        environment variable that holds the auth key (KAPTURE_KEY)
  --user-env NAME, --password-env NAME
                        environment variables that hold user and password, instead of a key
  --path OPERATION=PATH where the tenant has an operation elsewhere; can be given several times
  --time-zone ZONE      zone of the tenant's dates (Asia/Kolkata)
  --timeout SECONDS     how long a reply may take (60)
  --ca FILE             certificates to trust besides those of the system, in PEM
  --variables FILE      values for {{name}} (kapture.env.json, if there is one)
  --allow-env NAME      lets tests use {{$env:NAME}}; can be given several times
  --junit FILE          writes a JUnit report
  --bail                stop at the first case that does not pass
  --help                this text

HTTPS_PROXY, HTTP_PROXY and NO_PROXY are heeded.
Exit code 0: all passed; 1: some did not; 2: the call makes no sense; 130: stopped by Ctrl+C.
`;

/** A call that makes no sense, in one sentence. */
class UsageError extends Error {}

const maxReplyBytes = 50_000_000;

type Options = ReturnType<typeof readOptions>;

function readOptions(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const several = { type: 'string', multiple: true, default: [] as string[] } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args], allowPositionals: true,
      options: {
        url: text, sandbox: flag, role: text, production: flag, 'key-env': text, 'user-env': text, 'password-env': text,
        path: several, 'time-zone': text, timeout: text, ca: text, variables: text, 'allow-env': several, junit: text, bail: flag, help: { ...flag, short: 'h' },
      },
    });
    return { ...values, names: positionals };
  } catch (error) {
    // Node follows its sentence with advice that the usage gives better.
    throw new UsageError(/^.*?(?=\. |\n|$)/.exec((error as Error).message)![0].replace(/\.?$/, '.'));
  }
}

/** Where the tests go, and how that is told. */
interface Destination {
  readonly target: Target;
  readonly words: string;
  /** Never printed, whatever a server sends back. */
  readonly secrets: readonly string[];
  readonly close: () => Promise<void>;
}

async function findDestination(options: Options): Promise<Destination> {
  const { url, sandbox } = options;
  if (url !== undefined && sandbox) throw new UsageError('Give either --url or --sandbox.');
  if (options.production && options.role !== undefined && options.role !== 'production') throw new UsageError('Give either --production or another --role.');
  const isKeyGiven = process.env[options['key-env'] ?? 'KAPTURE_KEY'] !== undefined || options['user-env'] !== undefined;
  // A pipeline that lost its address must not be green because a sandbox answered instead.
  if (url === undefined && !sandbox && isKeyGiven) throw new UsageError('There is a key, but no --url to send it to. (To test a sandbox all the same, say --sandbox.)');
  if (url !== undefined) {
    const connection = connectionOf(options, url);
    const { key, secrets } = keyOf(options);
    return { target: { connection, key }, words: `${connection.baseUrl} (${connection.role})`, secrets, close: () => Promise.resolve() };
  }
  const { startSandbox } = await import('./sandbox/index.ts');
  const running = await startSandbox();
  try {
    const key = keyOfUser(sandboxUser, sandboxPassword).key!;
    const connection = connectionOf(options, running.url);
    return { target: { connection, key }, words: `a sandbox of this run, ${running.url}${sandbox ? '' : ' (no --url was given)'}`, secrets: [], close: () => running.close() };
  } catch (error) {
    await running.close();
    throw error;
  }
}

function connectionOf(options: Options, url: string): Connection {
  const paths = Object.fromEntries(options.path.map((pair) => [pair.slice(0, Math.max(0, pair.indexOf('='))), pair.slice(pair.indexOf('=') + 1)]));
  const isHere = isLoopback(URL.parse(url)?.hostname ?? '');
  const { connection, problem } = readConnection({
    name: 'kapture-test', baseUrl: url, paths,
    role: options.production ? 'production' : options.role ?? (isHere ? 'sandbox' : 'production'),
    ...(options['time-zone'] !== undefined && { timeZone: options['time-zone'] }),
    ...(options.timeout !== undefined && { timeoutSeconds: Number(options.timeout) }),
    ...(options.ca !== undefined && { caFile: path.resolve(options.ca) }),
  });
  if (!connection) throw new UsageError(problem);
  return connection;
}

function keyOf(options: Options): { readonly key: AuthKey; readonly secrets: readonly string[] } {
  const valueOf = (name: string): string => {
    const value = process.env[name];
    if (!value) throw new UsageError(`The environment variable ${name} is not set.`);
    return value;
  };
  const { 'user-env': userEnv, 'password-env': passwordEnv } = options;
  if ((userEnv === undefined) !== (passwordEnv === undefined)) throw new UsageError('Options --user-env and --password-env go together.');
  if (userEnv === undefined || passwordEnv === undefined) {
    const { key, problem } = readAuthKey(valueOf(options['key-env'] ?? 'KAPTURE_KEY'));
    if (!key) throw new UsageError(problem);
    return { key, secrets: secretsOf(key) };
  }
  if (options['key-env'] !== undefined) throw new UsageError('Give either --key-env or --user-env and --password-env.');
  const { key, problem } = keyOfUser(valueOf(userEnv), valueOf(passwordEnv));
  if (!key) throw new UsageError(problem);
  return { key, secrets: secretsOf(key) };
}

/** The key, and what it decodes to where that is a user and a password. */
function secretsOf(key: AuthKey): string[] {
  const decoded = Buffer.from(key, 'base64').toString('utf8');
  const password = decoded.slice(decoded.indexOf(':') + 1);
  if (!/^[\x20-\x7e]+:/.test(decoded)) return [key];
  // A very short one would blacken half of every line.
  return [key, decoded, ...(password.length >= 4 ? [password] : [])];
}

async function findFiles(names: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const name of names.length ? names : ['.']) {
    const stats = await stat(name).catch(() => undefined);
    if (stats?.isFile()) {
      found.add(path.normalize(name));
      continue;
    }
    const pattern = stats?.isDirectory() ? path.join(name, '**', `*${testSuffix}`) : name;
    const before = found.size;
    for await (const file of glob(pattern, { exclude: (folder) => ['node_modules', '.git', '.vscode-test'].includes(path.basename(folder)) })) {
      if (file.endsWith(testSuffix)) found.add(path.normalize(file));
    }
    if (names.length && found.size === before) throw new UsageError(`There is no *${testSuffix} file at ${name}.`);
  }
  if (!found.size) throw new UsageError(`There is no *${testSuffix} file below this folder.`);
  return [...found].sort();
}

async function readValues(file: string | undefined): Promise<Readonly<Record<string, VariableValue>>> {
  let text: string;
  try {
    text = await readFile(file ?? 'kapture.env.json', 'utf8');
  } catch {
    if (file !== undefined) throw new UsageError(`The file ${file} could not be read.`);
    return {};
  }
  const values = readVariables((parse(text) as { variables?: unknown } | undefined)?.variables ?? {});
  if (!values) throw new UsageError(`The variables of ${file ?? 'kapture.env.json'} are not an object of texts, numbers, true, false or null.`);
  return values;
}

/** The variables for one case: its fresh values are the same throughout. */
function lookupFor(values: Readonly<Record<string, VariableValue>>, timeZone: string, allowed: readonly string[]): VariableLookup {
  const context = { timeZone, now: Date.now(), environment: (name: string) => (allowed.includes(name) ? process.env[name] : undefined), last: () => undefined };
  return onceEach((name) => (name.startsWith('$') ? builtInValue(name, context) : Object.hasOwn(values, name) ? values[name] : undefined));
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  const files = await findFiles(options.names);
  const values = await readValues(options.variables);
  const { target, words, secrets, close } = await findDestination(options);
  const { KaptureClient, createTransport } = await import('./kapture/index.ts');
  const client = new KaptureClient(createTransport(), { maxBytes: maxReplyBytes, network: () => networkOfEnvironment(process.env) });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  // A server can send back what it was sent.
  const hide = (text: string): string => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);
  const print = (line: string): void => void process.stdout.write(`${hide(line)}\n`);
  const reports: ReportedFile[] = [];
  let isOver = false;
  try {
    print(`Kapture payload tests → ${words}`);
    for (const file of files) {
      const text = await readFile(file, 'utf8');
      const { cases, problems } = readTestFile(text);
      const wholes = problems.length ? [{ name: 'the file itself', run: () => Promise.resolve(unreadable(problems)) }] : cases.map((testCase) => ({
        name: testCase.name,
        run: () => runCase(testCase, {
          connection: target.connection, signal: stop.signal,
          lookup: lookupFor(values, target.connection.timeZone, options['allow-env']),
          readFile: (relative) => readFile(path.resolve(path.dirname(file), relative), 'utf8'),
          send: (operation, body, isWrong) => client.send(operation, body, isWrong ? { ...target, key: wrongKey } : target, { signal: stop.signal, retry: false }),
        }),
      }));
      print(`\n${file}`);
      const reported: ReportedCase[] = [];
      for (const { name, run } of wholes) {
        const result: CaseResult | undefined = isOver || stop.signal.aborted ? undefined : hidden(await run(), hide);
        reported.push({ name, ...(result && { result }) });
        if (!result) continue;
        linesOf(name, result, (offset) => placeIn(text, offset)).forEach(print);
        isOver ||= options.bail && result.outcome !== 'passed';
      }
      reports.push({ path: file, cases: reported });
    }
  } finally {
    await client.close();
    await close();
  }
  const all = reports.flatMap(({ cases }) => cases);
  print(`\n${summaryOf(all)}`);
  if (options.junit !== undefined) {
    await mkdir(path.dirname(path.resolve(options.junit)), { recursive: true });
    await writeFile(options.junit, junitReport(reports));
  }
  if (stop.signal.aborted) return 130;
  return all.every(({ result }) => result?.outcome === 'passed') ? 0 : 1;
}

function unreadable(problems: readonly TestProblem[]): CaseResult {
  return { outcome: 'errored', findings: problems.map((problem) => ({ message: problem.message, place: problem })), exchanges: [], milliseconds: 0 };
}

/** A result without the key, which a server may have sent back. */
function hidden(result: CaseResult, hide: (text: string) => string): CaseResult {
  const findings = result.findings.map(({ message, place, expected, actual }) => ({
    message: hide(message), place, ...(expected !== undefined && { expected: hide(expected) }), ...(actual !== undefined && { actual: hide(actual) }),
  }));
  return { ...result, findings };
}

/** 1-based line and column, as editors and terminals link them. */
function placeIn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `${lines.length}:${lines.at(-1)!.length + 1}`;
}

function linesOf(name: string, { outcome, findings, milliseconds }: CaseResult, place: (offset: number) => string): string[] {
  const [colour, mark] = ({ passed: ['green', '✓'], failed: ['red', '✗'], errored: ['red', '!'], cancelled: ['yellow', '-'] } as const)[outcome];
  const details = findings.flatMap(({ message, place: { offset }, expected, actual }) => [
    `      ${place(offset)}  ${plain(message)}`,
    ...(expected !== undefined && actual !== undefined ? [`        expected ${plain(expected)}`, `        actual   ${plain(actual)}`] : []),
  ]);
  return [`  ${styleText(colour, mark)} ${plain(name)} (${Math.round(milliseconds)} ms)`, ...details];
}

function summaryOf(cases: readonly ReportedCase[]): string {
  const count = (...outcomes: readonly (CaseResult['outcome'] | undefined)[]): number => cases.filter(({ result }) => outcomes.includes(result?.outcome)).length;
  const left = count('cancelled', undefined);
  return `${count('passed')} passed, ${count('failed')} failed, ${count('errored')} could not be run${left ? `, ${left} left` : ''}`;
}

/** A server's text on a terminal: one line, and none of it steers the terminal. */
function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 499)}…` : line;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const sentence = error instanceof Error ? error.message : String(error);
    process.stderr.write(error instanceof UsageError ? `${sentence}\n\n${usage}` : `${sentence}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);

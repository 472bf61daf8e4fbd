#!/usr/bin/env node
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { networkOfEnvironment } from '../kapture/network.ts';
import { junitReport, type ReportedCase, type ReportedFile } from '../kapture/payloadTests/junit.ts';
import { runCase, wrongKey, type CaseContext, type CaseResult } from '../kapture/payloadTests/runCase.ts';
import { readTestFile, type TestProblem } from '../kapture/payloadTests/testFile.ts';
import { redactExchange, redactor } from '../kapture/redact.ts';
import { findDestination } from './destination.ts';
import { findFiles, readText } from './files.ts';
import { readOptions, usage, UsageError } from './options.ts';
import { linesOf, summaryOf } from './output.ts';
import { lookupFor, readValues } from './variables.ts';

const maxReplyBytes = 50_000_000;

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  const files = await findFiles(options.names);
  const values = await readValues(options.variables);
  const { target, words, close } = await findDestination(options);
  const { KaptureClient, createTransport } = await import('../kapture/index.ts');
  const client = new KaptureClient(createTransport(), { maxBytes: maxReplyBytes, network: () => networkOfEnvironment(process.env) });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const { connection, key } = target;
  const redact = redactor([key]);
  const contextOf = (file: string): CaseContext => ({
    connection, signal: stop.signal,
    lookup: lookupFor(values, connection.timeZone, options['allow-env']),
    readFile: (relative) => readText(path.resolve(path.dirname(file), relative)),
    // A server can send back what it was sent. What no test gets to see, no report can tell, not even a part of it.
    send: async (operation, body, isWrong) => redactExchange(await client.send(operation, body, { connection, key: isWrong ? wrongKey : key }, { signal: stop.signal, retry: false }), redact),
  });
  const reports: ReportedFile[] = [];
  let isOver = false;
  try {
    print(`Kapture payload tests → ${words}`);
    for (const file of files) {
      print(`\n${file}`);
      const text = await readText(file);
      const { cases, problems } = readTestFile(text);
      const wholes = problems.length ? [{ name: 'the file itself', run: () => Promise.resolve(unreadable(problems)) }]
        : cases.map((testCase) => ({ name: testCase.name, run: () => runCase(testCase, contextOf(file)) }));
      const reported: ReportedCase[] = [];
      for (const { name, run } of wholes) {
        const result: CaseResult | undefined = isOver || stop.signal.aborted ? undefined : await run();
        reported.push({ name, ...(result && { result }) });
        if (!result) continue;
        linesOf(name, result, text).forEach(print);
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

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function unreadable(problems: readonly TestProblem[]): CaseResult {
  return { outcome: 'errored', findings: problems.map((problem) => ({ message: problem.message, place: problem })), exchanges: [], milliseconds: 0 };
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

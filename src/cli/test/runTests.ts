import { networkOfEnvironment } from '../../kapture/http/network.ts';
import type { ReportedCase, ReportedFile } from '../../kapture/payloadTests/junit.ts';
import { PatternThread } from '../../kapture/payloadTests/patternThread.ts';
import type { OtherFile } from '../../kapture/payloadTests/otherFiles.ts';
import { runnableCases } from '../../kapture/payloadTests/dataRows.ts';
import {
  redactResult,
  runCase,
  sendTestRequest,
  type CaseContext,
  type CaseResult,
} from '../../kapture/payloadTests/runCase.ts';
import { readTestFile, tooLongFile } from '../../kapture/payloadTests/readTestFile.ts';
import type { TestCase, TestProblem } from '../../kapture/payloadTests/testCase.ts';
import { isSelected } from '../../kapture/payloadTests/tags.ts';
import { secretsOf } from '../../kapture/exchange/exchange.ts';
import { redactor } from '../../kapture/redaction/redact.ts';
import { findDestination } from '../shared/destination.ts';
import { plain } from '../shared/cliOutput.ts';
import { readTextFile } from '../shared/cliFiles.ts';
import { exitCodes } from '../shared/exitCodes.ts';
import { environmentSecrets, hintFor, lookupFor, readValues, secretsOfBody } from '../shared/variableValues.ts';
import { UsageError } from '../shared/usage.ts';
import { findFiles, readFileOfTests, usedSecrets, type TestFileText } from './files.ts';
import { linesOf, summaryOf } from './output.ts';
import { readReports, writeReports } from './reports.ts';
import { openSnapshots, saveSnapshots, snapshotMode } from './snapshotFiles.ts';
import type { TestOptions } from './testCommand.ts';

const maxResponseBytes = 50_000_000;

const stopSignals = ['SIGINT', 'SIGTERM'] as const;

/** Runs the tests of files, folders or patterns. Resolves to the exit code. */
export async function runTests(names: readonly string[], options: TestOptions): Promise<number> {
  // The options are checked before a sandbox is started, which would keep the process running.
  const mode = snapshotMode(options, process.env);
  const wantedReports = readReports(options.report);
  const files = await findFiles(names);
  const readFile = (file: string, relative: string): Promise<OtherFile> =>
    readFileOfTests(options.root ?? '.', file, relative);
  const tests: TestFileText[] = [];
  for (const file of files) {
    const { text, cases } = await readCases(file);
    const runnable = await runnableCases(cases, (relative) => readFile(file, relative));
    tests.push({ file, text, cases: runnable });
  }
  const selected = selectByTags(tests, options);
  const secrets = await usedSecrets(selected, readFile);
  const values = await readValues(options);
  const { target: found, label, close } = await findDestination(options);
  const target = { ...found, variables: environmentSecrets() };
  const { KaptureClient, createTransport } = await import('../../kapture/index.ts');
  const client = new KaptureClient(createTransport(), {
    maxBytes: maxResponseBytes,
    network: () => networkOfEnvironment(process.env),
  });
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  for (const signal of stopSignals) process.once(signal, abort);
  const { connection } = target;
  const redact = redactor(secretsOf(target));
  const patterns = new PatternThread();
  const contextOf = (file: string, stored: Pick<CaseContext, 'snapshots' | 'snapshotProblem'>): CaseContext => ({
    ...stored,
    connection,
    patterns,
    signal: stop.signal,
    lookup: lookupFor(values, connection.timeZone, options.allowEnv, secrets),
    hintOf: (variable) => hintFor(variable, options.allowEnv, secrets),
    // A user who specified the role does not need the hint.
    writesHint:
      options.role === undefined
        ? 'To allow tests to write to this tenant, use --role development or --role sandbox.'
        : undefined,
    readFile: (relative) => readFile(file, relative),
    send: (operation, body, isKeyWrong, dialect) =>
      sendTestRequest(
        client,
        { operation, dialect, body, isKeyWrong },
        { ...target, variables: { ...target.variables, ...secretsOfBody(body, secrets) } },
        { redact, signal: stop.signal },
      ),
  });
  const reports: ReportedFile[] = [];
  const startedAt = new Date();
  let isOver = false;
  let reportProblems: readonly string[] = [];
  /** The first problem of a snapshot file. */
  let fileProblem: string | undefined;
  try {
    print(`Kapture payload tests → ${label}`);
    for (const { file, text, cases, allCases } of selected) {
      print(`\n${plain(file)}`);
      const { snapshots, problem: snapshotProblem } = await openSnapshots(file, mode);
      fileProblem ??= snapshotProblem;
      const reported: ReportedCase[] = [];
      for (const testCase of cases) {
        const result: CaseResult | undefined =
          isOver || stop.signal.aborted
            ? undefined
            : redactResult(
                await runCase(
                  testCase,
                  contextOf(file, { snapshots: snapshots?.of(allCases, testCase), snapshotProblem }),
                ),
                redact,
              );
        const { tags } = testCase;
        // The name can have values of a data file.
        const name = redact(testCase.name);
        reported.push({ name, tags, ...(result && { result }) });
        if (!result) continue;
        linesOf(name, result, text).forEach(print);
        isOver ||= options.bail === true && result.outcome !== 'passed';
      }
      reports.push({ path: file, text, cases: reported });
      const problem = await saveSnapshots(snapshots, file, allCases, redact);
      fileProblem ??= problem;
    }
  } finally {
    for (const signal of stopSignals) process.off(signal, abort);
    await patterns.close();
    await client.close();
    await close();
    // The summary is printed for a run that was stopped, too.
    print(`\n${summaryOf(casesOf(reports))}`);
    reportProblems = await writeReports(wantedReports, { target: label, startedAt, files: reports });
    for (const problem of reportProblems) process.stderr.write(`${problem}\n`);
  }
  if (fileProblem !== undefined) process.stderr.write(`${plain(fileProblem)}\n`);
  if (stop.signal.aborted) return exitCodes.interrupted;
  if (reportProblems.length || fileProblem !== undefined) return exitCodes.usage;
  const hasPassed = casesOf(reports).every(({ result }) => result?.outcome === 'passed');
  return hasPassed ? exitCodes.done : exitCodes.refused;
}

interface SelectedTests extends TestFileText {
  /** All cases of the file. The names of its snapshots depend on them. */
  readonly allCases: readonly TestCase[];
}

/** The files with cases that `--tag` and `--skip-tag` select. Throws a {@link UsageError} if there are none. */
function selectByTags(tests: readonly TestFileText[], options: TestOptions): readonly SelectedTests[] {
  const filter = { wanted: options.tag, skipped: options.skipTag };
  const selected = tests.map((test) => ({
    ...test,
    allCases: test.cases,
    cases: test.cases.filter((testCase) => isSelected(testCase, filter)),
  }));
  const withCases = selected.filter(({ cases }) => cases.length);
  if (withCases.length) return withCases;
  const known = new Set(tests.flatMap(({ cases }) => cases.flatMap(({ tags }) => tags ?? [])));
  const names = known.size ? `The tags are ${[...known].sort().join(', ')}.` : 'No case has tags.';
  throw new UsageError(`Options --tag and --skip-tag leave no case to run. ${names}`);
}

/** The cases of a file. Problems of the file itself are reported as a case that cannot be run. */
async function readCases(file: string): Promise<{ readonly text: string; readonly cases: readonly TestCase[] }> {
  let text: string | undefined;
  try {
    text = await readTextFile(file);
  } catch (error) {
    return {
      text: '',
      cases: [
        unreadable([
          {
            offset: 0,
            length: 0,
            message: `The file could not be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`,
          },
        ]),
      ],
    };
  }
  const { cases, problems } = text === undefined ? tooLongFile : readTestFile(text);
  return { text: text ?? '', cases: problems.length ? [unreadable(problems)] : cases };
}

function unreadable(problems: readonly TestProblem[]): TestCase {
  const place = { offset: 0, length: 0 };
  return { name: 'Test file', place, extent: place, steps: [], problems };
}

function casesOf(reports: readonly ReportedFile[]): ReportedCase[] {
  return reports.flatMap(({ cases }) => cases);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

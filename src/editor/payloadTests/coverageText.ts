import * as vscode from 'vscode';
import { defaultDialect } from '../../kapture/catalogue/dialect.ts';
import { dialectsOf } from '../../kapture/catalogue/forms.ts';
import { maxJsonLength } from '../../kapture/json/jsonLimits.ts';
import { stepsThatRun } from '../../kapture/payloadTests/stepsThatRun.ts';
import {
  testCoverage,
  type Covered,
  type OperationCoverage,
  type SentStep,
} from '../../kapture/payloadTests/testCoverage.ts';
import type { TestStep } from '../../kapture/payloadTests/testCase.ts';
import { readText } from '../shared/documents/readText.ts';
import type { Targets } from '../shared/ports.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { dialectTitle } from '../shared/texts/dialectTitle.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { inlineCode } from '../shared/texts/plainText.ts';
import { readRequestFile } from './readRequestFile.ts';
import { findTestFiles } from './testFiles.ts';

/**
 * What the payload tests of the workspace exercise, as Markdown. Steps without a dialect have the active connection's.
 */
export async function coverageText({ all, activeName }: Targets): Promise<string> {
  const files = await findTestFiles();
  const sent = (await Promise.all(files.map(stepsOf))).flat();
  const intro = vscode.l10n.t(
    'Documented fields and failures that the payload tests cover. Requests: {0}. Test files: {1}. The tests were read, not run.',
    numberText(sent.length),
    numberText(files.length),
  );
  const connection = all.find(({ name }) => name === activeName);
  const dialects = vscode.l10n.t(
    'Only dialects that the tests send are included. A request without a dialect uses that of {0}.',
    connection ? inlineCode(connection.name) : dialectTitle(defaultDialect),
  );
  const sections = testCoverage(sent, connection).map(sectionOf);
  return `${[`# ${vscode.l10n.t('Payload Test Coverage')}`, intro, dialects, ...sections].join('\n\n')}\n`;
}

async function stepsOf(uri: vscode.Uri): Promise<SentStep[]> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  const text = open?.getText() ?? (await readText(uri).catch(() => undefined));
  if (text === undefined || text.length > maxJsonLength) return [];
  return Promise.all(stepsThatRun(text).map(async (step) => ({ step, body: await bodyOf(uri, step) })));
}

async function bodyOf(uri: vscode.Uri, { source }: TestStep): Promise<string | undefined> {
  if (source.kind === 'body') return source.content.text;
  if (source.kind === 'rawBody') return source.content.constant && String(JSON.parse(source.content.constant));
  return readRequestFile(uri, source.path).then(
    ({ text }) => text,
    () => undefined,
  );
}

function sectionOf(coverage: OperationCoverage): string {
  const { operation, requests, dialects, requestFields, responseFields, failures } = coverage;
  const count = requests === 1 ? vscode.l10n.t('1 request') : vscode.l10n.t('{0} requests', numberText(requests));
  const isOnlyForm = dialectsOf(operation).length === 1;
  const rows = [
    rowOf(vscode.l10n.t('Request fields'), requestFields),
    rowOf(vscode.l10n.t('Response fields'), responseFields),
    rowOf(vscode.l10n.t('Documented failures'), failures),
  ];
  return [
    `## ${operationTitle(operation)}`,
    '',
    isOnlyForm ? count : `${count} · ${vscode.l10n.t('Dialects: {0}', dialects.map(dialectTitle).join(', '))}`,
    '',
    `| | ${vscode.l10n.t('Covered')} | ${vscode.l10n.t('Not covered')} |`,
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function rowOf(title: string, all: readonly Covered[]): string {
  const missing = all.filter(({ isCovered }) => !isCovered);
  const names = missing.map(({ name }) => inlineCode(name).replaceAll('|', '\\|'));
  return `| ${title} | ${vscode.l10n.t('{0} of {1}', numberText(all.length - missing.length), numberText(all.length))} | ${names.join(', ')} |`;
}

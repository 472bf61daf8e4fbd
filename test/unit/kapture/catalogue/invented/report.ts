// This is run by node with --import addGetNote.ts, so that the catalogue has one more operation. It prints what is
// derived from the operation, as JSON.
import { generatedFiles } from '../../../../../build/generatedFiles.ts';
import { editorSchema } from '../../../../../src/kapture/catalogue/editorSchema.ts';
import { examples } from '../../../../../src/kapture/catalogue/examples.ts';
import { operationOfFile, type OperationId, operations } from '../../../../../src/kapture/catalogue/registry.ts';
import { brokenRule } from '../../../../../src/kapture/catalogue/failures.ts';
import { recognizeOperation } from '../../../../../src/kapture/commandLines/recognizeOperation.ts';
import { readResponse } from '../../../../../src/kapture/responses/readResponse.ts';
import { readTestFile } from '../../../../../src/kapture/payloadTests/readTestFile.ts';
import { sandboxPassword, sandboxUser, startSandbox } from '../../../../../src/sandbox/index.ts';

const id = 'get-note' as OperationId;
const generated = await generatedFiles();
const { contributes } = JSON.parse(generated['package.json']!) as {
  contributes: {
    commands: { command: string }[];
    languages: { id: string; filenamePatterns?: string[] }[];
    jsonValidation: { fileMatch: string | string[] }[];
    configuration: unknown;
  };
};

const sandbox = await startSandbox();
const responses = [];
for (const note of ['N-1', '']) {
  const response = await fetch(`http://127.0.0.1:${sandbox.port}/invented-note.html`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${sandboxUser}:${sandboxPassword}`).toString('base64')}` },
    body: JSON.stringify([{ note_id: note }]),
  });
  const { outcome, failure } = readResponse(id, response.status, await response.text());
  responses.push({ outcome, failure });
}
await sandbox.close();

const testFile = `{"cases": [{"name": "a note", "operation": "get-note", "body": {"note_id": "N-1"}}]}`;
const { title, defaultSnippets } = editorSchema(id) as { title: string; defaultSnippets: { body: unknown }[] };
const report = {
  language: contributes.languages.find(({ filenamePatterns }) => filenamePatterns?.includes('*.kapture-get-note.json'))
    ?.id,
  validated: contributes.jsonValidation.some(({ fileMatch }) => fileMatch.includes('*.kapture-get-note.json')),
  pathSetting: JSON.stringify(contributes.configuration).includes('"get-note"'),
  documents: Object.entries(generated)
    .filter(([file, text]) => file.endsWith('.md') && text.includes('Get Note'))
    .flatMap(([, text]) => text.split('\n').filter((line) => /^\| .*(Get Note|Invented)/.test(line))),
  responses,
  broken: brokenRule(operations[id], { note_id: '' }),
  schema: { title, snippets: defaultSnippets.length },
  examples: examples.filter(({ operation }) => operation === id).map((example) => example.title),
  file: operationOfFile('/one.kapture-get-note.json'),
  recognized: recognizeOperation({ path: '/api/invented-note.html', body: '' }),
  testProblems: readTestFile(testFile).problems,
};
process.stdout.write(JSON.stringify(report));

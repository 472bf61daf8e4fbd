import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { PayloadTestExplorer } from '../../src/editor/payloadTests/explorer.ts';
import { storedSnapshotsText } from '../../src/editor/payloadTests/reportCase.ts';
import { workspaceFolder } from './support/documents.ts';
import { fixture, run } from './support/fixture.ts';
import { until } from './support/until.ts';
import { record, type RecordedRun } from './support/recordedRun.ts';
import { statusBarMessages } from './support/statusBarMessages.ts';

const expect = { response: { matchesSnapshot: true, ignore: ['/Customer Details/id'] } };
const get = { operation: 'get', body: { kapture_customer_id: '61371820' }, expect };

const tests = (): vscode.Uri => vscode.Uri.joinPath(workspaceFolder(), 'snapshots.kapture-test.json');

describe('storedSnapshotsText', () => {
  it('a snapshot that is added and one that is changed → a sentence about both', () => {
    const all = (['added', 'changed', 'added'] as const).map((snapshot) => ({ snapshot, tests: tests() }));
    assert.equal(storedSnapshotsText(all), '3 snapshots were stored or updated in snapshots.kapture-snapshots.json.');
    assert.equal(
      storedSnapshotsText(all.filter(({ snapshot }) => snapshot === 'added')),
      '2 snapshots were stored in snapshots.kapture-snapshots.json.',
    );
  });
});

describe('snapshots of payload tests', () => {
  const stored = (): vscode.Uri => vscode.Uri.joinPath(workspaceFolder(), 'snapshots.kapture-snapshots.json');
  const read = async (): Promise<string> => new TextDecoder().decode(await vscode.workspace.fs.readFile(stored()));
  const write = (uri: vscode.Uri, text: string): Thenable<void> =>
    vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  let explorer: PayloadTestExplorer;
  let runs: RecordedRun[];
  let restore: () => void;

  before(async () => {
    explorer = await fixture().payloadTests.explorer();
  });
  beforeEach(async () => {
    runs = [];
    restore = record(explorer.controller, runs);
    await run('kapture.useSandbox');
    await write(
      tests(),
      JSON.stringify({
        cases: [
          { name: 'found', ...get },
          { name: 'plain', ...get, expect: undefined },
        ],
      }),
    );
    await explorer.items.findAll();
  });
  afterEach(async () => {
    restore();
    await vscode.workspace.fs.delete(tests());
    await vscode.workspace.fs.delete(stored());
  });

  async function runFile(): Promise<RecordedRun> {
    const item = explorer.controller.items.get(tests().toString())!;
    const request = new vscode.TestRunRequest([item], undefined, explorer.profile);
    await explorer.profile.runHandler(request, new vscode.CancellationTokenSource().token);
    return runs.at(-1)!;
  }

  it('no snapshot → stored beside the test file, without the ignored value', async () => {
    const { events, output } = await runFile();
    assert.ok(events.includes('passed found'));
    assert.match(
      output.join(''),
      /✓ found\r\n.*\r\n {4}The snapshot was stored in snapshots\.kapture-snapshots\.json\.\r\n/,
    );
    const text = await read();
    assert.match(text, /^\{\n {2}"found": \{\n {4}"Customer Details": \{/);
    assert.doesNotMatch(text, /"id": 61371820/);
    assert.match(text, /"name": "Nishchal"/);
  });

  it('another snapshot → a diff; Update Snapshots of its message → stored, and passes', async () => {
    await runFile();
    const text = await read();
    await write(stored(), text.replace('"name": "Nishchal"', '"name": "Somebody"'));
    const { messages, events, output } = await runFile();
    assert.ok(events.includes('failed found'));
    const [message, ...others] = messages.get('found')!;
    assert.deepEqual(others, []);
    assert.equal(
      message!.message,
      'The response differs from its snapshot: /Customer Details/name was "Nishchal", expected "Somebody".',
    );
    assert.equal(message!.expectedOutput, '    "name": "Somebody",');
    assert.equal(message!.actualOutput, '    "name": "Nishchal",');
    assert.equal(message!.contextValue, 'kaptureSnapshot');
    assert.match(output.join(''), /differs from its snapshot: \/Customer Details\/name was "Nishchal"/);
    const file = explorer.controller.items.get(tests().toString())!;
    await run('kapture.updateSnapshots', { test: file.children.get('1#found') });
    assert.deepEqual(runs.at(-1)!.events, ['enqueued found', 'started found', 'passed found', 'end']);
    assert.equal(await read(), text);
    assert.match(runs.at(-1)!.output.join(''), /The snapshot was updated in snapshots\.kapture-snapshots\.json\./);
    const again = await runFile();
    assert.ok(again.events.includes('passed found'));
    assert.doesNotMatch(again.output.join(''), /snapshot/);
  });

  it('Update Snapshots in a test file → those of all its cases; only cases with a snapshot have its run profile', async () => {
    const { document } = await vscode.window.showTextDocument(tests());
    await write(stored(), '{"removed": 1}');
    const update = (): Promise<string[]> => statusBarMessages(() => run('kapture.updateSnapshots'));
    assert.deepEqual(await update(), ['The snapshot was stored in snapshots.kapture-snapshots.json.']);
    assert.deepEqual(Object.keys(JSON.parse(await read()) as object), ['found']);
    assert.deepEqual(await update(), ['No snapshot has changed.']);
    const file = explorer.controller.items.get(tests().toString())!;
    assert.deepEqual(
      [file, ...[...file.children].map(([, item]) => item)].map(({ tags }) => tags.length),
      [1, 1, 0],
    );
    await write(tests(), JSON.stringify({ cases: [{ name: 'found', ...get, operation: 'gett' }] }));
    await until('the text with a mistake', vscode.workspace.onDidChangeTextDocument as vscode.Event<never>, () =>
      document.getText().includes('gett'),
    );
    assert.deepEqual(await update(), [], 'a case that was not compared');
  });
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const fileOf = (name: string): string => new URL(`invented/${name}`, import.meta.url).pathname;

describe('an operation defined by one file, one handler and an entry in each of two lists', () => {
  it('registered → its command, language, settings, documents, sandbox responses, checks, examples and payload tests', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      fileOf('addGetNote.ts'),
      fileOf('report.ts'),
    ]);
    assert.deepEqual(JSON.parse(stdout), {
      language: 'kapture-request',
      validated: true,
      pathSetting: true,
      documents: [
        '| `anything.kapture-get-note.json` | Get Note |',
        '| Get Note | all | `/invented-note.html` | inferred |  | array of one object |',
        '| `note_id` | string | Enforced by the server | Invented id. |',
        '| Get Note | the invented id is blank | not stated | `Invented: no note id.` |',
      ],
      responses: [{ outcome: 'success' }, { outcome: 'failed', failure: 'note-id-missing' }],
      broken: { reason: 'note-id-missing', field: 'note_id' },
      schema: { title: 'Get Note request', snippets: 3 },
      examples: ['Get Note', 'Note Id Missing'],
      file: 'get-note',
      recognized: 'get-note',
      testProblems: [],
    });
  });
});

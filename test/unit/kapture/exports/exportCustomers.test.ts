import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { exportFormats, type ExportCounts } from '../../../../src/kapture/exports/exportCustomers.ts';
import { ExportError, type ExportErrorReason, type OpenFile } from '../../../../src/kapture/exports/atomicFile.ts';
import type { StoredRecords } from '../../../../src/kapture/store/spoolFiles.ts';
import { batchOf, exportTexts, getSample, makeFolder, pullSample, sandboxRecords, type Folder } from './support.ts';

const failed =
  (reason: ExportErrorReason) =>
  (error: unknown): boolean =>
    ExportError.is(error, reason);
const systemError = (code: string): Error => Object.assign(new Error(code), { code });

/** Batches of ten. `before` is called with the index of each batch before it is yielded. */
async function* batches(records: readonly string[], before: (batch: number) => void): AsyncGenerator<StoredRecords> {
  for (let first = 0; first < records.length; first += 10) {
    before(first / 10);
    await Promise.resolve();
    const spans: number[] = [];
    let at = 0;
    for (const record of records.slice(first, first + 10)) spans.push(at, (at += Buffer.byteLength(record)));
    yield { bytes: Buffer.from(records.slice(first, first + 10).join('')), spans };
  }
}

for (const format of exportFormats) {
  describe(`exportCustomers as ${format}`, () => {
    const records = sandboxRecords(300);
    let folder: Folder;
    beforeEach(() => {
      folder = makeFolder();
      writeFileSync(folder.target, 'previous file');
    });
    afterEach(() => folder.remove());

    const untouched = (): void =>
      assert.deepEqual([folder.names(), folder.text()], [[basename(folder.target)], 'previous file']);

    it('complete → replaces the previous file and leaves no other', async () => {
      const seen: ExportCounts[] = [];
      const result = await exportTexts(format, folder, [], {
        records: batches(records, () => undefined),
        onProgress: (counts) => seen.push(counts),
      });
      assert.deepEqual(
        [folder.names(), folder.bytes().length, result.rows],
        [[basename(folder.target)], result.bytes, records.length],
      );
      assert.deepEqual(
        seen.map(({ rows }) => rows),
        Array.from({ length: Math.ceil(records.length / 10) }, (_, batch) =>
          Math.min(records.length, 10 * (batch + 1)),
        ),
      );
    });
    it('in progress → the previous file is unchanged', async () => {
      await exportTexts(format, folder, [], {
        records: batches(records, () => assert.equal(folder.text(), 'previous file')),
      });
      assert.notEqual(folder.text(), 'previous file');
    });
    it('canceled in progress → canceled, the previous file is unchanged, and no further records are read', async () => {
      const cancel = new AbortController();
      let read = 0;
      const canceled = exportTexts(format, folder, [], {
        signal: cancel.signal,
        records: batches(records, (batch) => {
          read++;
          if (batch === 12) cancel.abort();
        }),
      });
      await assert.rejects(canceled, failed('canceled'));
      assert.equal(read, 13);
      untouched();
    });
    it('canceled before the start or after the last customer → canceled', async () => {
      await assert.rejects(exportTexts(format, folder, records, { signal: AbortSignal.abort() }), failed('canceled'));
      const cancel = new AbortController();
      await assert.rejects(
        exportTexts(format, folder, records, {
          signal: cancel.signal,
          onProgress: ({ rows }) => {
            if (rows === records.length) cancel.abort();
          },
        }),
        failed('canceled'),
      );
      untouched();
    });
    for (const [what, fail] of [
      ['writing', { write: () => Promise.reject(systemError('ENOSPC')) }],
      ['syncing', { sync: () => Promise.reject(systemError('ENOSPC')) }],
      ['closing', { close: () => Promise.reject(systemError('ENOSPC')) }],
    ] as const) {
      it(`disk full while ${what} → full, and the previous file is unchanged`, async () => {
        await assert.rejects(
          exportTexts(format, folder, records, {
            makeFile: async (path) => {
              const file = await open(path, 'wx');
              const real: OpenFile = {
                write: (...args) => file.write(...args),
                sync: () => file.sync(),
                close: () => file.close(),
              };
              return {
                ...real,
                ...fail,
                close: async () => {
                  await file.close();
                  await ('close' in fail ? fail.close() : undefined);
                },
              };
            },
          }),
          failed('full'),
        );
        untouched();
      });
    }
    it('a disk that writes a few bytes at a time → the same file', async () => {
      await exportTexts(format, folder, records);
      const whole = folder.bytes();
      await exportTexts(format, folder, records, {
        makeFile: async (path) => {
          const file = await open(path, 'wx');
          return {
            write: (bytes, offset, length) => file.write(bytes, offset, Math.min(length, 1000)),
            sync: () => file.sync(),
            close: () => file.close(),
          };
        },
      });
      assert.deepEqual(folder.bytes(), whole);
    });
    it('the folder does not exist → gone; the target is a folder → refused', async () => {
      await assert.rejects(
        exportTexts(format, folder, records, { target: join(folder.path, 'no', 'such.csv') }),
        failed('gone'),
      );
      untouched();
      rmSync(folder.target);
      mkdirSync(folder.target);
      await assert.rejects(exportTexts(format, folder, records), failed('refused'));
      assert.deepEqual(folder.names(), [basename(folder.target)]);
    });
    it('the folder is deleted during the export → gone', async function () {
      if (process.platform === 'win32') this.skip();
      const inner = join(folder.path, 'inner');
      mkdirSync(inner);
      await assert.rejects(
        exportTexts(format, folder, [], {
          target: join(inner, 'x'),
          records: batches(records, (batch) => {
            if (batch === 3) rmSync(inner, { recursive: true });
          }),
        }),
        failed('gone'),
      );
      untouched();
    });
    it('reading the records fails → that error, and the previous file is unchanged', async () => {
      await assert.rejects(
        exportTexts(format, folder, [], {
          records: batches(records, (batch) => {
            if (batch === 5) throw new Error('lost');
          }),
        }),
        /lost/,
      );
      untouched();
    });
    it('a symbolic link → its target is replaced, and the link stays', async function () {
      if (process.platform === 'win32') this.skip();
      const link = join(folder.path, 'link');
      symlinkSync(folder.target, link);
      await exportTexts(format, folder, records, { target: link });
      assert.ok(lstatSync(link).isSymbolicLink());
      assert.notEqual(readFileSync(folder.target, 'utf8'), 'previous file');
    });
    it('an unknown time zone → RangeError, and the previous file is unchanged', async () => {
      await assert.rejects(exportTexts(format, folder, records, { timeZone: 'Nowhere/None' }), RangeError);
      untouched();
    });
    it('records that are missing on disk → counted', async () => {
      const { rows, missing } = await exportTexts(format, folder, [], {
        records: [
          { bytes: Buffer.from('{}'), spans: [0, 2], missing: 3 },
          { bytes: Buffer.alloc(0), spans: [], missing: 1 },
        ],
      });
      assert.deepEqual([rows, missing], [1, 4]);
    });
    it('customers that were fetched after the pull → counted if they can be read', async () => {
      const { rows, fetchedSeparately } = await exportTexts(format, folder, [], {
        records: [
          batchOf(Buffer.from(pullSample)),
          { ...batchOf(Buffer.from(getSample)), isFetchedSeparately: true },
          { ...batchOf(Buffer.from('no')), isFetchedSeparately: true },
        ],
      });
      assert.deepEqual([rows, fetchedSeparately], [2, 1]);
    });
    it('the process is killed during the export → the previous file is unchanged', async () => {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'endlessExport.ts'), format, folder.target], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      assert.equal(folder.text(), 'previous file');
    });
    it('100,000 customers → fits in a small heap, and memory grows by less than 64 MB', async function () {
      this.timeout(120_000);
      const child = spawn(
        process.execPath,
        [
          '--expose-gc',
          '--max-old-space-size=48',
          '--max-semi-space-size=8',
          join(import.meta.dirname, 'measuredExport.ts'),
          format,
          folder.target,
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const [output] = (await once(child.stdout, 'data')) as [Buffer];
      await once(child, 'exit');
      const { rows, grownMegabytes, bytes } = JSON.parse(String(output)) as Record<
        'rows' | 'grownMegabytes' | 'bytes',
        number
      >;
      assert.ok(rows > 99_000 && bytes > 5e6, String(output));
      assert.ok(grownMegabytes < 64, String(output));
    });
  });
}

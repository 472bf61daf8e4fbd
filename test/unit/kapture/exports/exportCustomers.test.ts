import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { exportFormats, type ExportCounts } from '../../../../src/kapture/exports/exportCustomers.ts';
import { ExportError, type ExportErrorReason } from '../../../../src/kapture/exports/exportError.ts';
import type { OpenFile } from '../../../../src/kapture/exports/wholeFile.ts';
import { recordsInHand, type StoredRecords } from '../../../../src/kapture/store/storedRecords.ts';
import { exportTexts, getSample, makeFolder, pullSample, sandboxRecords, type Folder } from './support.ts';

const failed =
  (reason: ExportErrorReason) =>
  (error: unknown): boolean =>
    ExportError.is(error, reason);
const systemError = (code: string): Error => Object.assign(new Error(code), { code });

/** Batches of ten, each told of before it is given. */
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
  describe(`a file of ${format}`, () => {
    const records = sandboxRecords(300);
    let folder: Folder;
    beforeEach(() => {
      folder = makeFolder();
      writeFileSync(folder.target, 'what was there');
    });
    afterEach(() => folder.remove());

    const untouched = (): void =>
      assert.deepEqual([folder.names(), folder.text()], [[basename(folder.target)], 'what was there']);

    it('done → in the place of what was there, and nothing beside it', async () => {
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
    it('under way → what was there stands there', async () => {
      await exportTexts(format, folder, [], {
        records: batches(records, () => assert.equal(folder.text(), 'what was there')),
      });
      assert.notEqual(folder.text(), 'what was there');
    });
    it('cancelled in the middle → cancelled, what was there is, and no more is asked for', async () => {
      const cancel = new AbortController();
      let asked = 0;
      const cancelled = exportTexts(format, folder, [], {
        signal: cancel.signal,
        records: batches(records, (batch) => {
          asked++;
          if (batch === 12) cancel.abort();
        }),
      });
      await assert.rejects(cancelled, failed('cancelled'));
      assert.equal(asked, 13);
      untouched();
    });
    it('cancelled before it starts or with the last customer → cancelled', async () => {
      await assert.rejects(exportTexts(format, folder, records, { signal: AbortSignal.abort() }), failed('cancelled'));
      const cancel = new AbortController();
      await assert.rejects(
        exportTexts(format, folder, records, {
          signal: cancel.signal,
          onProgress: ({ rows }) => {
            if (rows === records.length) cancel.abort();
          },
        }),
        failed('cancelled'),
      );
      untouched();
    });
    for (const [what, fail] of [
      ['writing', { write: () => Promise.reject(systemError('ENOSPC')) }],
      ['the last of it', { sync: () => Promise.reject(systemError('ENOSPC')) }],
      ['closing', { close: () => Promise.reject(systemError('ENOSPC')) }],
    ] as const) {
      it(`the disk is full at ${what} → full, and what was there is`, async () => {
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
    it('a disk that takes a few bytes at a time → the same file', async () => {
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
    it('the folder is gone → gone; the target is a folder → refused', async () => {
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
    it('the folder goes while it is written → gone', async function () {
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
    it('the records cannot be read further → their error, and what was there is', async () => {
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
    it('a link → what it links to is replaced, the link stays', async function () {
      if (process.platform === 'win32') this.skip();
      const link = join(folder.path, 'link');
      symlinkSync(folder.target, link);
      await exportTexts(format, folder, records, { target: link });
      assert.ok(lstatSync(link).isSymbolicLink());
      assert.notEqual(readFileSync(folder.target, 'utf8'), 'what was there');
    });
    it('an unknown zone → RangeError, and no file', async () => {
      await assert.rejects(exportTexts(format, folder, records, { timeZone: 'Nowhere/None' }), RangeError);
      untouched();
    });
    it('lost records → counted', async () => {
      const { rows, missing } = await exportTexts(format, folder, [], {
        records: [
          { bytes: Buffer.from('{}'), spans: [0, 2], missing: 3 },
          { bytes: Buffer.alloc(0), spans: [], missing: 1 },
        ],
      });
      assert.deepEqual([rows, missing], [1, 4]);
    });
    it('customers that were got after the pull → counted, if they can be read', async () => {
      const { rows, got } = await exportTexts(format, folder, [], {
        records: [
          ...recordsInHand([Buffer.from(pullSample)]),
          { bytes: Buffer.from(getSample), spans: [0, Buffer.byteLength(getSample)], isGot: true },
          { bytes: Buffer.from('no'), spans: [0, 2], isGot: true },
        ],
      });
      assert.deepEqual([rows, got], [2, 1]);
    });
    it('the process is killed in the middle → what was there is', async () => {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'endlessExport.ts'), format, folder.target], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      assert.equal(folder.text(), 'what was there');
    });
    it('100,000 customers → in a small heap, and memory grows by less than 64 MB', async function () {
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
      const [said] = (await once(child.stdout, 'data')) as [Buffer];
      await once(child, 'exit');
      const { rows, grownMegabytes, bytes } = JSON.parse(String(said)) as Record<
        'rows' | 'grownMegabytes' | 'bytes',
        number
      >;
      assert.ok(rows > 99_000 && bytes > 5e6, String(said));
      assert.ok(grownMegabytes < 64, String(said));
    });
  });
}

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { closeServers, serveHttp, type LocalServer } from '../http/localServer.ts';

interface Measured {
  /** The result of each period. */
  readonly reasons: readonly string[];
  readonly grownMegabytes: number;
}

const maxBytes = 20_000_000;
const head = '{"message":[{"id":1},';
const zeros = Buffer.alloc(64_000_000, ' ');
const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
/** Responses that decompress to 64 MB each, or to eight times as much if the format supports several members. */
const bombs: Readonly<Record<string, Buffer>> = {
  gzip: Buffer.concat([gzipSync(head), ...Array<Buffer>(8).fill(gzipSync(zeros, { level: 1 }))]),
  deflate: deflateSync(Buffer.concat([Buffer.from(head), zeros, zeros]), { level: 1 }),
  br: brotliCompressSync(Buffer.concat([Buffer.from(head), zeros, zeros]), quick),
};

/** Sends a piece repeatedly until the client disconnects. */
function pour(response: ServerResponse, piece: Buffer): void {
  if (!response.destroyed) response.write(piece, () => pour(response, piece));
}

/** A server with a normal response for the first day, so that its pull loads everything. */
const serveAfterFirst = (answer: (response: ServerResponse) => void): Promise<LocalServer> =>
  serveHttp((response, { body }) =>
    body.includes('2020-01-01') ? response.end(`${head.slice(0, -1)}],"status":"success"}`) : answer(response),
  );

/**
 * By default, glibc keeps freed decoders of brotli (4 MB each) for each thread of the pool: 68 to 91 MB of growth were
 * measured instead of 39 to 50 MB.
 */
const returningFreedMemory = { MALLOC_MMAP_THRESHOLD_: '131072' };

async function measured({ origin }: LocalServer, limit = maxBytes): Promise<Measured> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', join(import.meta.dirname, 'measuredPull.ts'), origin, String(limit)],
    { timeout: 60_000, env: { ...process.env, ...returningFreedMemory } },
  );
  return JSON.parse(stdout) as Measured;
}

describe('response limits of a pull', function () {
  this.timeout(120_000);
  afterEach(closeServers);

  for (const [encoding, bomb] of Object.entries(bombs)) {
    it(`a ${encoding} bomb for each of seven days → rejected at the limit, with little memory`, async () => {
      const server = await serveAfterFirst((response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end(bomb),
      );
      const { reasons, grownMegabytes } = await measured(server);
      assert(reasons.length >= 7 && reasons.every((reason) => reason === 'too-large'), reasons.join());
      assert(grownMegabytes < 100, `${grownMegabytes} MB`);
    });
  }
  it('endless white space → rejected at the limit', async () => {
    const server = await serveAfterFirst((response) => pour(response, Buffer.alloc(1 << 16, ' ')));
    const { reasons, grownMegabytes } = await measured(server);
    assert.deepEqual(reasons, Array(7).fill('too-large'));
    assert(grownMegabytes < 100, `${grownMegabytes} MB`);
  });
  it('endless compressed bytes without content → rejected at the limit', async () => {
    const empty = Buffer.concat(Array<Buffer>(1000).fill(gzipSync('')));
    const server = await serveAfterFirst((response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      pour(response, empty);
    });
    assert.deepEqual((await measured(server, 5_000_000)).reasons, Array(7).fill('too-large'));
  });
  it('an endless record for each of seven days → rejected, with little memory', async () => {
    const server = await serveAfterFirst((response) => {
      response.write(`${head}{"id":2,"name":"`);
      pour(response, Buffer.alloc(1 << 16, 'x'));
    });
    const { reasons, grownMegabytes } = await measured(server, 500_000_000);
    assert.deepEqual(reasons, Array(7).fill('long-record'));
    assert(grownMegabytes < 200, `${grownMegabytes} MB`);
  });
});

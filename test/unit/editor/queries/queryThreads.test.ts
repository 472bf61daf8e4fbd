import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { QueryThreads } from '../../../../src/editor/queries/queryThreads.ts';
import type { QueryTarget } from '../../../../src/editor/queries/queryTarget.ts';

describe('QueryThreads', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kapture-threads-'));
  const threads = new QueryThreads(new URL('../../../../src/kapture/query/queryWorker.ts', import.meta.url));
  after(() => {
    threads.dispose();
    rmSync(folder, { recursive: true });
  });

  const targetOf = (key: string, value: unknown): QueryTarget =>
    ({ key, source: { kind: 'text', text: JSON.stringify(value) } }) as QueryTarget;

  it('a query on another document while all values are saved → both end', async function () {
    this.timeout(30_000);
    const file = path.join(folder, 'values.json');
    const many = Array.from({ length: 50_000 }, (_, id) => ({ id, name: `Customer ${id}` }));
    const saved = threads.use(targetOf('many', many), (thread) =>
      thread.run('$[*]', { kind: 'file', form: 'values', path: file }),
    );
    const counted = await threads.use(targetOf('one', { a: 1 }), (thread) => thread.run('$.a', { kind: 'count' }));
    assert.partialDeepStrictEqual(counted, { count: 1 });
    assert.partialDeepStrictEqual(await saved, { count: 50_000 });
    assert.equal((JSON.parse(readFileSync(file, 'utf8')) as unknown[]).length, 50_000);
  });
});

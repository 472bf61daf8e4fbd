import assert from 'node:assert/strict';
import { selectNamedRequest } from '../../src/editor/requests/selectRequest.ts';
import { namedRequestsOf } from '../../src/editor/shared/documents/namedRequestsOf.ts';
import type { Targets } from '../../src/editor/shared/ports.ts';
import { namedRequestsIn } from '../../src/editor/snippets/requestFolders.ts';
import { planRun } from '../../src/editor/snippets/sendAll/planRun.ts';
import type { RequestFile, SendAllPorts } from '../../src/editor/snippets/sendAll/ports.ts';
import { connectionTo } from '../unit/kapture/target.ts';
import { documentKinds } from './support/documents.ts';
import { fixture } from './support/fixture.ts';

const count = 60;

const fileOf = (city: string): string =>
  JSON.stringify({
    requests: Array.from({ length: count }, (_, index) => ({
      name: `Update ${index}`,
      operation: 'update',
      body: { kapture_customer_id: String(index), city },
    })),
  });

describe('planning Send All of a file with many requests', () => {
  it('each request → identified without comparing all of them again, and other work goes on in between', async () => {
    const document = await documentKinds.untitled.open('.kapture-requests.json', fileOf('Goa'));
    const connection = connectionTo('https://acme.example');
    const { log } = fixture();
    const targets: Partial<Targets> = {
      all: [connection],
      activeName: connection.name,
      resolveConnection: () => Promise.resolve(connection),
    };
    const ports: Omit<SendAllPorts, 'targets' | 'variables' | 'responses'> & object = {
      log,
      requests: {
        namedRequest: (of, id) => selectNamedRequest(of, id, log),
        check: () => Promise.resolve(true),
        send: () => assert.fail('sent'),
      },
    };
    const variables = { lookupFor: () => Promise.resolve(() => undefined) };
    let comparisons = 0;
    const files = namedRequestsIn(document).map((file): RequestFile => {
      const { index, name, contents } = file.named!;
      const named = {
        index,
        name,
        get contents() {
          comparisons++;
          return contents;
        },
      };
      return { ...file, named };
    });
    let turns = 0;
    let isPlanned = false;
    const turn = (): void => {
      turns++;
      if (!isPlanned) setImmediate(turn);
    };
    setImmediate(turn);
    const planned = await planRun(files, 0, { ...ports, targets, variables } as unknown as SendAllPorts);
    isPlanned = true;
    assert.deepEqual(
      planned?.map(({ file }) => file.name),
      files.map(({ name }) => name),
    );
    assert.ok(comparisons <= 2 * count, `${comparisons} comparisons`);
    assert.ok(turns >= count, `${turns} turns`);
  });

  it('a document with several requests → read once per version', async () => {
    const document = await documentKinds.untitled.open('.kapture-requests.json', fileOf('Goa'));
    const before = namedRequestsOf(document);
    assert.equal(namedRequestsOf(document), before);
    await documentKinds.untitled.write(document, '{"requests": []}');
    assert.deepEqual([before.requests.length, namedRequestsOf(document).requests.length], [count, 0]);
  });
});

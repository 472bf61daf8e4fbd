import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dialects, type Dialect } from '../../../src/kapture/catalogue/dialect.ts';
import { dialectOfBody, formOf, objectOf, pathOfField } from '../../../src/kapture/catalogue/forms.ts';
import { operationIds, operations, type OperationId } from '../../../src/kapture/catalogue/registry.ts';
import { copyFormats } from '../../../src/kapture/commandLines/copyFormats.ts';
import { fromCurl } from '../../../src/kapture/commandLines/fromCurl.ts';
import { recognizeOperation } from '../../../src/kapture/commandLines/recognizeOperation.ts';
import { urlOf } from '../../../src/kapture/connection/connection.ts';
import { otherDialect } from '../../../src/kapture/dialects/convertForConnection.ts';
import { KaptureClient } from '../../../src/kapture/exchange/client.ts';
import { type Exchange, type Target, customersOf } from '../../../src/kapture/exchange/exchange.ts';
import { readRequest } from '../../../src/kapture/exchange/requestBody.ts';
import { createTransport, type Transport } from '../../../src/kapture/http/transport.ts';
import { runCase, sendTestRequest } from '../../../src/kapture/payloadTests/runCase.ts';
import { streamPull } from '../../../src/kapture/pull/streamPull.ts';
import type { PeriodReport } from '../../../src/kapture/pull/periodFailure.ts';
import { firstPeriods } from '../../../src/kapture/pull/periods.ts';
import type { Customer } from '../../../src/kapture/records/customer.ts';
import type { StoreCalls } from '../../../src/kapture/store/storeWorker.ts';
import { startStoreThread } from '../../../src/kapture/store/storeThread.ts';
import { decideSave, saveOutcome, sentFields, type SaveOutcome } from '../../../src/kapture/update/decideSave.ts';
import { fieldsOfRecord, readBack, type RecordFields } from '../../../src/kapture/update/editableFields.ts';
import { updateBody } from '../../../src/kapture/update/updateBody.ts';
import { todayIn } from '../../../src/kapture/dates/calendar.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/index.ts';
import { caseOf, patterns } from './payloadTests/support.ts';
import { noon } from '../sandbox/support.ts';
import { targetOf } from './target.ts';

const script = new URL('../../../src/kapture/store/storeWorker.ts', import.meta.url);
/** The ID of the sandbox's tenant. */
const cmId = '2469';
let phones = 9_100_000_000;

describe('each dialect, against the sandbox', function () {
  this.timeout(20_000);
  let box: Sandbox;
  let transport: Transport;
  let client: KaptureClient;
  before(async () => {
    // The clock is fixed, because otherwise customers of the sandbox appear while a test runs.
    box = await startSandbox({ now: () => noon });
    transport = createTransport();
    client = new KaptureClient(transport, { maxBytes: 10_000_000 });
  });
  after(async () => {
    await client.close();
    await box.close();
  });

  const target = (dialect: Dialect): Target => targetOf(box.url, { dialect, cmId });

  /** Sends the fields of an operation, by their shared names, as the editor does. */
  function send(dialect: Dialect, operation: OperationId, values: Readonly<Record<string, string>>): Promise<Exchange> {
    const form = formOf(operation, dialect);
    const { body } = readRequest(form, JSON.stringify(objectOf(form, values)));
    assert.ok(body);
    return client.send(operation, body, target(dialect));
  }

  /** Adds a customer, and gets it. */
  async function added(dialect: Dialect): Promise<Customer> {
    const phone = String(phones++);
    const values = { customer_name: 'Asha Rao', phone, email_id: `${phone}@example.com`, city: 'Pune' };
    const code = pathOfField(formOf('add', dialect), 'customer_code') ? { customer_code: `C-${phone}` } : undefined;
    const exchange = await send(dialect, 'add', { ...values, ...code });
    assert.equal(exchange.response.reading.outcome, 'success', String(exchange.response.text));
    const [customer] = customersOf(await send(dialect, 'get', { phone }));
    assert.ok(customer);
    assert.deepEqual([customer.name, customer.city], ['Asha Rao', 'Pune']);
    const { customerId } = exchange.response.reading;
    if (customerId !== undefined) assert.equal(customerId, customer.id);
    return customer;
  }

  async function read(id: string): Promise<RecordFields> {
    const [customer] = customersOf(await send('flat', 'get', { kapture_customer_id: id }));
    return fieldsOfRecord(customer?.text ?? assert.fail());
  }

  /** A safe save of changes that a user made to a record, while the server may have another one. */
  async function save(dialect: Dialect, id: string, base: RecordFields, changes: Record<string, string>) {
    const fresh = await read(id);
    const decision = decideSave(base, new Map([...base.shown, ...Object.entries(changes)]), fresh);
    const sent = sentFields(decision);
    const form = formOf('update', dialect);
    const { body, required, problem } = updateBody(form, { id, changes: sent, fresh });
    if (problem) return { decision, problem };
    const { reading, text } = (await client.send('update', body, target(dialect))).response;
    assert.equal(reading.outcome, 'success', String(text));
    const outcome = saveOutcome({ id, sent, required, form, fresh }, reading.customerId, await read(id));
    return { decision, outcome };
  }

  for (const dialect of dialects) {
    it(`${dialect}: Add, then Get → the customer`, async () => void (await added(dialect)));

    it(`${dialect}: Get Ticket of an unknown ID → the failure of the sandbox, read alike`, async () => {
      const { response } = await send(dialect, 'get-ticket', { ticket_ids: '' });
      assert.deepEqual([response.reading.outcome, response.reading.failure], ['failed', 'ticket-ids-missing']);
    });

    /** A flat Add has no customer code, so forms that need one start from a customer of the array form. */
    const adding = dialect === 'flat' ? 'flat' : 'array';
    it(`${dialect}: a safe save of changed fields → only these change, and the response names no other customer`, async () => {
      const { id } = await added(adding);
      const base = await read(id);
      const { outcome } = await save(dialect, id, base, { city: '"Agra"', customer_name: '"Asha Sen"' });
      const { verification, otherCustomer, stored } = outcome as SaveOutcome;
      assert.deepEqual([verification, otherCustomer], [{ differences: [], unreadable: [] }, undefined]);
      const changed = [...stored!.shown].filter(([field, value]) => base.shown.get(field) !== value);
      // In the sandbox, a contact has the customer's name until it is given a different one.
      assert.deepEqual(
        changed.map(([field]) => field),
        ['customer_name', 'city', 'contact_person_name'],
      );
    });
    for (const [what, others, mine, expected] of [
      ['only the user changed a field', {}, { city: '"Agra"' }, { city: '"Agra"' }],
      [
        'another user changed another field',
        { state: '"Goa"' },
        { city: '"Agra"' },
        { city: '"Agra"', state: '"Goa"' },
      ],
      ['another user made the same change', { city: '"Agra"' }, { city: '"Agra"' }, { city: '"Agra"' }],
      ['both changed a field, and the user overwrites', { city: '"Goa"' }, { city: '"Agra"' }, { city: '"Agra"' }],
    ] as const satisfies readonly (readonly [string, object, Record<string, string>, Record<string, string>])[])
      it(`${dialect}: ${what} → ${JSON.stringify(expected)}`, async () => {
        const { id } = await added(adding);
        const base = await read(id);
        const ofOthers = Object.fromEntries(
          Object.entries(others).map(([field, value]) => [field, JSON.parse(value) as string]),
        );
        await send('flat', 'update', { kapture_customer_id: id, ...ofOthers });
        const { decision } = await save(dialect, id, base, mine);
        const isConflict = what.startsWith('both');
        assert.deepEqual([...decision.conflicts.keys()], isConflict ? ['city'] : []);
        const after = await read(id);
        assert.deepEqual(
          Object.fromEntries(Object.keys(expected).map((field) => [field, readBack(after, field)])),
          expected,
        );
      });

    it(`${dialect}: a payload test that states it, on a flat connection → passes`, async () => {
      const phone = String(phones++);
      const form = formOf('add', dialect);
      const signal = new AbortController().signal;
      const result = await runCase(
        caseOf({
          dialect,
          steps: [
            {
              operation: 'add',
              body: objectOf(form, { customer_name: 'Asha', phone, email_id: `${phone}@example.com` }),
            },
            { operation: 'get', body: { phone }, expect: { response: { '/Customer Details/name': 'Asha' } } },
          ],
        }),
        {
          connection: target('flat').connection,
          patterns,
          lookup: () => undefined,
          readFile: () => Promise.reject(new Error('no files')),
          send: (operation, body, isKeyWrong, stated) =>
            sendTestRequest(client, { operation, dialect: stated, body, isKeyWrong }, target('flat'), {
              redact: (text) => text,
              signal,
            }),
        },
      );
      assert.deepEqual([result.outcome, result.findings], ['passed', []]);
      assert.equal(new URL(result.exchanges[0]!.url).pathname, form.path);
    });

    it(`${dialect}: a pull of today → each customer once, also those that were added in other dialects`, async () => {
      const { id } = await added(dialect);
      const folder = mkdtempSync(join(tmpdir(), 'kapture-matrix-'));
      const thread = startStoreThread<StoreCalls>(script, join(folder, 'kapture.db'));
      const { store } = thread;
      try {
        const used = target(dialect);
        const { tenant, name, timeZone } = used.connection;
        const today = todayIn(timeZone, noon);
        const range = { start: today, end: today };
        const periods = firstPeriods(range, used.connection, 'pull');
        const pull = await store.begin({ tenant, connection: name, timeZone }, range, periods);
        const reports: PeriodReport[] = [];
        await streamPull(periods, {
          transport,
          store,
          target: used,
          pull,
          signal: new AbortController().signal,
          maxBytes: () => 10_000_000,
          onPeriod: (report) => reports.push(report),
        });
        assert.deepEqual(
          reports.map(({ failure }) => failure),
          [undefined],
        );
        const rows = await store.page(pull.id, { limit: 10_000 });
        assert.equal(rows.filter((row) => row.id === id).length, 1);
        const flat = customersOf(await send('flat', 'pull', { start_date: today, end_date: today }));
        assert.deepEqual(rows.map((row) => row.id).sort(), flat.map((customer) => customer.id).sort());
      } finally {
        await thread.close();
        rmSync(folder, { recursive: true });
      }
    });

    for (const operation of operationIds)
      for (const { title, write } of copyFormats.filter((format) => format.title === 'curl (bash)'))
        it(`${dialect}: ${operation}, copied as ${title} and pasted → the same operation, dialect, path and body`, () => {
          const form = formOf(operation, dialect);
          const { connection } = target(dialect);
          // A flat body of an ID alone is a Get.
          const names = [...form.minimal, ...(operations[operation].act ? ['customer_name'] : [])];
          const minimal = objectOf(form, Object.fromEntries(names.map((field) => [field, '7'])));
          const json = JSON.stringify(operations[operation].module === 'customer' ? minimal : form.sample);
          const body = readRequest(form, json).body ?? assert.fail();
          const { request } = fromCurl(write({ url: urlOf(connection, operation), body, keyVariable: 'K' }));
          assert.ok(request);
          assert.deepEqual([request.path, request.body], [form.path, body]);
          assert.equal(
            recognizeOperation(request, []),
            operation === 'update' && isArrayLike(dialect) ? 'add' : operation,
          );
          assert.equal(otherDialect(operation, request.body, connection), undefined);
          const written: unknown = JSON.parse(body);
          assert.equal(
            dialectOfBody(operation, written, dialect),
            form === formOf(operation, 'flat') ? 'flat' : dialect,
          );
        });
  }

  it('nested: another user changed the code that the user changed, too → a conflict; overwritten → verified', async () => {
    const { id } = await added('array');
    const base = await read(id);
    assert.equal((await save('nested', id, base, { customer_code: `"X-${id}"` })).decision.conflicts.size, 0);
    const { decision, outcome } = await save('nested', id, base, { customer_code: `"Y-${id}"` });
    assert.deepEqual([...decision.conflicts], [['customer_code', `"Y-${id}"`]]);
    assert.deepEqual(outcome!.verification, { differences: [], unreadable: [] });
  });

  it('array: a safe save of a customer without a code → refused, because Kapture would add one', async () => {
    const { id } = await added('flat');
    const { problem } = await save('array', id, await read(id), { city: '"Agra"' });
    assert.deepEqual(problem, { reason: 'no-code', fields: ['customer_code'] });
  });
});

/** Whether Add and Update of a dialect have the same body. */
function isArrayLike(dialect: Dialect): boolean {
  return dialect === 'array' || dialect === 'object-2016';
}

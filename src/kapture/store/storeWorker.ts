import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { CustomerStore, type WindowWriter } from './customerStore.ts';
import { openDatabase } from './database.ts';
import { handedOver, type AppendResult, type StoreCalls, type StoreReply, type StoreRequest } from './storeCalls.ts';
import { StoreError } from './storeError.ts';

/*
 * The thread of a customer store: it opens the database named by `workerData` and does what it is asked, one thing after
 * the other. A file of its own in dist.
 */
const path = workerData as string;
const port = parentPort!;
let opened: StoreCalls | undefined;

port.on('message', ({ number, call, args }: StoreRequest) => {
  let reply: StoreReply;
  try {
    opened ??= open();
    const result = (opened[call] as (...args: readonly unknown[]) => unknown)(...args);
    reply = { number, result };
  } catch (caught) {
    const error = StoreError.from(caught);
    reply = { number, error: { reason: StoreError.is(error) ? error.reason : 'mistake', message: String(error instanceof Error ? error.message : error) } };
  }
  port.postMessage(reply, call === 'append' && reply.result ? handedOver(reply.result as AppendResult) : []);
});

function open(): StoreCalls {
  const store = new CustomerStore(openDatabase(path).database, dirname(path));
  const windows = new Map<number, WindowWriter>();
  let count = 0;
  return {
    begin: (...args) => store.begin(...args),
    end: (pull) => store.end(pull),
    replaceWindows: (...args) => store.replaceWindows(...args),
    put: (...args) => store.put(...args),
    last: (connection) => store.last(connection),
    windows: (pull) => store.windows(pull),
    count: (...args) => store.count(...args),
    groups: (...args) => store.groups(...args),
    page: (...args) => store.page(...args),
    find: (...args) => store.find(...args),
    record: (...args) => store.record(...args),
    clear: (connection) => store.clear(connection),
    prune: (limits) => store.prune(limits),
    bytesOnDisk: () => store.bytesOnDisk,
    openWindow: (pull, window) => {
      windows.set(++count, store.openWindow(pull, window));
      return count;
    },
    append: (window, bytes, spans, notes) => ({ ...windows.get(window)!.append(bytes, spans, notes), bytes, notes }),
    endWindow: (window, failure, options) => {
      windows.get(window)!.end(failure, options);
      windows.delete(window);
    },
  };
}

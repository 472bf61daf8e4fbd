// Stores a write that is about to be sent, says so, and waits: `node sendingProcess.ts PATH`.
import { openDatabase } from '../../../../src/kapture/store/database.ts';
import { HistoryStore } from '../../../../src/kapture/store/historyStore.ts';
import { historyTables } from '../../../../src/kapture/store/historyTables.ts';
import { exchangeOf } from './exchangeOf.ts';

const store = new HistoryStore(openDatabase(process.argv[2]!, historyTables).database);
const { response: _, ...request } = exchangeOf('killed', { operation: 'update' });
process.send!(store.writes.begin(request, { entries: 10, bytes: 1e9 }));
setInterval(() => undefined, 1000);

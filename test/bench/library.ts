// What the bench measures of the library, bundled as the package has it.
export { KaptureClient } from '../../src/kapture/exchange/client.ts';
export { createTransport } from '../../src/kapture/http/transport.ts';
export { exportCustomers } from '../../src/kapture/exports/exportCustomers.ts';
export { startStoreThread } from '../../src/kapture/store/storeThread.ts';
export { storedRecords } from '../../src/kapture/store/spoolFiles.ts';
export { streamPull } from '../../src/kapture/pull/streamPull.ts';

import { parentPort, workerData } from 'node:worker_threads';
import { importCollection } from './importCollection.ts';
import type { PostmanJob } from './postmanThread.ts';
import { readPostman } from './readPostman.ts';

/* Worker thread that reads or imports one Postman file. Built as a separate file. */
const job = workerData as PostmanJob;

function run(): unknown {
  if ('read' in job) return readPostman(job.read);
  const { collection, environments, own } = job.import;
  return importCollection(collection, environments, own);
}

parentPort!.postMessage(run());

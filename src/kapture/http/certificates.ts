import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { KaptureError } from './kaptureError.ts';

/**
 * The certificates to trust, in PEM: Node's own, those of `NODE_EXTRA_CA_CERTS`, and the given ones. A user's
 * certificates are trusted in addition to the others, not instead of them.
 */
export function trustedCertificates(...more: readonly (readonly string[])[]): string[] {
  return [...new Set([...getCACertificates('default'), ...more.flat()])];
}

/** Reads the certificates of a connection's file. Throws a {@link KaptureError} (`ca-file`) if it cannot be used. */
export async function readCertificates(file: string, host: string): Promise<string[]> {
  const bad = (detail: string, cause?: unknown): KaptureError =>
    new KaptureError('ca-file', host, `${file}: ${detail}`, cause);
  let text: string;
  try {
    text = await readFile(file, 'latin1');
  } catch (error) {
    throw bad((error as NodeJS.ErrnoException).code ?? 'unreadable', error);
  }
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
  if (!certificates) throw bad('no PEM certificate found');
  try {
    return certificates.map((certificate) => new X509Certificate(certificate).toString());
  } catch (error) {
    throw bad('damaged certificate', error);
  }
}

let loading: Promise<readonly string[]> | undefined;
/** The last attempt failed, or found no certificates. */
let isEmpty = false;

/** The certificates of the operating system; empty if they cannot be read. */
export function systemCertificates(): Promise<readonly string[]> {
  loading ??= readSystemCertificates();
  return loading;
}

/**
 * Makes the next call read the system's certificates again if the last attempt found none. Called when a server is not
 * trusted.
 */
export function retrySystemCertificates(): void {
  if (isEmpty) loading = undefined;
}

async function readSystemCertificates(): Promise<readonly string[]> {
  // Node caches the first result in each process, even a failure, so a second attempt needs a new process.
  const read = isEmpty ? readInProcess : readInThread;
  isEmpty = false;
  const certificates = await read(certificateScript).catch(() => []);
  isEmpty = certificates.length === 0;
  return certificates;
}

const certificateScript = "require('node:tls').getCACertificates('system')";

/** In a separate thread, because it blocks for seconds on some systems, and with it every other extension. */
function readInThread(script: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(`require('node:worker_threads').parentPort.postMessage(${script})`, {
      eval: true,
      execArgv: [],
      stderr: true,
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The thread ended with ${code}.`)));
  });
}

async function readInProcess(script: string): Promise<string[]> {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--eval', `process.stdout.write(JSON.stringify(${script}))`],
    // The executable of the extension host is Electron.
    { env: { ...environment, ELECTRON_RUN_AS_NODE: '1' }, maxBuffer: 1 << 26, windowsHide: true },
  );
  return JSON.parse(stdout) as string[];
}

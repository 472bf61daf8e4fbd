import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { KaptureError } from './kaptureError.ts';

/**
 * Certificates to trust, in PEM: Node's own and those of `NODE_EXTRA_CA_CERTS`, and more. A certificate of one's own is
 * trusted beside the others, not instead of them.
 */
export function trustedCertificates(...more: readonly (readonly string[])[]): string[] {
  return [...new Set([...getCACertificates('default'), ...more.flat()])];
}

/** The certificates of a connection's file. Throws a {@link KaptureError} for the host if it cannot be used. */
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
  if (!certificates) throw bad('no certificate in PEM form');
  try {
    return certificates.map((certificate) => new X509Certificate(certificate).toString());
  } catch (error) {
    throw bad('a certificate that is damaged', error);
  }
}

let loading: Promise<readonly string[]> | undefined;
/** The last reading failed, or found none. */
let isNone = false;

/** The certificates of the operating system; none where they cannot be read. */
export function systemCertificates(): Promise<readonly string[]> {
  loading ??= readSystemCertificates();
  return loading;
}

/** Has the system's certificates read again if the last reading found none. To be called once a server is not trusted. */
export function retrySystemCertificates(): void {
  if (isNone) loading = undefined;
}

async function readSystemCertificates(): Promise<readonly string[]> {
  // Node keeps what a process has read first, failures too.
  const read = isNone ? readInProcess : readInThread;
  isNone = false;
  const certificates = await read(certificateScript).catch(() => []);
  isNone = certificates.length === 0;
  return certificates;
}

const certificateScript = "require('node:tls').getCACertificates('system')";

/** In a thread of its own: it takes up to seconds on some systems, in which every other extension would wait. */
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
    // The extension host is Electron.
    { env: { ...environment, ELECTRON_RUN_AS_NODE: '1' }, maxBuffer: 1 << 26, windowsHide: true },
  );
  return JSON.parse(stdout) as string[];
}

import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { KaptureError } from './errors.ts';

/**
 * Certificates to trust, in PEM: Node's own and those of `NODE_EXTRA_CA_CERTS`, those of the system where wanted, and more.
 * A certificate of one's own is trusted beside the others, not instead of them.
 */
export async function trustedCertificates(usesSystem: boolean, more: readonly string[]): Promise<string[]> {
  return [...new Set([...getCACertificates('default'), ...(usesSystem ? await systemCertificates() : []), ...more])];
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

let loading: Promise<string[]> | undefined;

/** Read once, in a thread of its own: it takes up to seconds on some systems, in which every other extension would wait. */
function systemCertificates(): Promise<string[]> {
  loading ??= new Promise((resolve) => {
    const worker = new Worker(
      "require('node:worker_threads').parentPort.postMessage(require('node:tls').getCACertificates('system'))",
      { eval: true, execArgv: [], stderr: true },
    );
    worker.once('message', resolve);
    // A system without a store that can be read has nothing to add.
    worker.once('error', () => resolve([]));
    worker.once('exit', () => resolve([]));
  });
  return loading;
}

import { checkConnection, type CheckOptions } from '../../../../src/kapture/connectionCheck/checkConnection.ts';
import type { CheckReport, CheckStepId, Finding } from '../../../../src/kapture/connectionCheck/checkReport.ts';
import type { Connection } from '../../../../src/kapture/connection/connection.ts';
import { networkOfEnvironment } from '../../../../src/kapture/http/network.ts';
import type { Transport } from '../../../../src/kapture/http/transport.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';
import { targetOf } from '../target.ts';

export interface CheckSettings extends Partial<Omit<CheckOptions, 'transport' | 'targets' | 'network'>> {
  readonly settings?: Partial<Connection>;
  /** The pasted key of all operations. */
  readonly key?: string;
}

/** Checks a server with one key for all operations. */
export function check(
  transport: Transport,
  origin: string,
  { settings = {}, key, ...options }: CheckSettings = {},
): Promise<CheckReport> {
  const target = targetOf(origin, settings, key);
  return checkConnection({
    transport,
    targets: { get: target, pull: target, 'get-ticket': target },
    network: networkOfEnvironment({}),
    ...options,
  });
}

/** A line for each finding, such as `shown: Get Customer accepts the auth key.` */
export function findingsIn({ findings }: CheckReport): string[] {
  return findings.map(({ certainty, text }) => `${certainty}: ${inEnglish(text)}`);
}

/** A line for each conclusion of a step. */
export function conclusionsIn({ steps }: CheckReport, id: CheckStepId): string[] {
  return steps
    .find((step) => step.id === id)!
    .conclusions.map(({ certainty, text }) => `${certainty}: ${inEnglish(text)}`);
}

export function changesIn({ findings }: CheckReport): Finding['change'][] {
  return findings.flatMap(({ change }) => change ?? []);
}

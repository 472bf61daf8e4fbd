import { isApplied } from '../../kapture/connectionCheck/connectionChange.ts';
import type { CheckReport, ConnectionChange } from '../../kapture/connectionCheck/checkReport.ts';
import { sandboxName, type Connection } from '../../kapture/connection/connection.ts';
import type { Targets } from '../shared/ports.ts';

/** A change that a report proposes. */
export interface ProposedChange {
  /** The number of its finding, from 0. */
  readonly finding: number;
  readonly change: ConnectionChange;
  readonly isApplied: boolean;
}

/**
 * The connection of a report; undefined if it no longer exists or now has another base URL, so that nothing can be
 * applied.
 */
export function connectionOf(report: CheckReport, targets: Targets): Connection | undefined {
  const name = report.connection;
  const connection = targets.all.find((candidate) => candidate.name === name);
  // The sandbox is not in the settings.
  return name !== sandboxName && connection?.baseUrl === report.baseUrl ? connection : undefined;
}

/** The changes that a report proposes, and whether the connection already has them. Empty if nothing can be applied. */
export function changesOf(report: CheckReport, targets: Targets): readonly ProposedChange[] {
  const connection = connectionOf(report, targets);
  if (!connection) return [];
  return report.findings.flatMap(({ change }, finding) =>
    change ? [{ finding, change, isApplied: isApplied(connection, change) }] : [],
  );
}

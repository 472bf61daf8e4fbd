import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { PlanHead } from '../../kapture/bulk/plans/planHead.ts';
import { hashOf } from '../../kapture/bulk/tables/tableText.ts';

/**
 * The name of a plan's file if its content has changed since. Undefined if it has not, or if the file cannot be read
 * here: the plan has all of its rows.
 */
export async function changedPlanFile(
  { file }: Pick<PlanHead, 'file'>,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (!file) return undefined;
  try {
    // Reading a pipe could wait without end.
    if (!(await stat(file.path)).isFile()) return undefined;
    const { sha256 } = await hashOf({ path: file.path }, signal);
    return sha256 === file.sha256 ? undefined : path.basename(file.path);
  } catch {
    return undefined;
  }
}

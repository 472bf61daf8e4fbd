import { l10n } from 'vscode';
import type { PlanProgress } from '../../kapture/bulk/planning/makePlanOptions.ts';
import type { RunProgress } from '../../kapture/bulk/runs/runReport.ts';
import { isMoving } from '../../kapture/bulk/progress/isMoving.ts';
import { settledCount } from '../../kapture/bulk/progress/settledCount.ts';
import { numberText } from '../shared/texts/localTexts.ts';

/** How far work on a plan is, for a narrow place. Of a run, how many writes are done, as the summary of its plan. */
export function shortProgress(progress: PlanProgress | RunProgress): string {
  const { phase, done, total } = progress;
  const count = total === undefined ? numberText(done) : l10n.t('{0} of {1}', numberText(done), numberText(total));
  return [
    ...(phase === 'paused' ? [phaseText(progress)] : []),
    count,
    ...('failed' in progress ? countsOf(progress) : []),
  ].join(' · ');
}

/** How far work on a plan is, with the rate and the time left. Of a run, the summary of its plan has the number. */
export function progressText(progress: PlanProgress | RunProgress): string {
  const parts = 'failed' in progress ? countsOf(progress) : [shortProgress(progress)];
  return [phaseText(progress), ...parts, ...(isMoving(progress) ? speedOf(progress) : [])].join(' · ');
}

function speedOf({ perSecond, secondsLeft }: PlanProgress | RunProgress): string[] {
  return [
    ...(perSecond > 0 ? [l10n.t('{0} per second', numberText(perSecond, { maximumSignificantDigits: 2 }))] : []),
    ...(secondsLeft === undefined ? [] : [l10n.t('{0} left', timeLeft(secondsLeft))]),
  ];
}

/** From 0 to 1; undefined if the total is unknown. */
export function shareOf(progress: PlanProgress | RunProgress): number | undefined {
  return progress.total ? Math.min(1, settledCount(progress) / progress.total) : undefined;
}

function phaseText({ phase }: PlanProgress | RunProgress): string {
  switch (phase) {
    case 'reading':
      return l10n.t('Reading rows');
    case 'looking-up':
      return l10n.t('Looking up customers');
    case 'resolving':
      return l10n.t('Checking earlier writes');
    case 'writing':
      return l10n.t('Writing');
    case 'responding':
      return l10n.t('Waiting for a response');
    case 'waiting':
      return l10n.t('Waiting, because the server is rate limiting requests');
    case 'paused':
      return l10n.t('Paused');
  }
}

/** The rows that have ended without a write, or that may not be written. */
function countsOf({ upToDate, failed, unknown, conflicts }: RunProgress): string[] {
  return [
    ...(upToDate ? [l10n.t('{0} already up to date', numberText(upToDate))] : []),
    ...(failed ? [l10n.t('{0} failed', numberText(failed))] : []),
    ...(conflicts ? [l10n.t('{0} in conflict', numberText(conflicts))] : []),
    ...(unknown ? [l10n.t('{0} unknown', numberText(unknown))] : []),
  ];
}

function timeLeft(seconds: number): string {
  const unit = seconds < 90 ? 'second' : 'minute';
  return numberText(Math.max(1, Math.round(seconds / (unit === 'second' ? 1 : 60))), {
    style: 'unit',
    unit,
    unitDisplay: 'long',
  });
}

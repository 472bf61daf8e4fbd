import { l10n } from 'vscode';
import type { PlanProgress } from '../../kapture/bulk/planning/makePlanOptions.ts';
import type { RunProgress } from '../../kapture/bulk/runs/applyPlan.ts';
import { numberText } from '../shared/texts/localTexts.ts';

/** How far work on a plan is, for a narrow place. */
export function shortProgress(progress: PlanProgress | RunProgress): string {
  const done = doneOf(progress);
  return progress.total === undefined
    ? numberText(done)
    : l10n.t('{0} of {1}', numberText(done), numberText(progress.total));
}

/** How far work on a plan is, with the rate and the time left. Of a run, the summary of its plan has the number. */
export function progressText(progress: PlanProgress | RunProgress): string {
  const parts = 'failed' in progress ? countsOf(progress) : [shortProgress(progress)];
  return [phaseText(progress), ...parts, ...(progress.phase === 'paused' ? [] : speedOf(progress))].join(' · ');
}

function speedOf({ perSecond, secondsLeft }: PlanProgress | RunProgress): string[] {
  return [
    ...(perSecond > 0 ? [l10n.t('{0} per second', numberText(perSecond, { maximumSignificantDigits: 2 }))] : []),
    ...(secondsLeft === undefined ? [] : [l10n.t('{0} left', timeLeft(secondsLeft))]),
  ];
}

/** From 0 to 1; undefined if the total is unknown. */
export function shareOf(progress: PlanProgress | RunProgress): number | undefined {
  return progress.total ? Math.min(1, doneOf(progress) / progress.total) : undefined;
}

/** The number of rows that are settled, whatever became of them. */
function doneOf(progress: PlanProgress | RunProgress): number {
  return 'failed' in progress ? progress.done + progress.failed + progress.unknown + progress.conflicts : progress.done;
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
    case 'waiting':
      return l10n.t('Waiting, because the server is rate limiting requests');
    case 'paused':
      return l10n.t('Paused');
  }
}

function countsOf({ failed, unknown, conflicts }: RunProgress): string[] {
  return [
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

import type { RunProgress } from '../../kapture/bulk/runs/applyPlan.ts';
import type { PlanProgress } from '../../kapture/bulk/planning/makePlanOptions.ts';

type Progress = PlanProgress | RunProgress;

const phaseTitles: Readonly<Record<Progress['phase'], string>> = {
  reading: 'Reading',
  'looking-up': 'Looking up',
  resolving: 'Checking earlier writes',
  writing: 'Writing',
  waiting: 'Waiting, because the server is rate limiting requests',
  paused: 'Paused',
};

/** How far work on a plan is, with the rate and the time left. */
export function progressLine(progress: Progress): string {
  const { phase, total, perSecond, secondsLeft } = progress;
  const parts = [
    total === undefined ? `${doneOf(progress)}` : `${doneOf(progress)} of ${total}`,
    ...('failed' in progress && progress.failed ? [`${progress.failed} failed`] : []),
    ...(perSecond > 0 ? [`${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)} per second`] : []),
    ...(secondsLeft === undefined ? [] : [`${timeText(secondsLeft)} left`]),
  ];
  return `${phaseTitles[phase]}: ${parts.join(', ')}`;
}

/** The number of rows that are settled, whatever became of them. */
function doneOf(progress: Progress): number {
  return 'failed' in progress ? progress.done + progress.failed + progress.unknown + progress.conflicts : progress.done;
}

function timeText(seconds: number): string {
  const isShort = seconds < 90;
  const count = Math.max(1, Math.round(isShort ? seconds : seconds / 60));
  return `${count} ${isShort ? 'second' : 'minute'}${count === 1 ? '' : 's'}`;
}

import type { RunProgress } from '../../kapture/bulk/runs/runReport.ts';
import type { PlanProgress } from '../../kapture/bulk/planning/makePlanOptions.ts';
import { isMoving } from '../../kapture/bulk/progress/isMoving.ts';

type Progress = PlanProgress | RunProgress;

const phaseTitles: Readonly<Record<Progress['phase'], string>> = {
  reading: 'Reading',
  'looking-up': 'Looking up',
  resolving: 'Checking earlier writes',
  writing: 'Writing',
  responding: 'Waiting for a response',
  waiting: 'Waiting, because the server is rate limiting requests',
  paused: 'Paused',
};

/** How far work on a plan is, with the rate and the time left. Of a run, how many rows are written. */
export function progressLine(progress: Progress): string {
  const { phase, done, total, perSecond, secondsLeft } = progress;
  const hasSpeed = isMoving(progress);
  const parts = [
    total === undefined ? `${done}` : `${done} of ${total}`,
    ...('failed' in progress ? countsOf(progress) : []),
    ...(hasSpeed && perSecond > 0
      ? [`${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)} per second`]
      : []),
    ...(hasSpeed && secondsLeft !== undefined ? [`${timeText(secondsLeft)} left`] : []),
  ];
  return `${phaseTitles[phase]}: ${parts.join(', ')}`;
}

/** The rows that have ended without a write, or that may not be written. */
function countsOf({ upToDate, failed, conflicts, unknown }: RunProgress): string[] {
  return [
    ...(upToDate ? [`${upToDate} already up to date`] : []),
    ...(failed ? [`${failed} failed`] : []),
    ...(conflicts ? [`${conflicts} in conflict`] : []),
    ...(unknown ? [`${unknown} unknown`] : []),
  ];
}

function timeText(seconds: number): string {
  const isShort = seconds < 90;
  const count = Math.max(1, Math.round(isShort ? seconds : seconds / 60));
  return `${count} ${isShort ? 'second' : 'minute'}${count === 1 ? '' : 's'}`;
}

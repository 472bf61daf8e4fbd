import { problem } from '../problem/problem.ts';
import type { Conclusion, SentRead } from './checkReport.ts';
import { cannotTell, commonConclusion, shown, suggests } from './conclusions.ts';
import { isAbsent, isRejected, responseTo } from './readOutcomes.ts';

/** Whether Get Ticket exists at a path: `shape` if it exists and refused the shape of the body. */
export function ticketAt(read: SentRead | undefined): 'works' | 'exists' | 'rejected' | 'shape' | 'absent' | undefined {
  const response = read && responseTo(read);
  if (!response) return undefined;
  if (isRejected(read)) return 'rejected';
  if (isAbsent(response)) return 'absent';
  if (commonConclusion(read)) return undefined;
  const { outcome, failure } = response.reading;
  if (failure === 'invalid-json') return 'shape';
  if (outcome === 'success' || failure !== undefined) return 'works';
  return outcome === 'failed' ? 'exists' : undefined;
}

/** What a Get Ticket says about its path. */
export function conclusionOfTicket(read: SentRead): Conclusion {
  switch (ticketAt(read)) {
    case 'works':
      return shown(problem('Get Ticket works at this path, with one object as its body.'));
    case 'exists':
      return suggests(problem('Get Ticket is at this path. Its response is not documented.'));
    case 'shape':
      return suggests(problem('Get Ticket is at this path, but does not accept an object as its body.'));
    default:
      return (
        commonConclusion(read) ?? cannotTell(problem('The response is not one that Kapture documents for Get Ticket.'))
      );
  }
}

/** What a Get Ticket with an array of one says, after the object was refused. */
export function conclusionOfTicketArray(read: SentRead): Conclusion {
  switch (ticketAt(read)) {
    case 'works':
    case 'exists':
      return suggests(
        problem('Get Ticket accepts an array of one object. The extension sends an object, as Kapture documents it.'),
      );
    default:
      return cannotTell(problem('An array of one object is not accepted either.'));
  }
}

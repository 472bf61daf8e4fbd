import type { OperationForm } from '../catalogue/form.ts';
import { readRequest, type RequestReading } from './requestBody.ts';
import { unclosedVariablesIn, type VariableLookup } from '../variables/variables.ts';

/** Like `readRequest`, for a text that the user wrote: a variable that is not closed is a mistake. */
export function readToSend(form: Pick<OperationForm, 'shape'>, text: string, lookup: VariableLookup): RequestReading {
  const reading = readRequest(form, text, lookup);
  if (reading.problem) return reading;
  const [unclosed] = unclosedVariablesIn(text);
  if (!unclosed) return reading;
  const { offset, length, name } = unclosed;
  return { problem: { reason: 'unclosed-variable', offset, length, detail: name } };
}

export { askOperation } from '../shared/questions/askOperation.ts';
export { openDraft, openDraftOf } from './drafts.ts';
export { failureFixes } from './failureFixes.ts';
export { askIdentifier } from './identifierInput.ts';
export { askRequest } from './askRequest.ts';
export { misspeltFixes } from './misspeltKeys.ts';
export { completePin } from './pinCompletion.ts';
export { pinRequest, pinTo } from './pinRequest.ts';
export { variableFixes } from './variableFixes.ts';

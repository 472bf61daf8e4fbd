export { askAnswers } from './askAnswers.ts';
export { complete } from './completions.ts';
export { hover } from './hover.ts';
export { previewVariables } from './previewVariables.ts';

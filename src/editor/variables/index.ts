export { askAnswers } from './askAnswers.ts';
export { complete } from './completions.ts';
export { hover } from './hover.ts';
export { showPreview } from './showPreview.ts';

export { fieldHandlers } from './fieldHandlers.ts';
export { LearnedFields } from './learnedFields.ts';

export { LearnedFields } from './learnedFields.ts';

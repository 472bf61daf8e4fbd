export { responseLenses } from './responseLenses.ts';

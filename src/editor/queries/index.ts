/** Queries are loaded on first use. */
export { Queries } from './queries.ts';

export { fieldHover } from './fieldHover.ts';

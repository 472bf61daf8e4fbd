export { SnippetsView } from './snippetsView.ts';

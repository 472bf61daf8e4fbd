import type { CommandId } from '../shared/commandMap.ts';

/** The commands of the Requests view. */
export const snippetCommands = [
  'kapture.saveAsSnippet',
  'kapture.openRequest',
  'kapture.sendFromView',
  'kapture.sendAllInFolder',
  'kapture.sendAllInFile',
  'kapture.continueSendAll',
  'kapture.showSendAllResults',
  'kapture.renameRequest',
  'kapture.duplicateRequest',
  'kapture.deleteRequest',
  'kapture.revealRequest',
  'kapture.revealRequestInOs',
  'kapture.copyRequestPath',
  'kapture.showMoreRequests',
  'kapture.restoreSnippets',
  'kapture.emptySnippetTrash',
  'kapture.refreshRequests',
] as const satisfies readonly CommandId[];

export type SnippetCommand = (typeof snippetCommands)[number];

/** The commands on entries, whose code is loaded on first use. */
export const historyCommandIds = [
  'kapture.openHistoryResponse',
  'kapture.openHistoryRequest',
  'kapture.getHistoryCustomer',
  'kapture.showHistoryHeaders',
  'kapture.resendFromHistory',
  'kapture.compareResponses',
  'kapture.deleteHistoryEntry',
] as const;

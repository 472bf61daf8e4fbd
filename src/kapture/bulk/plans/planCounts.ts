import type { RowKind, RowState } from './planRow.ts';

export interface PlanCounts {
  readonly kinds: Readonly<Record<RowKind, number>>;
  /** The included rows of these kinds, which a run writes. */
  readonly included: Readonly<Record<'add' | 'update', number>>;
  /** The states of the included adds and updates. */
  readonly states: Readonly<Record<RowState, number>>;
  /** The unknown ones whose response names another customer. No run reads them again. */
  readonly otherCustomer: number;
  /** The updates that are done, and how many of them another plan has reverted. */
  readonly updated: number;
  readonly reverted: number;
  /** How many other ones it has reverted in part: previous values are unknown, or Kapture ignored blank ones. */
  readonly revertedInPart: number;
  /** The updates that no plan reverts again, because the response of one that did names another customer. */
  readonly revertedOther: number;
  /** Another plan can revert an update: it is done, and a known previous value was not written back. */
  readonly canRevert: boolean;
  /** The updates that are done only in part. */
  readonly partlyDone: number;
  /** How many of them without their blank values, which Kapture ignored. */
  readonly partlyIgnored: number;
  /** How many of them without masked fields. A row can be in both. */
  readonly partlyMasked: number;
  /** The included updates that are not sent, or already stored, without masked fields. */
  readonly omitting: number;
  /** The excluded ones. */
  readonly excludedOmitting: number;
  /** The included updates that are not sent and replace the name of their customer. */
  readonly renames: number;
  /** The number of the first of them. */
  readonly firstRename?: number | undefined;
  /** The excluded ones. */
  readonly excludedRenames: number;
  /** What a plan that reverts another one leaves as it is. */
  readonly notReverted: NotReverted;
}

export interface NotReverted {
  /** Fields whose previous values are unknown, and the number of their customers. */
  readonly fields: number;
  readonly customers: number;
  /** Updates of the other plan whose outcome is unknown now, and which a run of it can decide. */
  readonly unknown: number;
  /** Updates of the other plan whose response names another customer, which no run can decide. */
  readonly otherCustomer: number;
}

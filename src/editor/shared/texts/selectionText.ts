import * as vscode from 'vscode';
import type { Facet, Selection } from '../../../kapture/store/customerShapes.ts';
import { wallTimeText } from './localTexts.ts';
import { oneLine } from './plainText.ts';

/** A value of a facet as people read it: a day in their words, a name as the server has it, or that there is none. */
export function keyText({ by, key }: Selection): string {
  if (!key) return missingTexts()[by];
  if (by === 'day') return wallTimeText(key, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  if (by === 'month') return wallTimeText(key, { month: 'long', year: 'numeric' });
  return oneLine(key);
}

/** Whom a selection leaves, in words: `City: Pune`. */
export function selectionText(selection: Selection): string {
  return selection.key ? vscode.l10n.t('{0}: {1}', facetTexts()[selection.by], keyText(selection)) : keyText(selection);
}

function facetTexts(): Readonly<Record<Facet, string>> {
  return {
    day: vscode.l10n.t('Day'),
    month: vscode.l10n.t('Month'),
    agent: vscode.l10n.t('Agent'),
    source: vscode.l10n.t('Source'),
    city: vscode.l10n.t('City'),
    status: vscode.l10n.t('Status'),
    phone: vscode.l10n.t('Phone'),
    email: vscode.l10n.t('Email'),
  };
}

function missingTexts(): Readonly<Record<Facet, string>> {
  return {
    day: vscode.l10n.t('No date'),
    month: vscode.l10n.t('No date'),
    agent: vscode.l10n.t('No agent'),
    source: vscode.l10n.t('No source'),
    city: vscode.l10n.t('No city'),
    status: vscode.l10n.t('No status'),
    phone: vscode.l10n.t('No phone'),
    email: vscode.l10n.t('No email'),
  };
}

import { requirementTitles, type FieldSchema } from './vocabulary.ts';

/** The text of a field's hover. */
export function fieldMarkdown({ description, requirement, documentedType }: FieldSchema): string {
  const facts = [
    requirement && `**${requirementTitles[requirement]}**`,
    documentedType && `documented as ${documentedType}`,
  ].filter(Boolean);
  return [description, facts.join(' · ')].filter(Boolean).join('\n\n');
}

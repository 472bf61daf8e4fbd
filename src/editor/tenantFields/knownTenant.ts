import { l10n } from 'vscode';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { allOf } from '../../kapture/tenantFields/learning.ts';
import type { OfferedField } from '../../kapture/tenantFields/schemaWithFields.ts';
import {
  documentedRecord,
  fieldsOf,
  isOwn,
  ownCustomerFields,
  pathText,
  taughtBy,
  type RecordPath,
  type TenantField,
} from '../../kapture/tenantFields/tenantFields.ts';
import type { KnownFields } from '../shared/ports.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { markdownText, oneLine } from '../shared/texts/plainText.ts';
import { seenText, shapesText, shareText, typesOf } from './seenTexts.ts';
import type { TenantSchema } from './learned.ts';

/** The known fields of a tenant, as requests and hovers show them. */
export class KnownTenant implements KnownFields {
  readonly version: number;
  readonly #schema: TenantSchema;
  #offered: readonly OfferedField[] | undefined;
  #byPath: ReadonlyMap<string, TenantField> | undefined;

  constructor(schema: TenantSchema, version: number) {
    this.#schema = schema;
    this.version = version;
  }

  /** Whether these are the fields of a schema, so that they are the same as before. */
  isOf({ learning, name, labels }: TenantSchema): boolean {
    const own = this.#schema;
    const textOf = (all: TenantSchema['labels']): string => JSON.stringify([...all]);
    return own.learning === learning && own.name === name && textOf(own.labels) === textOf(labels);
  }

  get offered(): readonly OfferedField[] {
    return (this.#offered ??= this.#offeredFields());
  }

  hoverOf(operation: OperationId, path: RecordPath): string | undefined {
    this.#byPath ??= this.#fieldsByPath();
    const label = this.#schema.labels.get(pathText(path));
    const field = this.#byPath.get(keyOf(operation, path));
    if (label === undefined && (!field || !isOwn(field))) return undefined;
    return this.#markdown(label, field);
  }

  #offeredFields(): OfferedField[] {
    const { learning, labels, name } = this.#schema;
    const own = ownCustomerFields(learning);
    const seen = new Set(own.map(({ path }) => path[0]));
    // Labels of fields that were not seen, but not of those in objects.
    const labeled = [...labels.keys()].filter((field) => /^[^.[\]]+$/.test(field) && !seen.has(field));
    return [
      ...own.map((field): OfferedField => {
        const [fieldName = ''] = field.path;
        const label = labels.get(fieldName);
        const seenIn = seenText(field.learned!, field.of, oneLine(name, 60));
        return {
          name: fieldName,
          type: typesOf(field.learned!).find((type) => type !== 'null') ?? 'string',
          detail: label === undefined ? seenIn : `${label} · ${seenIn}`,
          markdown: this.#markdown(label, field),
        };
      }),
      ...labeled.map((field): OfferedField => {
        const label = labels.get(field)!;
        return { name: field, type: 'string', detail: label, markdown: this.#markdown(label, undefined) };
      }),
    ];
  }

  #markdown(label: string | undefined, field: TenantField | undefined): string {
    const learned = field && isOwn(field) ? field.learned : undefined;
    return [
      label === undefined ? '' : `**${markdownText(oneLine(label))}**`,
      ...(field && learned ? this.#facts(field) : []),
    ]
      .filter(Boolean)
      .join('\n\n');
  }

  #facts({ learned, of, path }: TenantField): string[] {
    const name = markdownText(oneLine(this.#schema.name, 60));
    const shapes = shapesText(learned!, 3);
    return [
      l10n.t("A field of {0} that Kapture's documentation does not mention.", name),
      path.length === 1
        ? l10n.t(
            'Seen in {0} of the examined records ({1}), with a value in {2}.',
            shareText(learned!.seen, of),
            numberText(of),
            shareText(learned!.filled, of),
          )
        : l10n.t(
            'Seen in {0} of the examined objects ({1}), with a value in {2}.',
            shareText(learned!.seen, of),
            numberText(of),
            shareText(learned!.filled, of),
          ),
      [typesOf(learned!).join(', '), markdownText(shapes)].filter(Boolean).join(' · '),
    ];
  }

  /** The fields of all records; those of the operation with more examined records, if several have one. */
  #fieldsByPath(): Map<string, TenantField> {
    const { learning } = this.#schema;
    const found = new Map<string, TenantField>();
    for (const operation of taughtBy) {
      const learned = learning[operation];
      if (!learned) continue;
      for (const field of fieldsOf(documentedRecord(operation), allOf(learned))) {
        const key = keyOf(operation, field.path);
        if (field.learned && (found.get(key)?.of ?? 0) < field.of) found.set(key, field);
      }
    }
    return found;
  }
}

/** Customers and tickets can have fields of the same name. */
function keyOf(operation: OperationId, path: RecordPath): string {
  return `${operations[operation].module} ${pathText(path)}`;
}

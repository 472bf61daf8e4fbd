import { l10n } from 'vscode';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { pathText, type RecordPath } from '../../kapture/tenantFields/learnedRecords.ts';
import type { OfferedField } from '../../kapture/tenantFields/schemaWithFields.ts';
import {
  documentedRecord,
  fieldsOf,
  isOwn,
  ownCustomerFields,
  taughtBy,
  type TenantField,
} from '../../kapture/tenantFields/tenantFields.ts';
import type { KnownFields } from '../shared/knownFields.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { markdownText, oneLine } from '../shared/texts/plainText.ts';
import { seenText, shareText, typesOf, type TenantSchema } from './schemaText.ts';

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

  /** Whether these are the fields of a schema, which means that nothing has changed. */
  isOf({ learning, name }: TenantSchema): boolean {
    return this.#schema.learning === learning && this.#schema.name === name;
  }

  get offered(): readonly OfferedField[] {
    return (this.#offered ??= this.#offeredFields());
  }

  hoverOf(operation: OperationId, path: RecordPath): string | undefined {
    this.#byPath ??= this.#fieldsByPath();
    const field = this.#byPath.get(keyOf(operation, path));
    return field && isOwn(field) ? this.#seen(field) : undefined;
  }

  #offeredFields(): OfferedField[] {
    const { learning, name } = this.#schema;
    return ownCustomerFields(learning).map((field) => ({
      name: field.path[0]!,
      type: typesOf(field.learned!).find((type) => type !== 'null') ?? 'string',
      detail: seenText(field.learned!, field.of, oneLine(name, 60)),
      markdown: `${l10n.t("A field of {0} that Kapture's documentation does not describe.", markdownText(oneLine(name, 60)))}\n\n${this.#seen(field)}`,
    }));
  }

  #seen({ learned, of, path }: TenantField): string {
    return [
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
      typesOf(learned!).join(', '),
    ].join('\n\n');
  }

  /** The fields of all records. If several operations have a field, the one with more examined records counts. */
  #fieldsByPath(): Map<string, TenantField> {
    const { learning } = this.#schema;
    const found = new Map<string, TenantField>();
    for (const operation of taughtBy) {
      const learned = learning[operation];
      if (!learned) continue;
      for (const field of fieldsOf(documentedRecord(operation), learned)) {
        const key = keyOf(operation, field.path);
        if (field.learned && (found.get(key)?.of ?? 0) < field.of) found.set(key, field);
      }
    }
    return found;
  }
}

/** The key of a field. It includes the module, because customers and tickets can have fields of the same name. */
function keyOf(operation: OperationId, path: RecordPath): string {
  return `${operations[operation].module} ${pathText(path)}`;
}

/** The user's labels for fields of a tenant, by the text of their path. */
export type FieldLabels = ReadonlyMap<string, string>;

/** Maximum number of characters of a label. */
export const maxLabelLength = 60;

const maxLabels = 200;

/** The labels for a tenant in the setting `kapture.fieldLabels`, which may be any JSON. */
export function readLabels(setting: unknown, tenant: string): FieldLabels {
  const labels = isObject(setting) && Object.hasOwn(setting, tenant) ? setting[tenant] : undefined;
  const entries = isObject(labels) ? Object.entries(labels) : [];
  return new Map(
    entries
      .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].trim() !== '')
      .slice(0, maxLabels)
      .map(([field, label]) => [field, label.trim().slice(0, maxLabelLength)]),
  );
}

/** The setting with another label for a field; an empty one removes it. */
export function withLabel(
  setting: unknown,
  tenant: string,
  field: string,
  label: string,
): Record<string, Record<string, string>> {
  const { [field]: _previous, ...others } = Object.fromEntries(readLabels(setting, tenant));
  const labels = label.trim() ? { ...others, [field]: label.trim() } : others;
  const { [tenant]: _labels, ...tenants } = isObject(setting) ? setting : {};
  const changed = Object.keys(labels).length ? { ...tenants, [tenant]: labels } : tenants;
  return changed as Record<string, Record<string, string>>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

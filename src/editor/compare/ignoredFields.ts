import { isPointer } from '../../kapture/json/jsonPointer.ts';
import { setting } from '../shared/settings.ts';

/** The JSON pointers of the setting. VS Code does not validate it, so anything else is omitted. */
export function ignoredFields(): readonly string[] {
  const pointers: unknown = setting('compare.ignore');
  if (!Array.isArray(pointers)) return [];
  // An empty pointer is the whole document.
  return pointers.filter(
    (pointer): pointer is string => typeof pointer === 'string' && pointer !== '' && isPointer(pointer),
  );
}

export const defaultTimeZone = 'Asia/Kolkata';

/** A zone that this machine knows, such as `Asia/Kolkata`. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export const defaultTimeZone = 'Asia/Kolkata';

/** Whether this machine knows an IANA time zone, such as `Asia/Kolkata`. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import type { ParquetParsers, SchemaElement } from 'hyparquet';
import { damaged, ParquetError } from './parquetError.ts';

/** How the values of a column are read, and written as cells. */
export interface ColumnText {
  /** What hyparquet decodes: without a type that it would turn into an inexact number. */
  readonly element: SchemaElement;
  readonly parsers: ParquetParsers;
  /** Whether bytes are text. */
  readonly utf8: boolean;
  /** The text of a value. Null, and what is not a number, is blank. */
  readonly textOf: (value: unknown) => string;
  /** Whether the text is JSON unless it is blank; undefined if the values decide. */
  readonly isLiteral?: boolean;
}

/** Decimals have up to 76 digits in the programs that write most. A text is limited, whatever a file says. */
const maxScale = 1000;
const maxDecimalBytes = 128;
/** Integers of a column of 32-bit floating-point numbers are exact up to here. */
const maxFloatInteger = 2 ** 24;

const dayLength = 86_400_000;

/** The column of an element of the schema. Throws a {@link ParquetError} if the file is damaged. */
export function columnText(element: SchemaElement): ColumnText {
  const { type, converted_type: converted, logical_type: logical } = element;
  const parsers = parsersFor(logical?.type === 'TIMESTAMP' && logical.isAdjustedToUTC === false);
  const plain = { element: withoutMeaning(element), parsers, utf8: false };
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    const scale = element.scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0);
    if (!(scale >= 0 && scale <= maxScale)) throw new ParquetError(damaged());
    return { ...plain, textOf: (value) => decimalText(value, scale), isLiteral: true };
  }
  if (converted === 'TIME_MILLIS' || converted === 'TIME_MICROS' || logical?.type === 'TIME') {
    const usual = converted === 'TIME_MILLIS' ? 'MILLIS' : 'MICROS';
    const unit = logical?.type === 'TIME' ? logical.unit : usual;
    return { ...plain, textOf: (value) => timeText(value, perSecond[unit]), isLiteral: false };
  }
  if (type === 'FLOAT') return { ...plain, textOf: floatText, isLiteral: true };
  return { element, parsers, utf8: true, textOf: plainText };
}

function withoutMeaning({
  converted_type: _converted,
  logical_type: _logical,
  ...element
}: SchemaElement): SchemaElement {
  return element;
}

const perSecond = { MILLIS: 1000n, MICROS: 1_000_000n, NANOS: 1_000_000_000n } as const;

/** Days are written without a time, and times without a zone if the column has none. JSON stays text. */
function parsersFor(isLocal: boolean): ParquetParsers {
  const timestamp =
    (units: bigint) =>
    (value: bigint | number): string =>
      timestampText(BigInt(value), units, isLocal);
  const parsers: Partial<Record<keyof ParquetParsers, unknown>> = {
    dateFromDays: (days: number) => isoText(days * dayLength).slice(0, -'T00:00:00'.length),
    jsonFromBytes: (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes),
    timestampFromMilliseconds: timestamp(perSecond.MILLIS),
    timestampFromMicroseconds: timestamp(perSecond.MICROS),
    timestampFromNanoseconds: timestamp(perSecond.NANOS),
  };
  return { ...DEFAULT_PARSERS, ...parsers } as ParquetParsers;
}

function timestampText(value: bigint, units: bigint, isLocal: boolean): string {
  const fraction = ((value % units) + units) % units;
  const text = isoText(Number((value - fraction) / units) * 1000);
  if (!text) return '';
  const whole = text + fractionText(fraction, units);
  return isLocal ? whole.replace('T', ' ') : `${whole}Z`;
}

/** A moment without milliseconds and zone; blank if JavaScript has no date for it. */
function isoText(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().replace(/\.\d+Z$/, '');
}

/** A time of day such as `10:20:30.5`. */
function timeText(value: unknown, units: bigint): string {
  if (typeof value !== 'number' && typeof value !== 'bigint') return '';
  const time = BigInt(value);
  const fraction = time % units;
  const seconds = time / units;
  const parts = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map((part) => String(part).padStart(2, '0'));
  return parts.join(':') + fractionText(fraction, units);
}

function fractionText(fraction: bigint, units: bigint): string {
  const digits = String(fraction)
    .padStart(String(units).length - 1, '0')
    .replace(/0+$/, '');
  return digits && `.${digits}`;
}

/** The exact number, without the zeros at its end that only the type of the column adds. */
function decimalText(value: unknown, scale: number): string {
  const unscaled = unscaledOf(value);
  if (unscaled === undefined) return '';
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const decimals = digits.slice(digits.length - scale).replace(/0+$/, '');
  return sign + whole + (decimals && `.${decimals}`);
}

function unscaledOf(value: unknown): bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return BigInt(value);
  if (!(value instanceof Uint8Array)) return undefined;
  if (value.length > maxDecimalBytes) throw new ParquetError(damaged());
  const hex = Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex');
  return BigInt.asIntN(value.length * 8, BigInt(`0x${hex || '0'}`));
}

/** The shortest number that is the same in 32 bits: 0.1, not 0.10000000149011612. */
function floatText(value: unknown): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) return '';
  let shortest = value;
  for (let digits = 1; digits <= 9; digits++) {
    shortest = Number(value.toPrecision(digits));
    if (Math.fround(shortest) === value) break;
  }
  return numberText(shortest, maxFloatInteger);
}

/**
 * A number. One that may have lost digits has an exponent, so that it is refused like a shortened one,
 * unless its column is exact.
 */
function numberText(value: number, maxInteger: number): string {
  if (Math.abs(value) < maxInteger) return String(value);
  return value
    .toExponential()
    .replace(/e\+(\d)$/, 'e+0$1')
    .replace('e', 'E');
}

function plainText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return Number.isFinite(value) ? numberText(value, 2 ** 53) : '';
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return '';
  }
}

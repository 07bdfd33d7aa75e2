/** n / d, rounded to the nearest whole number, halves away from zero (四舍五入); d is positive. */
export function divideHalfUp(n: bigint, d: bigint): bigint {
  return n < 0n ? -divideHalfUp(-n, d) : (2n * n + d) / (2n * d);
}

/** `scaled` ÷ 10^decimals, with exactly that many decimals; a zero has no sign. */
export function decimalText(scaled: bigint, decimals: number): string {
  if (decimals === 0) return String(scaled);
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(decimals + 1, '0');
  const sign = scaled < 0n ? '-' : '';
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

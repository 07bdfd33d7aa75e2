import type { Indicator } from '#domain';

export const encodeIndicator = (indicator: Indicator): string => JSON.stringify(indicator);
/** Of what `encodeIndicator` wrote. */
export const decodeIndicator = (text: string): Indicator => JSON.parse(text) as Indicator;

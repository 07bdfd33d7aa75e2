import type { Document } from '#domain';
import { SEED } from './random.js';

/** What stands at every figure that no published source states. */
export const SYNTHETIC = `示例数据,非官方数值(synthetic, seed ${SEED})`;

/** Only the total is published; its components are not. */
export const published = (source: string): string =>
  `总量为公开数据(${source});农用地、耕地分量为示例(synthetic)`;

const DEPARTMENT = { until: 2018, before: '浙江省国土资源厅', since: '浙江省自然资源厅' };

/** The provincial bureau as it was called in a year: 国土资源厅 became 自然资源厅 in the reform of 2018. */
export const bureau = (year: number): string =>
  year <= DEPARTMENT.until ? DEPARTMENT.before : DEPARTMENT.since;

/** A document that nobody can take for an official one. */
export const example = (
  date: string,
  number: string,
  title: string,
  issuer?: string,
): Document => ({
  number: `示例${number}`,
  issuer: issuer ?? bureau(Number(date.slice(0, 4))),
  date,
  title: `${title}(示例)`,
});

export const approvalNumber = (year: number, serial: number): string =>
  `示例浙土字A〔${year}〕-${String(serial).padStart(4, '0')}`;

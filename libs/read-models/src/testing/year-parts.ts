import type { LotOpened, UnitVersion } from '#domain';
import { CITY, COUNTY, OTHER_COUNTY, PROVINCE, unit } from './history.js';

export const [P, C, D] = [PROVINCE.unitId, COUNTY.unitId, OTHER_COUNTY.unitId];
/** The successor of 秀洲区 after its reorganisation. */
export const SUCCESSOR: UnitVersion = {
  ...unit('u-e', '330412', '新秀洲区', 'county', CITY.unitId),
  from: '2017-11-01',
};
/** 南湖区 under its second code and name. */
export const RENAMED: UnitVersion = {
  ...COUNTY,
  code: '330403',
  name: '新南湖区',
  from: '2017-08-01',
};

export const document = (number: string) => ({ number, issuer: '省厅', date: '2017-01-15' });

export const lot = (id: string, unitId: string, more: Partial<LotOpened> = {}): LotOpened => ({
  lot: id,
  unit: unitId,
  indicator: 'annual',
  planYear: 2017,
  planKind: 'pool',
  validFrom: '2017-01-01',
  validUntil: '2017-12-31',
  ...more,
});

export const A = 'available' as const;

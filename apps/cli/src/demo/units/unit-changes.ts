import type { Document, UnitVersion } from '#domain';
import { county, unitId } from './zhejiang-units.js';

/**
 * Changes of units from the opening of the ledger to the end of 2021, with their approval documents (the change log of
 * yescallop/areacodes). The accounts switch on the day of approval.
 */
export interface UnitChange {
  readonly id: string;
  readonly on: string;
  readonly documents: readonly [Document, ...Document[]];
  /** What happened, for people. */
  readonly note: string;
  /** New units and new versions of units. */
  readonly units: readonly UnitVersion[];
  /** Units that end, and who carries on what they held. None for a recode or a moved border. */
  readonly ended: readonly { readonly unit: string; readonly successors: readonly string[] }[];
}

const STATE_COUNCIL = '国务院';
const CIVIL_AFFAIRS = '民政部';
const ZHEJIANG = '浙江省人民政府';

/** A later version of a unit: another code, another name or a moved border. */
const version = (
  id: string,
  code: string,
  name: string,
  from: string,
  note: string,
): UnitVersion => ({ ...county(code, name), unitId: id, from, note });

const DONGTOU: UnitChange = {
  id: 'dongtou-2015',
  on: '2015-07-23',
  documents: [{ number: '国函〔2015〕122号', issuer: STATE_COUNCIL, date: '2015-07-23' }],
  note: '洞头县(330322)改设洞头区(330305),龙湾区灵昆街道划入',
  units: [
    version('u-330322', '330305', '洞头', '2015-07-23', '撤县设区,灵昆街道划入'),
    version('u-330303', '330303', '龙湾', '2015-07-23', '灵昆街道划归洞头区,代码不变'),
  ],
  ended: [],
};

const NINGBO: UnitChange = {
  id: 'ningbo-2016',
  on: '2016-09-14',
  documents: [{ number: '国函〔2016〕158号', issuer: STATE_COUNCIL, date: '2016-09-14' }],
  note: '江东区(330204)并入鄞州区;鄞州区9个乡镇(街道)划归海曙区;奉化市(330283)改设奉化区(330213)',
  units: [
    version('u-330212', '330212', '鄞州', '2016-09-14', '并入江东区,9个乡镇(街道)划归海曙区'),
    version('u-330203', '330203', '海曙', '2016-09-14', '鄞州区9个乡镇(街道)划入,代码不变'),
    version('u-330283', '330213', '奉化', '2016-09-14', '撤市设区'),
  ],
  ended: [{ unit: 'u-330204', successors: ['u-330212'] }],
};

const YUHUAN: UnitChange = {
  id: 'yuhuan-2017',
  on: '2017-04-09',
  documents: [{ number: '民函〔2017〕70号', issuer: CIVIL_AFFAIRS, date: '2017-04-09' }],
  note: '玉环县(331021)改设玉环市(331083)',
  units: [version('u-331021', '331083', '玉环', '2017-04-09', '撤县设市,同一单元')],
  ended: [],
};

const LINAN: UnitChange = {
  id: 'linan-2017',
  on: '2017-07-18',
  documents: [{ number: '国函〔2017〕102号', issuer: STATE_COUNCIL, date: '2017-07-18' }],
  note: '临安市(330185)改设临安区(330112)',
  units: [version('u-330185', '330112', '临安', '2017-07-18', '撤市设区,同一单元')],
  ended: [],
};

const LONGGANG: UnitChange = {
  id: 'longgang-2019',
  on: '2019-08-16',
  documents: [{ number: '民函〔2019〕83号', issuer: CIVIL_AFFAIRS, date: '2019-08-16' }],
  note: '苍南县龙港镇设立龙港市(330383),苍南县代码不变',
  units: [
    version('u-330383', '330383', '龙港', '2019-08-16', '由苍南县龙港镇设立'),
    version('u-330327', '330327', '苍南', '2019-08-16', '龙港镇划出,代码不变'),
  ],
  ended: [],
};

const LIHAI: UnitChange = {
  id: 'lihai-2021',
  on: '2021-02-21',
  documents: [{ number: '浙政函〔2021〕17号', issuer: ZHEJIANG, date: '2021-02-21' }],
  note: '上虞区沥海街道划归越城区,代码不变',
  units: [
    version('u-330604', '330604', '上虞', '2021-02-21', '沥海街道划归越城区'),
    version('u-330602', '330602', '越城', '2021-02-21', '沥海街道划入'),
  ],
  ended: [],
};

const SHANGCHENG = 'u-330102-2021';
const GONGSHU = 'u-330105-2021';
const YUHANG = 'u-330110-2021';
const LINPING = unitId('330113');
const QIANTANG = unitId('330114');

/** Codes are used again for other territory, so the units that carry them now have ids of their own. */
export const HANGZHOU: UnitChange = {
  id: 'hangzhou-2021',
  on: '2021-03-11',
  documents: [
    { number: '浙政发〔2021〕7号', issuer: ZHEJIANG, date: '2021-03-11' },
    { number: '国函〔2021〕29号', issuer: STATE_COUNCIL, date: '2021-03-11' },
  ],
  note: '上城、江干、下城、拱墅、余杭调整为上城、拱墅、余杭、临平、钱塘;萧山区部分划归钱塘区',
  units: [
    version(SHANGCHENG, '330102', '上城', '2021-03-11', '原上城区,原江干区(下沙、白杨除外)'),
    version(GONGSHU, '330105', '拱墅', '2021-03-11', '原下城区、原拱墅区'),
    version(YUHANG, '330110', '余杭', '2021-03-11', '原余杭区西部12个单位'),
    version(LINPING, '330113', '临平', '2021-03-11', '原余杭区东部8个单位'),
    version(QIANTANG, '330114', '钱塘', '2021-03-11', '下沙、白杨(原江干),河庄等5个街道(萧山)'),
    version('u-330109', '330109', '萧山', '2021-03-11', '5个街道划归钱塘区,代码不变'),
  ],
  ended: [
    { unit: 'u-330102', successors: [SHANGCHENG] },
    { unit: 'u-330103', successors: [GONGSHU] },
    { unit: 'u-330104', successors: [SHANGCHENG, QIANTANG] },
    { unit: 'u-330105', successors: [GONGSHU] },
    { unit: 'u-330110', successors: [YUHANG, LINPING] },
  ],
};

/** In the order of their days. */
export const UNIT_CHANGES: readonly UnitChange[] = [
  DONGTOU,
  NINGBO,
  YUHUAN,
  LINAN,
  LONGGANG,
  LIHAI,
  HANGZHOU,
];

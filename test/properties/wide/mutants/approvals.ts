import type { Mutant } from '../../mutants.js';
import { decision, fold, ledger } from './files.js';

const folding = (name: string, from: string): Mutant => ({
  name: `numbers are told apart by ${name}`,
  file: ledger('folded.ts'),
  from,
  to: '',
});

/** H-10: one approval and one parcel used twice, by every way that was open. */
export const APPROVALS: readonly Mutant[] = [
  {
    name: 'what an over-use draws is no use of its approval',
    file: ledger('claims.ts'),
    from: "...draws.map((indicator) => ({ use: 'consumption' as const, indicator })),",
    to: '...draws.flatMap(() => []),',
  },
  {
    name: 'an over-use draws under an approval that is used',
    file: decision('record-over-use.ts'),
    from: '...(draws.length === 0 ? {} : { draws: [indicator] }),',
    to: '...(draws.length > 0 ? {} : {}),',
  },
  {
    name: 'numbers are compared as they are written',
    file: ledger('folded.ts'),
    from: 'const made = PLAIN.test(text)',
    to: 'const made = text.length >= 0 ? text : PLAIN.test(text)',
  },
  {
    ...folding('width', ".normalize('NFKC')\n    .replace(INVISIBLE"),
    to: '.replace(INVISIBLE',
    also: [
      {
        file: ledger('folded.ts'),
        from: ".toLowerCase()\n    .normalize('NFKC')",
        to: '.toLowerCase()',
      },
    ],
  },
  folding('what cannot be seen', ".replace(INVISIBLE, '')"),
  folding('brackets', ".replace(OPENING, '(')"),
  folding('dashes', ".replace(DASHES, '-')"),
  folding('case', '.toLowerCase()\n    .toUpperCase()\n    .toLowerCase()'),
  {
    name: 'parcels are compared as they are written',
    file: ledger('keys.ts'),
    from: '`parcel/${folded(parcel)}`',
    to: '`parcel/${parcel}`',
  },
  {
    name: 'project codes are compared as they are written',
    file: ledger('keys.ts'),
    from: '=${folded(project)}`',
    to: '=${project}`',
  },
  {
    name: 'a use without a project leaves room for one with a project',
    file: ledger('claims.ts'),
    from: 'if (!isOfProjects) found.push({ revision, claimed: taken });',
    to: 'if (!isOfProjects && claims.project === undefined) found.push({ revision, claimed: taken });',
  },
  {
    name: 'uses for projects leave room for one that leaves the project out',
    file: ledger('claims.ts'),
    from: 'if (project === undefined) found.push({ revision, claimed: taken });',
    to: 'if (project === undefined) continue;',
  },
  {
    name: 'draws on reservations of several projects are taken for the first',
    file: decision('consume-quota.ts'),
    from: 'const project = asked.project ?? this.project();',
    to: 'const project = asked.project;',
  },
  {
    name: 'draws on a reservation are taken for the project of the command',
    file: decision('consume-quota.ts'),
    from: '!isSameNumber(project, reservation.project)',
    to: 'project === reservation.project && false',
  },
  {
    name: 'a draw on a reservation leaves its project out',
    file: decision('consume-quota.ts'),
    from: 'const project = data.project ?? consumption.project();',
    to: 'const project = data.project;',
  },
  {
    name: 'an advance names parcels that were used',
    file: decision('advance-quota.ts'),
    from: 'checkUnused(state, cited, advanceClaims(data));',
    to: 'if (data.approval !== undefined) checkUnused(state, cited, advanceClaims(data));',
  },
  {
    name: 'what is voided in part is free',
    file: decision('void-consumption.ts'),
    from: '...(isAll(leftOf(state, consumption), amounts)',
    to: '...(amounts.size > 0 || isAll(leftOf(state, consumption), amounts)',
  },
  {
    name: 'only the last of several voids takes back what was freed',
    file: fold('reversal.ts'),
    from: 'if (voiding.freed !== undefined) hold(state, voiding.freed.claims, voiding.freed.revision);',
    to: 'if (voiding.freed !== undefined && voiding.voidedBy.at(-1) === undone) hold(state, voiding.freed.claims, voiding.freed.revision);',
    also: [
      {
        file: fold('reversal.ts'),
        from: 'const at = voiding.voidedBy.indexOf(undone);\n  if (at >= 0) voiding.voidedBy.splice(at, 1);\n  // Something',
        to: '// Something',
      },
    ],
  },
  {
    name: 'a void is undone although what it freed was granted again',
    file: decision('reverse-entry.ts'),
    from: 'checkUnused(state, cited, freed.claims, freed.revision);',
    to: '',
  },
  {
    name: 'a void is undone although the corrected number was granted again',
    file: decision('reverse-entry.ts'),
    from: 'checkUnused(state, cited, corrected, freed.revision);',
    to: '',
  },
  {
    name: 'a corrected number is not guarded',
    file: ledger('corrections.ts'),
    from: 'state.corrections.candidates(correctedKey(number));',
    to: '[];',
  },
  {
    name: 'a number is corrected to one that is used',
    file: decision('annotate-entry.ts'),
    from: "if (data.field === 'approval.number') checkNumberFree(state, cited, entry, revision, data.is);",
    to: '',
  },
  {
    name: 'an entry names a parcel twice',
    file: decision('approvals.ts'),
    from: "if (twice !== undefined) refuse('parcel-already-consumed', { parcel: twice });",
    to: '',
  },
  {
    name: 'a use that is undone keeps its approval',
    file: fold('reversal.ts'),
    from: 'if (claims !== undefined) free(state, claims, undone);',
    to: '',
  },
];

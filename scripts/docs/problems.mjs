import { apiProblems } from '../../dist/apps/api/src/problems/api-problems.js';
import { ledgerProblems } from '../../dist/apps/api/src/ledger/ledger-problems.js';
import { platformProblems, renderProblemsMarkdown } from '../../dist/libs/platform/src/index.js';

export const file = 'docs/problems.md';

export const render = () =>
  renderProblemsMarkdown([
    { heading: { zh: '请求与系统', en: 'Requests and the system' }, registry: platformProblems },
    { heading: { zh: '数量与台账', en: 'Amounts and ledgers' }, registry: apiProblems },
    { heading: { zh: '台账规则', en: 'Rules of the ledger' }, registry: ledgerProblems },
  ]);

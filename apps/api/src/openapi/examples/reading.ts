import { L, PROVINCE, type Example } from './example.js';

const COUNTY = 'county@330402';

/** What the story left behind, as those see it who may. */
export const READING: readonly Example[] = [
  { title: 'Who am I', as: COUNTY, path: '/v1/me' },
  { title: "The county's table of today", as: COUNTY, path: `${L}/balances` },
  {
    title: 'The table as it stood on a day, as it was known at a revision',
    as: PROVINCE,
    path: `${L}/balances?unit=330402&asOf=2017-12-27&atRevision=20&groupBy=lot`,
  },
  {
    title: 'The journal of a project',
    as: COUNTY,
    path: `${L}/journal?project=2017-330402-41-03-012345-000`,
  },
  {
    title: 'The statement of a county',
    as: COUNTY,
    path: `${L}/statements/330402?from=2017-12-27&to=2017-12-31`,
  },
  { title: 'An entry', as: COUNTY, path: `${L}/entries/c-1` },
  { title: 'A lot', as: COUNTY, path: `${L}/lots/a-1.1` },
  { title: 'Where a lot comes from', as: COUNTY, path: `${L}/lots/a-1.1/lineage` },
  {
    title: 'Every entry that rests on a document',
    as: PROVINCE,
    path: `${L}/documents/${encodeURIComponent('浙土资发〔2017〕9号')}`,
  },
  { title: 'Reservations', as: COUNTY, path: `${L}/reservations?open=false` },
  { title: 'The units of a day', as: COUNTY, path: `${L}/units?on=2017-12-28` },
  { title: 'A unit and what it came from', as: COUNTY, path: `${L}/units/330113` },
  { title: 'The raw log', as: 'auditor@330000', path: `${L}/events` },
  { title: 'The process answers', as: 'public', path: '/v1/health/live' },
  { title: 'It is ready', as: 'public', path: '/v1/health/ready' },
  { title: 'Its figures', as: 'public', path: '/metrics' },
];

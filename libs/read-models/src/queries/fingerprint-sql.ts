import { BUCKETS, OUTSIDE } from '#domain';
import { bucketCode } from '../codes.js';

const BUCKET_WORDS = [...BUCKETS, ...OUTSIDE].map((one) => `(${bucketCode(one)}, '${one}')`);

/**
 * SHA-256 over all balances that are not zero, one line each: account path, tab, component, tab, amount,
 * newline, in the order of the bytes. The listing is the one that the close of a plan year is stored
 * with, so the two can be compared. Parameters: ledger number, and for `revision` the revision.
 */
export const fingerprintSql = (schema: string, at: 'head' | 'revision'): string => `
  with held as (
    ${
      at === 'head'
        ? `select account_no, c1, c2, c3, c4 from ${schema}.balances`
        : `select account_no, sum(c1) as c1, sum(c2) as c2, sum(c3) as c3,
             sum(c4) as c4
           from ${schema}.legs where ledger_no = $1 and revision <= $2 group by account_no`
    }
  ), components as (
    select distinct on (indicator_no, nth) indicator_no, nth, one.value ->> 'name' as component
    from ${schema}.indicators,
      json_array_elements(definition::json -> 'components') with ordinality as one(value, nth)
    where ledger_no = $1 order by indicator_no, nth, revision desc
  ), lines as (
    select concat(u.unit || '/', t.lot, '/', w.word, E'\\t', c.component, E'\\t', amount, E'\\n')
        collate "C" as line
    from held h join ${schema}.accounts a using (account_no) join ${schema}.lots t using (lot_no)
    join (values ${BUCKET_WORDS.join(', ')}) as w(bucket, word) on w.bucket = a.bucket
    left join ${schema}.units u on u.ledger_no = a.ledger_no and u.unit_no = a.unit_no
    cross join lateral (values (1, h.c1), (2, h.c2), (3, h.c3), (4, h.c4)) as v(nth, amount)
    join components c on c.indicator_no = a.indicator_no and c.nth = v.nth
    where a.ledger_no = $1 and amount <> 0
  )
  select encode(sha256(convert_to(coalesce(string_agg(line, '' order by line), ''), 'UTF8')), 'hex')
    as fingerprint, count(*) as lines
  from lines`;

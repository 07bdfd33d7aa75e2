import {
  accepted,
  allocatedLedger,
  asked,
  city,
  codeOf,
  consume,
  county,
  refusalOf,
  reserve,
  reverse,
  without,
  type World,
} from '../testing/index.js';

type Data = Partial<Parameters<typeof asked<'AnnotateEntry'>>[2]>;
const annotate = (world: World, data: Data = {}) =>
  asked(world, 'AnnotateEntry', {
    entryId: 'an',
    entry: 'a',
    field: 'document.number',
    is: '浙土资发〔2017〕11号',
    reason: '文号误录',
    ...data,
  });

const isOf = (field: string): string => (field === 'document.date' ? '2017-03-16' : 'x');

describe('annotateEntry (更正说明)', () => {
  it('keeps what was, what is, and why; nothing moves', () => {
    const world = allocatedLedger();
    const event = accepted(world, annotate(world), 'EntryAnnotated');
    expect(event.data).toMatchObject({
      entry: 'a',
      revision: String(world.state.entries.candidates('a')[0]),
      field: 'document.number',
      was: '浙土资发〔2017〕1号',
      is: '浙土资发〔2017〕11号',
      reason: '文号误录',
      postings: [],
      lots: [],
    });
  });

  it.each([
    ['document.issuer', '浙江省国土资源厅'],
    ['document.date', '2017-03-15'],
    ['document.title', ''],
    ['document.sha256', ''],
    ['approval.number', '浙土字A〔2017〕-0012'],
    ['note', ''],
  ] as const)('knows what %s was', (field, was) => {
    const world = allocatedLedger();
    world.post(consume(world));
    const event = accepted(
      world,
      annotate(world, { entry: 'c', field, is: isOf(field) }),
      'EntryAnnotated',
    );
    expect(event.data).toMatchObject({ field, was, is: isOf(field) });
  });

  it.each(['document.number', 'document.issuer', 'document.date'] as const)(
    'adds %s to an entry without a document',
    (field) => {
      const world = allocatedLedger();
      world.post(without(reserve(world), 'document'));
      const event = accepted(
        world,
        annotate(world, { entry: 'r', field, is: isOf(field) }),
        'EntryAnnotated',
      );
      expect(event.data.was).toBe('');
    },
  );

  it.each([
    ['the same', { is: '浙土资发〔2017〕1号' }, 'annotation-malformed'],
    ['nothing', { is: ' ' }, 'annotation-malformed'],
    ['an unknown entry', { entry: 'q' }, 'entry-unknown'],
    ['a day to come', { effectiveOn: '2017-07-01' }, 'effective-in-future'],
    ['another bureau', { actor: city('330400') }, 'not-permitted'],
  ] as const)('is refused for %s', (_what, data, code) => {
    const world = allocatedLedger();
    expect(codeOf(world, annotate(world, data))).toBe(code);
  });

  it('is refused for a field that may not be annotated', () => {
    const world = allocatedLedger();
    const command = annotate(world, { field: 'quantity' as 'note', is: '5' });
    expect(refusalOf(world, command)).toMatchObject({ code: 'annotation-malformed' });
  });

  it('is refused for an approval that an entry does not have', () => {
    const world = allocatedLedger();
    const command = annotate(world, { field: 'approval.number', is: 'z-1' });
    expect(codeOf(world, command)).toBe('annotation-malformed');
  });

  it('is by who posted the entry, and by the province', () => {
    const world = allocatedLedger();
    world.post(reserve(world, { actor: county('330402') }));
    const command = { entry: 'r', field: 'note', is: 'x' } as const;
    expect(codeOf(world, annotate(world, { ...command, actor: county('330411') }))).toBe(
      'not-permitted',
    );
    world.post(annotate(world, { ...command, actor: county('330402') }));
    world.post(annotate(world, { ...command, entryId: 'an2', is: 'y' }));
  });

  it('is refused once the entry was reversed', () => {
    const world = allocatedLedger();
    world.post(reverse(world, 'a'));
    expect(codeOf(world, annotate(world))).toBe('entry-already-reversed');
  });
});

import {
  ANNOTATED_FIELDS,
  type AnnotatedField,
  type AnnotateEntry,
  type Freeze,
  type ReverseEntry,
  type Unfreeze,
} from '#domain';
import { Flag, OneOf, Text, TextList } from '../../validation/fields.js';
import { pick } from '../../present.js';
import { common, type EntryContext } from '../entry-context.js';
import { EntryBody } from './entry-body.js';

const REASON = { max: 2_000 };

export class FreezeBody extends EntryBody {
  @Text({ optional: true }) readonly unit?: string;
  @Text({ optional: true }) readonly lot?: string;
  @Flag({ optional: true }) readonly withSubtree?: boolean;
  @Text(REASON) readonly reason!: string;
  @TextList({ optional: true, description: 'project classes that are let through' })
  readonly exceptions?: readonly string[];
}
export const freeze = (body: FreezeBody, context: EntryContext): Freeze => ({
  kind: 'Freeze',
  data: {
    ...common(body, context),
    ...pick(body, 'unit', 'lot', 'withSubtree', 'reason', 'exceptions'),
  },
});

export class UnfreezeBody extends EntryBody {
  @Text({ description: 'entryId of the freeze' }) readonly freeze!: string;
  @Text(REASON) readonly reason!: string;
}
export const unfreeze = (body: UnfreezeBody, context: EntryContext): Unfreeze => ({
  kind: 'Unfreeze',
  data: { ...common(body, context), ...pick(body, 'freeze', 'reason') },
});

export class ReverseEntryBody extends EntryBody {
  @Text({ description: 'entryId of the entry that is undone' }) readonly entry!: string;
  @Text(REASON) readonly reason!: string;
}
export const reverseEntry = (body: ReverseEntryBody, context: EntryContext): ReverseEntry => ({
  kind: 'ReverseEntry',
  data: { ...common(body, context), ...pick(body, 'entry', 'reason') },
});

export class AnnotateEntryBody extends EntryBody {
  @Text() readonly entry!: string;
  @OneOf(ANNOTATED_FIELDS) readonly field!: AnnotatedField;
  @Text({ max: 2_000, description: 'what is right' }) readonly is!: string;
  @Text(REASON) readonly reason!: string;
}
export const annotateEntry = (body: AnnotateEntryBody, context: EntryContext): AnnotateEntry => ({
  kind: 'AnnotateEntry',
  data: { ...common(body, context), ...pick(body, 'entry', 'field', 'is', 'reason') },
});

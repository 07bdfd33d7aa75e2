import type { ResumePosting, SuspendPosting } from '#domain';
import { Text } from '../../validation/fields.js';
import { common, type EntryContext } from '../entry-context.js';
import { EntryBody } from './entry-body.js';

const REASON = { max: 2_000 };

export class SuspendPostingBody extends EntryBody {
  @Text(REASON) readonly reason!: string;
}
export const suspendPosting = (
  body: SuspendPostingBody,
  context: EntryContext,
): SuspendPosting => ({
  kind: 'SuspendPosting',
  data: { ...common(body, context), reason: body.reason },
});

export class ResumePostingBody extends EntryBody {
  @Text(REASON) readonly reason!: string;
}
export const resumePosting = (body: ResumePostingBody, context: EntryContext): ResumePosting => ({
  kind: 'ResumePosting',
  data: { ...common(body, context), reason: body.reason },
});

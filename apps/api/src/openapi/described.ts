import { applyDecorators } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiProperty,
  ApiPropertyOptional,
  ApiQuery,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { EntryRoute } from '../ledger/entry-routes.js';
import { EXAMPLES } from './examples/index.js';

/** RFC 9457. */
export class ProblemBody {
  @ApiProperty({ examples: ['/problems/insufficient-balance'] }) readonly type!: string;
  @ApiProperty() readonly title!: string;
  @ApiProperty() readonly status!: number;
  @ApiProperty({ description: 'stable; the last part of `type`' }) readonly code!: string;
  @ApiProperty({ required: false }) readonly detail?: string;
}

/** An amount: whole units as text, and as people read it. */
export class AmountBody {
  @ApiProperty({ description: 'whole units: 1/300 m² of an area, grams of grain' })
  readonly amount!: string;
  @ApiProperty({ required: false, description: '亩, 4 decimals' }) readonly mu?: string;
  @ApiProperty({ required: false, description: '公顷, 4 decimals' }) readonly ha?: string;
  @ApiProperty({ required: false, description: '公斤, 3 decimals' }) readonly kg?: string;
  @ApiProperty({ required: false, type: [String], description: 'figures that were rounded' })
  readonly rounded?: readonly string[];
}

/** What an account holds. */
export class BalanceLeftBody {
  @ApiProperty({ description: 'unitId' }) readonly unit!: string;
  @ApiProperty() readonly lot!: string;
  @ApiProperty({ examples: ['available', 'reserved', 'consumed'] }) readonly bucket!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(AmountBody) },
    description: 'by component',
  })
  readonly quantity!: Readonly<Record<string, unknown>>;
}

export class PostedBody {
  @ApiProperty() readonly entryId!: string;
  @ApiProperty() readonly ledger!: string;
  @ApiProperty({ description: 'place of the entry in its ledger, without gaps' })
  readonly revision!: string;
  @ApiProperty({ required: false, description: 'opaque; good for `after`' })
  readonly position?: string;
  @ApiProperty({ format: 'date-time' }) readonly recordedAt!: string;
  @ApiProperty({ format: 'date', description: 'the day it counts from' })
  readonly effectiveOn!: string;
  @ApiProperty({ type: [String], description: 'lots the entry opened' })
  readonly lots!: readonly string[];
  @ApiProperty({ required: false }) readonly reservationId?: string;
  @ApiProperty({ required: false }) readonly dryRun?: boolean;
  @ApiProperty({
    required: false,
    type: () => [BalanceLeftBody],
    description:
      'what each account it moved holds after it; a repeat long after it may lack them, see balances?atRevision=',
  })
  readonly balances?: readonly BalanceLeftBody[];
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(AmountBody) },
    description:
      'what a deduction could not take because it was not held: it stays over-used, or is a debt',
  })
  readonly notHeld?: Readonly<Record<string, unknown>>;
}

const LEDGER = ApiParam({ name: 'ledger', description: 'the six digits of the province' });

export const DescribedProblem = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiExtraModels(ProblemBody, AmountBody),
    ApiResponse({
      status: 'default',
      description: 'a problem (RFC 9457); the codes are listed in docs/problems.md',
      content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemBody) } } },
    }),
  );

/** What every route that posts has in common. */
export const DescribedWrite = (title: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary: title }),
    ApiHeader({ name: 'Idempotency-Key', required: true, description: 'becomes the entryId' }),
    ApiQuery({
      name: 'dryRun',
      required: false,
      type: Boolean,
      description: 'decide, record nothing',
    }),
    DescribedProblem(),
  );

export const DescribedEntry = ({ path, title, kind, body }: EntryRoute): MethodDecorator =>
  applyDecorators(
    ApiTags(path === 'ledgers' ? 'ledgers' : 'entries'),
    ...(path === 'ledgers' ? [] : [LEDGER]),
    DescribedWrite(`${kind} ${title}`),
    ApiBody({ type: body, examples: examplesOf(path) }),
    ApiResponse({ status: 201, type: PostedBody, description: 'recorded' }),
    ApiResponse({ status: 200, type: PostedBody, description: 'recorded before, or a dry run' }),
  );

/** Bodies of the story that is run as a test, by what they show. */
const examplesOf = (path: string): Record<string, { summary: string; value: unknown }> =>
  Object.fromEntries(
    EXAMPLES.filter((one) => one.body !== undefined && one.path.endsWith(`/${path}`)).map(
      ({ key, title, body }) => [key ?? title, { summary: title, value: body }],
    ),
  );

export const DescribedBatch = (): MethodDecorator =>
  applyDecorators(
    ApiTags('entries'),
    LEDGER,
    DescribedWrite('Up to 10 000 entries, all or each for itself'),
    ApiBody({
      schema: {
        type: 'object',
        required: ['atomic', 'entries'],
        properties: {
          atomic: { type: 'boolean' },
          document: { type: 'object' },
          effectiveOn: { type: 'string', format: 'date' },
          entries: {
            type: 'array',
            minItems: 1,
            maxItems: 10_000,
            items: {
              type: 'object',
              required: ['kind'],
              properties: {
                kind: { type: 'string', description: 'the route of the entry: "reservations"' },
                entryId: { type: 'string', description: '<key>:<i> when absent' },
              },
              additionalProperties: true,
            },
          },
        },
      },
      examples: examplesOf('batches'),
    }),
    ApiResponse({ status: 200, description: 'a result for each line' }),
  );

/** What every route that reads a ledger has in common. `route` is its address below the ledger. */
export const DescribedRead = (title: string, route: string): MethodDecorator =>
  applyDecorators(
    ApiTags('reads'),
    LEDGER,
    ApiOperation({ summary: title, description: requestsOf(route) }),
    ApiQuery({
      name: 'asOf',
      required: false,
      description: 'effective by this day; today if absent',
    }),
    ApiQuery({ name: 'knownAt', required: false, description: 'recorded by this instant or day' }),
    ApiQuery({ name: 'atRevision', required: false, description: 'recorded up to this revision' }),
    ApiQuery({ name: 'minRevision', required: false, description: 'wait until it can be read' }),
    ApiResponse({ status: 200, description: title }),
    DescribedProblem(),
  );

/** Requests of the story that go to a route, for people to try. */
const requestsOf = (route: string): string => {
  const pattern = new RegExp(`/v1/ledgers/[^/]+/${route.replaceAll(/:\w+/g, '[^/?]+')}(\\?|$)`);
  return EXAMPLES.filter(({ path, body }) => body === undefined && pattern.test(path))
    .map(({ title, path, as }) => `- ${title} (${as}): \`GET ${path}\``)
    .join('\n');
};

/** A route whose answer is no JSON document. */
export const DescribedRaw = (title: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary: title }),
    ApiResponse({ status: 200, description: title }),
    DescribedProblem(),
  );

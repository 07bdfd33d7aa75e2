import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { ENTRY_ID_MAX } from '../ledger/commands/accept-entry.js';
import { ENTRY_ROUTES } from '../ledger/entry-routes.js';
import { textSchema } from '../validation/fields.js';

type Schema = Readonly<Record<string, unknown>>;

/** JSON Schemas of the bodies of entries, for who describes another way to bring them. */
export interface EntrySchemas {
  /** Of the id of an entry. */
  readonly id: Schema;
  /** The name of the schema of each body, by the last part of its route. */
  readonly kinds: Readonly<Record<string, string>>;
  /** By name; they refer to each other as `#/components/schemas/<name>`. */
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** As the classes of the bodies say, which are what bodies are checked against. */
export const entrySchemas = async (): Promise<EntrySchemas> => {
  const app = await NestFactory.create(Nothing, new FastifyAdapter(), { logger: false });
  try {
    const { components } = SwaggerModule.createDocument(
      app,
      new DocumentBuilder().setOpenAPIVersion('3.1.0').build(),
      { extraModels: ENTRY_ROUTES.map(({ body }) => body) },
    );
    const schemas = Object.entries(components?.schemas ?? {});
    return {
      id: textSchema(ENTRY_ID_MAX),
      kinds: Object.fromEntries(ENTRY_ROUTES.map(({ path, body }) => [path, body.name])),
      schemas: Object.fromEntries(schemas.map(([name, schema]) => [name, closed({ ...schema })])),
    };
  } finally {
    await app.close();
  }
};

@Module({})
class Nothing {}

/** Members that a class does not name are refused (`check-body.ts`), which decorators of fields cannot say. */
const closed = (schema: Schema): Schema => ({ ...schema, additionalProperties: false });

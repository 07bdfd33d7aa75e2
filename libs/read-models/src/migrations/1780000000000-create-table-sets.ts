import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CONTROL } from '../schema/names.js';

/**
 * What is known about the table sets: which version of the projection filled a set, and up to where.
 * The sets themselves are made by the runner, because a rebuild makes a new one beside the live one.
 */
export class CreateTableSets1780000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ${CONTROL}.table_sets (
        schema_name text primary key,
        projection_version int not null,
        generation bigint not null,
        position text,
        events bigint not null default 0,
        switched_at timestamptz not null default now()
      )`);
    await runner.query(`create sequence ${CONTROL}.generations`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop sequence ${CONTROL}.generations`);
    await runner.query(`drop table ${CONTROL}.table_sets`);
  }
}

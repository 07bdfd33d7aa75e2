import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CONTROL } from '../schema/names.js';

/** A place by content, and what of the tables the log does not hold any more. */
export class KnowTheGround1780000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table ${CONTROL}.table_sets add column ground jsonb, add column went_back text`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table ${CONTROL}.table_sets drop column ground, drop column went_back`,
    );
  }
}

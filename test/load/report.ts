import { cpus, totalmem } from 'node:os';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import Table from 'cli-table3';
import { isReached, type Figure } from './figure.js';

const digits = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

export const renderTable = (figures: readonly Figure[]): string => {
  const table = new Table({
    head: ['figure', 'measured', 'calibration', 'judged by', 'limit', ''],
    colWidths: [46, 20, 40, 12, 12, 4],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const figure of figures) {
    const { name, note, value, unit, calibration, judged, limit } = figure;
    table.push([
      note === undefined ? name : `${name}\n(${note})`,
      `${digits(value)} ${unit}`,
      calibration === undefined
        ? ''
        : `${digits(calibration.value)} ${calibration.unit}\n${calibration.name}`,
      calibration === undefined ? digits(judged) : `× ${judged.toFixed(2)}`,
      'atLeast' in limit ? `≥ ${limit.atLeast}` : `≤ ${limit.atMost}`,
      isReached(figure) ? 'ok' : 'NO',
    ]);
  }
  return table.toString();
};

/** Writes the figures with the machine they were measured on; tells the file. */
export const writeJson = async (
  folder: string,
  run: { readonly entries: number; readonly workload: string; readonly startedAt: Date },
  figures: readonly Figure[],
): Promise<string> => {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${run.startedAt.toISOString().replaceAll(':', '-')}.json`);
  const machine = {
    cpus: cpus().length,
    model: cpus()[0]?.model.trim(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  const reached = figures.map((figure) => ({ ...figure, reached: isReached(figure) }));
  await writeFile(file, `${JSON.stringify({ ...run, machine, figures: reached }, null, 2)}\n`);
  return file;
};

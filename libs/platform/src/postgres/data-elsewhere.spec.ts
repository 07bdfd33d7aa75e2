import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { assertedElsewhere, nameEachOther, placeElsewhere } from './data-elsewhere.js';

describe('H-27 data that lies elsewhere than its folder', () => {
  let dir: string;
  const at = (name: string): string => path.join(dir, name);
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'muledger-elsewhere-'));
    await mkdir(at('folder'));
    await mkdir(at('place/postgres/cluster'), { recursive: true });
    await nameEachOther(at('folder'), at('place'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('is found by its folder', async () => {
    expect(await assertedElsewhere(at('folder'))).toBe(at('place'));
  });

  it('is none where nothing was said', async () => {
    await mkdir(at('other'));
    expect(await placeElsewhere(at('other'))).toBeUndefined();
    expect(await assertedElsewhere(at('other'))).toBeUndefined();
  });

  it('is found by a folder that was moved, for good', async () => {
    await rename(at('folder'), at('moved'));
    expect(await assertedElsewhere(at('moved'))).toBe(at('place'));
    await nameEachOther(at('moved'), at('place'));
    expect(await assertedElsewhere(at('moved'))).toBe(at('place'));
  });

  it('is not that of a copy of the folder', async () => {
    await mkdir(at('copy'));
    await nameEachOther(at('copy'), at('place'));
    await expect(assertedElsewhere(at('folder'))).rejects.toThrow(
      `${at('folder')} is a copy of ${at('copy')}`,
    );
  });

  it('is missed when it is gone: an empty ledger would look like the old one', async () => {
    await rename(at('place'), at('lost'));
    await expect(assertedElsewhere(at('folder'))).rejects.toThrow('is not there any more');
  });
});

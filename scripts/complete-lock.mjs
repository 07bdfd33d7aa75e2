// Adds to package-lock.json the platform packages that the registry in use did not offer.
// `npm ci` refuses a lock file in which an optional dependency of a locked package has no entry, so a
// lock written behind an incomplete mirror would work nowhere. Entries made here carry no integrity
// hash (the bytes were never seen); npm fills it in on a machine that can fetch them.
// Usage: node scripts/complete-lock.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs';

const systems = ['darwin', 'win32', 'linux', 'freebsd', 'android', 'openharmony', 'aix', 'sunos'];
const processors = [
  'x64',
  'arm64',
  'arm',
  'ia32',
  'ppc64',
  's390x',
  'riscv64',
  'loong64',
  'mips64el',
];

const platformOf = (name) => {
  const parts = name.split(/[/-]/);
  const os = systems.find((one) => parts.includes(one));
  const cpu = processors.find((one) => parts.includes(one));
  if (!os || !cpu) return undefined;
  const libc = parts.some((one) => one.startsWith('musl'))
    ? 'musl'
    : os === 'linux' && parts.some((one) => one.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  return { cpu: [cpu], ...(libc ? { libc: [libc] } : {}), os: [os] };
};

/** Paths npm would look for `name` in, from the folder of the package that wants it upwards. */
const candidates = (from, name) => {
  const found = [];
  for (let folder = from; ;) {
    found.push(`${folder ? `${folder}/` : ''}node_modules/${name}`);
    if (!folder) return found;
    const cut = folder.lastIndexOf('/node_modules/');
    folder = cut < 0 ? '' : folder.slice(0, cut);
  }
};

const missingEntries = (lock) => {
  const missing = {};
  for (const [folder, entry] of Object.entries(lock.packages))
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (candidates(folder, name).some((one) => one in lock.packages)) continue;
      const platform = platformOf(name);
      if (!platform || !/^\d/.test(version))
        throw new Error(`${name}@${version} (wanted by ${folder}) is no platform package`);
      missing[`node_modules/${name}`] = {
        version,
        ...platform,
        ...(entry.dev ? { dev: true } : {}),
        optional: true,
      };
    }
  return missing;
};

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const missing = missingEntries(lock);
const names = Object.keys(missing);
if (process.argv.includes('--check')) {
  if (names.length > 0) {
    console.error(`package-lock.json lacks: ${names.join(', ')}\nRun: npm run lock:complete`);
    process.exitCode = 1;
  }
} else if (names.length > 0) {
  const { '': root, ...others } = lock.packages;
  const sorted = Object.entries({ ...others, ...missing }).sort(([a], [b]) =>
    a.localeCompare(b, 'en'),
  );
  lock.packages = { '': root, ...Object.fromEntries(sorted) };
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${names.length} platform packages added to package-lock.json`);
}

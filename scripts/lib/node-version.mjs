// Must run on any Node that knows modules: it is what tells an old one apart.
const wanted = [20, 19];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < wanted[0] || (major === wanted[0] && minor < wanted[1])) {
  console.error(
    `muledger needs Node.js ${wanted.join('.')} or newer; this is ${process.versions.node}.`,
  );
  process.exit(1);
}

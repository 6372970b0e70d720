// Makes a fresh clone ready to run: `npm ci` when the lock file was not installed yet, a build when sources are newer than the last one.
// Plain JavaScript with no dependency, for it runs before any is there. It must never touch anything outside node_modules/ and dist/.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const rooms = ['safety', 'adapters', 'daemon', 'proto', 'tools', 'hil-test'];
const installedStamp = join(top, 'node_modules', '.farside-installed');
const builtStamp = join(top, 'dist', '.built');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `farside needs Node 20.19 or newer; this is ${process.version}. Install a newer Node and run the command again.`,
  );
  process.exit(2);
}

const lockDigest = () =>
  createHash('sha256')
    .update(readFileSync(join(top, 'package-lock.json')))
    .digest('hex');
const stampReads = (path, text) => existsSync(path) && readFileSync(path, 'utf8') === text;

function* sources(dir) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name === '.cache') continue;
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.(ts|json|proto)$/.test(entry.name)) yield path;
  }
}
const newestSourceMs = () => {
  const inRooms = rooms.flatMap((room) => [...sources(join(top, room))]);
  return Math.max(...[join(top, 'tsconfig.json'), ...inRooms].map((path) => statSync(path).mtimeMs));
};

/** Runs a child with its output on stderr, so that stdout stays free for `--json`. */
function run(command, args, env = {}) {
  execFileSync(command, args, { cwd: top, stdio: ['ignore', 2, 2], env: { ...process.env, ...env } });
}

function install() {
  if (stampReads(installedStamp, lockDigest())) return;
  console.error('farside: installing dependencies (npm ci); better-sqlite3 compiles, about two minutes …');
  // Debian ships Node's headers in /usr/include/node; without them node-gyp would ask the network for them.
  const headers = existsSync('/usr/include/node/node.h') ? { npm_config_nodedir: '/usr' } : {};
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], headers);
  writeFileSync(installedStamp, lockDigest());
}

function build() {
  if (existsSync(builtStamp) && statSync(builtStamp).mtimeMs >= newestSourceMs()) return;
  console.error('farside: building …');
  run(join(top, 'node_modules', '.bin', 'tsc'), ['-b']);
  mkdirSync(dirname(builtStamp), { recursive: true });
  writeFileSync(builtStamp, '');
}

try {
  install();
  build();
} catch (error) {
  console.error(`farside: could not get ready: ${error.message}\nThe lines above say why. Nothing was started.`);
  process.exit(1);
}

// Writes boot state in one transaction, and looks whether it is there. `fw_setenv -s` takes all variables and writes the environment once:
// setting them one after another, a power cut in between can leave a pair that was never meant (field-survey C9).
import { DONE, failed, type Outcome } from '#safety/vocabulary/outcome.js';
import { pipeline, type Ssh } from '../../ssh/index.js';
import { notSeen, outcomeOf, ranOf } from '../answers.js';
import { type BootEnv, envLines, sameEnv } from './boot-env.js';
import type { UbootEnvConfig } from './config.js';
import { lookAtUboot } from './look.js';

export const envScript = (wanted: BootEnv) =>
  pipeline([
    ['printf', '%s\\n', ...envLines(wanted)],
    ['fw_setenv', '-s', '-'],
  ]);

export async function writeEnv(ssh: Ssh, config: UbootEnvConfig, wanted: BootEnv): Promise<Outcome> {
  const ran = ranOf('fw_setenv', await ssh.shell(envScript(wanted), { deadlineMs: config.commandDeadlineMs }));
  const written = outcomeOf(ran);
  if (written.kind !== 'done') return written;
  const after = await lookAtUboot(ssh, config);
  if (after.kind !== 'seen') return notSeen('fw_setenv', after);
  const { env } = after.value;
  if (sameEnv(env, wanted)) return DONE;
  return failed(
    `fw_setenv reported success, but the environment holds ${envLines(env).join(', ')} instead of ${envLines(wanted).join(', ')}. Is it libubootenv's fw_setenv?`,
  );
}

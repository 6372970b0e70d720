// Runs one external program to its end: bounded in time and output, no shell, no secrets in its arguments.
// It must never throw for a non-zero exit: callers of ssh and rauc look at the code.
import { execFile } from 'node:child_process';

export type ProgramResult = { readonly code: number; readonly stdout: string; readonly stderr: string };
export type ProgramLimits = { readonly timeoutMs: number; readonly cwd?: string };

/** The exit code given when the program could not be started, or was ended by its time limit or a signal. */
export const NO_EXIT_CODE = -1;

export function runProgram(file: string, args: readonly string[], limits: ProgramLimits): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const options = {
      timeout: limits.timeoutMs,
      killSignal: 'SIGKILL' as const,
      maxBuffer: 8 * 1024 * 1024,
      ...(limits.cwd === undefined ? {} : { cwd: limits.cwd }),
    };
    const child = execFile(file, [...args], options, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
      else resolve({ code: NO_EXIT_CODE, stdout, stderr: `${stderr}${error.message}\n` });
    });
    child.stdin?.end();
  });
}

/** For programs whose failure is a fault of the bench and not a finding. */
export async function mustRun(file: string, args: readonly string[], limits: ProgramLimits): Promise<string> {
  const { code, stdout, stderr } = await runProgram(file, args, limits);
  if (code === 0) return stdout;
  throw new Error(`${file} failed with exit code ${code}: ${stderr.trim().slice(-2000)}`);
}

// What the rest of Farside may ask of SSH, and what it may be told. Types only.
// The five answers are kept apart because they lead to different acts: only `silent` and `strange` promise that nothing was sent.
import type { ShellScript } from './shell-line.js';

export interface SshTarget {
  readonly node: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Private key, ed25519, readable by its owner only. Read anew at every connect. */
  readonly keyFile: string;
  /** 'ssh-ed25519 AAAA…', one or more. Old and new are valid together while a key is being rotated. */
  readonly hostKeys: readonly string[];
  /** For TCP, key exchange and login together. */
  readonly connectTimeoutMs?: number;
  readonly keepaliveMs?: number;
}

export interface ExecOptions {
  /** Counted from the call; covers waiting, connecting and running. It ends the waiting, not the command. */
  readonly deadlineMs: number;
  /** For stdout and stderr together. */
  readonly outputMaxBytes?: number;
}

export type ExecResult =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: Buffer; readonly stderr: Buffer }
  | { readonly kind: 'signalled'; readonly signal: string; readonly stdout: Buffer; readonly stderr: Buffer }
  /** No connection: nothing was sent. */
  | { readonly kind: 'silent'; readonly text: string }
  /** Wrong host key, refused login, protocol nonsense, or our own key or queue at fault: nothing was sent. */
  | { readonly kind: 'strange'; readonly text: string }
  /** Sent; then the connection was lost, the deadline passed or the output outgrew its bound: it may or may not have happened. */
  | { readonly kind: 'unknown'; readonly text: string };

export interface Ssh {
  exec(argv: readonly string[], options: ExecOptions): Promise<ExecResult>;
  /** Pipes a local file into the standard input of `argv`. `exited` with code 0 means that every byte of it was sent. */
  pipe(file: string, argv: readonly string[], options: ExecOptions): Promise<ExecResult>;
  shell(script: ShellScript, options: ExecOptions): Promise<ExecResult>;
  /** What is running becomes `unknown`, what waits becomes `silent`. */
  close(): Promise<void>;
}

// printf: %s, %d, %b, %%, backslash escapes; the format is used again while arguments are left.
// Must never print a conversion it does not know: that is an error.
import { complain, type Program } from '../process.js';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', '0': '\0' };
const unescape = (text: string): string => text.replace(/\\([ntr\\"0])/g, (_, char: string) => ESCAPES[char] ?? char);

export const printf: Program = async (process) => {
  const [format, ...args] = process.argv.slice(1);
  if (format === undefined) return complain(process, 'usage: printf FORMAT [ARGUMENT...]', 2);
  if (/%(?![sdb%])/.test(format)) return complain(process, `${format}: invalid format`);
  let out = '';
  do {
    out += unescape(format.replace(/%%/g, '\0percent')).replace(/%([sdb])/g, (_, kind: string) => {
      const value = args.shift() ?? '';
      return kind === 'd' ? String(Number.parseInt(value || '0', 10)) : kind === 'b' ? unescape(value) : value;
    });
  } while (args.length > 0 && /%[sdb]/.test(format));
  await process.stdout.write(out.replaceAll('\0percent', '%'));
  return 0;
};

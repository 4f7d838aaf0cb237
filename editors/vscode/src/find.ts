// Where the server is: the setting, the one bundled with the extension, the PATH.
import * as cp from "node:child_process";
import * as path from "node:path";

export interface Found {
  command: string;
  /** What `--version` prints. */
  version: string;
}

export interface Missing {
  /** The programs that were tried, the first one first. */
  tried: string[];
}

/** What a program's `--version` prints; `null` where it cannot be run. */
export type Run = (command: string) => Promise<string | null>;

export const run: Run = (command) =>
  new Promise((resolve) => {
    cp.execFile(command, ["--version"], { timeout: 10_000, windowsHide: true }, (error, out) =>
      resolve(error ? null : out.trim()),
    );
  });

/** The program bundled with the extension, in a package made for this platform. */
export function bundled(extension: string, platform: NodeJS.Platform = process.platform): string {
  return path.join(extension, "server", platform === "win32" ? "onrecord.exe" : "onrecord");
}

/** The setting alone where it is given: a wrong one is to be told, not passed over. */
export function candidates(setting: string, extension: string, home: string, platform = process.platform): string[] {
  const given = setting.trim();
  if (given) {
    return [given.replace(/^~(?=[/\\]|$)/, home)];
  }
  return [bundled(extension, platform), "onrecord"];
}

export async function find(programs: string[], runs: Run = run): Promise<Found | Missing> {
  for (const command of programs) {
    const version = await runs(command);
    // Something else of that name would fail later and say less.
    if (version?.startsWith("onrecord ")) {
      return { command, version };
    }
  }
  return { tried: programs };
}

import { readFileSync, writeFileSync } from "node:fs";

/** Has a launcher run code before anything else. Answers what makes it again what it was. */
export function runsFirst(launcher: string, code: string): () => void {
  const original = readFileSync(launcher, "utf8");
  writeFileSync(launcher, original.replace('"use strict";', `"use strict";{${code}}`));
  return () => writeFileSync(launcher, original);
}

/** Code that makes every write in a folder fail: modes do not bind root, as whom tests often run. */
export function refusesWrites(folder: string, code: string): string {
  return `
    const fs = require("node:fs");
    for (const name of ["mkdirSync", "writeFileSync"]) {
      const write = fs[name];
      fs[name] = (path, ...rest) => {
        if (path.startsWith(${JSON.stringify(folder)}))
          throw Object.assign(new Error("refused: ${code}"), { code: "${code}" });
        return write(path, ...rest);
      };
    }`;
}

/** Code that changes a source after it went into a bundle and before the launcher looks at it. */
export function changesWhileBundled(source: string, changed: string): string {
  return `
    const fs = require("node:fs");
    const read = fs.readFileSync;
    fs.readFileSync = (path, ...rest) => {
      if (path === ${JSON.stringify(source)}) fs.writeFileSync(path, ${JSON.stringify(changed)});
      return read(path, ...rest);
    };`;
}

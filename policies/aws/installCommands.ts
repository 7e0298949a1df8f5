/*
 * Words by which a script installs or updates something. What follows them is not looked at, and never shown.
 */

/** Package managers and the verbs by which they change a system. */
const managers: Readonly<Record<string, string>> = {
  "yum|dnf[\\d-]*|microdnf|tdnf":
    "install|localinstall|groupinstall|reinstall|update|update-minimal|upgrade|upgrade-minimal|distro-sync|swap",
  "apt|apt-get|aptitude": "install|update|upgrade|dist-upgrade|full-upgrade|safe-upgrade",
  zypper: "in|install|up|update|dup|dist-upgrade|patch",
  apk: "add|upgrade|update",
  pacman: "-S\\w*|-U\\w*",
  "pip[\\d.]*|pipx|uv|conda|mamba": "install|update|upgrade|sync",
  "npm|pnpm|yarn": "install|i|ci|add|update|upgrade",
  "gem|cargo|go|brew|flatpak": "install|update|upgrade|get",
  snap: "install|refresh",
  "amazon-linux-extras": "install|enable",
  rpm: "-[iUF][vh]*|-[vh]+[iUF][vh]*|--install|--upgrade|--freshen|--import",
  dpkg: "-i|--install",
  "choco|winget|scoop": "install|update|upgrade",
  apiclient: "update",
};

const command = (managers: string, verbs: string) =>
  // Options may stand between both, with values of their own: apt-get -o Dpkg::Options::=--force-confold -y install.
  new RegExp(
    `(?<![\\w./-])(?:[\\w./-]*/)?(${managers})(?:[ \\t]+-[^\\s;|&]*(?:[ \\t]+[^\\s;|&-][^\\s;|&]*)?){0,20}?[ \\t]+(${verbs})(?![\\w-])`,
    "i",
  );

const commands = Object.entries(managers).map(([names, verbs]) => command(names, verbs));

/** What else changes a system, and how a message calls it; looked for within so much of a line that no text takes long. */
const others: readonly (readonly [RegExp, string])[] = [
  [
    /(?<![\w-])(curl|wget)\b[^\n;]{0,2000}\|\s*(?:sudo\s+(?:-\S+\s+)*)?(?:\/\S*\/)?(?:ba|da|z|k)?sh\b/i,
    "a download piped into a shell",
  ],
  [
    /(?<![\w-])(?:curl|wget)\b[^\n;]{0,2000}\|\s*(?:sudo\s+(?:-\S+\s+)*)?(?:\/\S*\/)?(python[\d.]*|perl|ruby|node|tar|bsdtar|cpio)(?![\w.-])/i,
    "a download piped into $1",
  ],
  [
    /(?<![\w-])(?:(?:ba|da|z|k)?sh|eval)\b[^\n;|]{0,2000}(?:<\(|\$\(|`)\s*(?:curl|wget)\b/i,
    "a download run by a shell",
  ],
  // Files that are kept; what the metadata service tells is the node's own.
  [
    /(?<![\w-])(?:curl|wget)\b(?=[^\n;|]{0,2000}(?:https?|ftp):\/\/(?!169\.254\.|localhost\b|127\.))(?=[^\n;|]{0,2000}\s(?:-[a-zA-Z]*[oO](?![a-zA-Z])|--output|--remote-name|--output-document)(?!(?:[ =]|-document[ =])?\s*(?:-(?=[\s"']|$)|\/dev\/)))/im,
    "a download into a file",
  ],
  [
    /(?:Invoke-Expression|iex)\b[^\n]{0,2000}(?:Invoke-WebRequest|Invoke-RestMethod|DownloadString|iwr|irm)\b|(?:Invoke-WebRequest|Invoke-RestMethod|DownloadString|iwr|irm)\b[^\n]{0,2000}\|\s*(?:Invoke-Expression|iex)\b/i,
    "a download run by PowerShell",
  ],
  [/(?<![\w-])(?:source|\.)\s+<\(\s*(?:curl|wget)\b/i, "a download run by a shell"],
  [
    /^[\s{,]*"?(packages|package_update|package_upgrade|apt_update|apt_upgrade|yum_repos)"?\s*:(?!\s*(?:false|\[\s*\]|no|off)\s*[,}]?\s*$)/im,
    "of cloud-init: $1",
  ],
  [
    // Who turns them off updates nothing.
    /(?:^|[;&|])(?![^\n;&|]*(?<![\w-])(?:disable|mask|stop|remove|purge|autoremove|erase)(?![\w-]))[^\n;&|]*(?<![\w-])(unattended-upgrades?|dnf-automatic|yum-cron|kured|brupop)(?![\w-])/im,
    "$1",
  ],
  [/^\s*\[?\s*settings\.updates(?![\w-])/im, "settings.updates"],
  [
    /(?<![\w-])(Install-Package|Install-Module|Install-WindowsFeature|Add-WindowsCapability|msiexec)(?![\w-])/i,
    "$1",
  ],
];

/** The first words of a text that install or update something, such as `yum install`; undefined where there are none. */
export function installCommandIn(text: string): string | undefined {
  const script = withoutComments(text);
  const words = withoutQuotes(script);
  for (const pattern of commands) {
    const match = pattern.exec(script) ?? pattern.exec(words);
    if (match) return `${match[1]!.toLowerCase()} ${match[2]!}`;
  }
  for (const [pattern, name] of others) {
    const match = pattern.exec(script);
    if (match) return name.replace("$1", match[1] ?? "");
  }
  return undefined;
}

/** Lines that a shell, TOML and YAML take for comments are none of the script; a line that goes on is one line. */
function withoutComments(text: string): string {
  return text.replace(/^[ \t]*#.*$/gm, "").replace(/\\\r?\n/g, " ");
}

/** A list of words as cloud-init takes it is the command that they make: `[yum, "install"]`. */
function withoutQuotes(script: string): string {
  return script.replace(/["'\\]/g, "").replace(/[[\],]/g, " ");
}

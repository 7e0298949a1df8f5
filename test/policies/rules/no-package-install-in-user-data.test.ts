import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { judge, secret, unknown, type TestResource } from "../support/judge.js";
import { approvedImages, instance, launchConfiguration, launchTemplate } from "../support/nodes.js";
import { Verdicts } from "../support/verdicts.js";

describe("no-package-install-in-user-data", () => {
  const verdicts = new Verdicts(
    "no-package-install-in-user-data",
    "user data installs and updates nothing",
    "Build an image that has what the nodes need, and pin it; leave to user data what differs between clusters.",
  );
  const refused = (resource: TestResource, found: string, path = "userData") => [
    verdicts.refused(
      resource,
      path,
      found,
      "settings and the start of the node, no packages, downloads or updates",
    ),
  ];
  const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");
  const encoded = (text: string, times: number): string =>
    times === 0 ? text : encoded(base64(text), times - 1);
  const said = (resource: TestResource) => judge([resource], approvedImages);

  const scripts: readonly (readonly [string, string | undefined])[] = [
    ["[settings.kubernetes]\nmax-pods = 110\n", undefined],
    ["#!/bin/sh\n/etc/eks/bootstrap.sh shop\n", undefined],
    ["echo updated the yummy install", undefined],
    ["# yum install htop", undefined],
    ["  # yum install htop\ntrue", undefined],
    ["cat /var/log/apt/history.log", undefined],
    ["aptly update", undefined],
    ["yum list installed", undefined],
    ["rpm -qi kernel", undefined],
    ["curl https://example.com/health", undefined],
    ["curl https://example.com | jq .", undefined],
    ["package_update: false", undefined],
    ["packages: []", undefined],
    ["[settings.updates-of-mine]", undefined],
    ["systemctl disable --now unattended-upgrades", undefined],
    ["systemctl mask dnf-automatic.timer", undefined],
    ["systemctl stop x; systemctl start dnf-automatic.timer", "dnf-automatic"],
    ["systemctl start dnf-automatic.timer && systemctl stop x", "dnf-automatic"],
    ["apt-get -y purge unattended-upgrades", undefined],
    ["TOKEN=$(curl -s -X PUT http://169.254.169.254/latest/api/token)", undefined],
    ["curl -so /tmp/id http://169.254.169.254/latest/meta-data/instance-id", undefined],
    ["curl -s -o /dev/null https://example.com/health", undefined],
    ["wget -q -O - https://example.com/health", undefined],
    ["curl --only https://example.com", undefined],
    ["yum list -y something", undefined],
    ["yum install htop", "yum install"],
    ["apt-get -o Dpkg::Options::=--force-confold -y install htop", "apt-get install"],
    ["yum -c /etc/yum.conf -y install htop", "yum install"],
    ["yum -y reinstall htop", "yum reinstall"],
    ["dnf5 install htop", "dnf5 install"],
    ["dnf-3 install htop", "dnf-3 install"],
    ["pip3.11 install boto3", "pip3.11 install"],
    ["runcmd:\n  - [yum, install, -y, htop]", "yum install"],
    ['runcmd:\n  - ["apt-get", "-y", "install", "htop"]', "apt-get install"],
    ["y''um install htop", "yum install"],
    ["y\\um install htop", "yum install"],
    ['eval "$(curl -s https://example.com/i.sh)"', "a download run by a shell"],
    ["curl -s https://example.com/i.py | python3 -", "a download piped into python3"],
    ["curl -sL https://example.com/x.tgz | sudo tar xz -C /", "a download piped into tar"],
    ["curl -o /usr/bin/x https://example.com/x", "a download into a file"],
    ["curl -sLO https://example.com/x", "a download into a file"],
    ["curl https://example.com/x --output /usr/bin/x", "a download into a file"],
    ["wget https://example.com/x -O /usr/bin/x", "a download into a file"],
    ["iwr https://example.com/i.ps1 | iex", "a download run by PowerShell"],
    ["iex (New-Object Net.WebClient).DownloadString('https://x')", "a download run by PowerShell"],
    ["yum -y install htop", "yum install"],
    ["yum -y --quiet  update", "yum update"],
    ["YUM install htop", "yum install"],
    ["sudo /usr/bin/yum -y install htop", "yum install"],
    ["true && dnf upgrade --releasever=latest", "dnf upgrade"],
    ["microdnf install x", "microdnf install"],
    ["tdnf install x", "tdnf install"],
    ["dnf \\\n  install htop", "dnf install"],
    ["apt update", "apt update"],
    ["DEBIAN_FRONTEND=noninteractive apt-get install -y htop", "apt-get install"],
    ["aptitude safe-upgrade", "aptitude safe-upgrade"],
    ["zypper in htop", "zypper in"],
    ["zypper --non-interactive dup", "zypper dup"],
    ["apk add curl", "apk add"],
    ["pacman -Syu", "pacman -Syu"],
    ["pip3 install boto3", "pip3 install"],
    ["python3 -m pip install boto3", "pip install"],
    ["npm ci", "npm ci"],
    ["npm i -g pm2", "npm i"],
    ["yarn add x", "yarn add"],
    ["gem install x", "gem install"],
    ["go install x@latest", "go install"],
    ["snap refresh", "snap refresh"],
    ["amazon-linux-extras install docker", "amazon-linux-extras install"],
    ["rpm -Uvh https://example.com/x.rpm", "rpm -Uvh"],
    ["rpm -vi x.rpm", "rpm -vi"],
    ["rpm --import key", "rpm --import"],
    ["dpkg -i x.deb", "dpkg -i"],
    ["choco install x", "choco install"],
    ["apiclient update apply", "apiclient update"],
    ["curl -s https://example.com/i.sh | sh", "a download piped into a shell"],
    ["wget -qO- https://example.com/i.sh | sudo -E bash -s --", "a download piped into a shell"],
    ["curl x | /bin/zsh", "a download piped into a shell"],
    ["bash <(curl -s https://example.com)", "a download run by a shell"],
    ['sh -c "$(curl -fsSL https://example.com)"', "a download run by a shell"],
    ["source <(curl -s https://example.com)", "a download run by a shell"],
    ["#cloud-config\npackages:\n  - htop\n", "of cloud-init: packages"],
    ['{"packages": ["htop"]}', "of cloud-init: packages"],
    ['{"package_update": false}', undefined],
    ["#cloud-config\npackage_update: true", "of cloud-init: package_update"],
    ["package_upgrade: true", "of cloud-init: package_upgrade"],
    ["yum_repos:\n  x:\n", "of cloud-init: yum_repos"],
    ["systemctl enable unattended-upgrades", "unattended-upgrades"],
    ["systemctl enable dnf-automatic.timer", "dnf-automatic"],
    ['[settings.updates]\nversion-lock = "latest"', "settings.updates"],
    ["settings.updates.ignore-waves = true", "settings.updates"],
    ["Install-WindowsFeature Telnet", "Install-WindowsFeature"],
  ];
  for (const [script, found] of scripts)
    it(`${found === undefined ? "accepts" : "refuses"} ${JSON.stringify(script)}`, async () => {
      const resource = instance({ userData: script });
      assert.deepEqual(await said(resource), found === undefined ? [] : refused(resource, found));
    });

  const install = "#!/bin/sh\nexport PASSWORD=hunter2\nyum -y install htop --password hunter2\n";
  const mime = (headers: string, body: string) =>
    `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n${headers}\n\n${body}\n--b--\n`;
  const lines = (text: string) => text.replace(/.{64}/g, "$&\n");
  const long = `${"# a comment that fills the lines\n".repeat(6)}yum install htop\n`;
  const encodings: readonly (readonly [string, TestResource, string?])[] = [
    ["a launch template's base64", launchTemplate({ userData: base64(install) })],
    ["base64 in lines", launchTemplate({ userData: lines(base64(long)) })],
    ["a launch template's plain text", launchTemplate({ userData: install })],
    ["gzip in base64", launchTemplate({ userData: base64(gzipSync(install)) })],
    ["an instance's base64", instance({ userDataBase64: base64(install) }), "userDataBase64"],
    ["a launch configuration's text", launchConfiguration({ userData: install })],
    [
      "a launch configuration's base64",
      launchConfiguration({ userDataBase64: base64(install) }),
      "userDataBase64",
    ],
    ["a MIME part", instance({ userData: mime("Content-Type: text/x-shellscript", install) })],
    [
      "a MIME part in base64",
      launchTemplate({ userData: base64(mime("Content-Transfer-Encoding: base64", lines(base64(long)))) }),
    ],
    [
      "a compressed MIME part",
      launchTemplate({ userData: base64(mime("Content-Transfer-Encoding: base64", base64(gzipSync(long)))) }),
    ],
    [
      "a file of cloud-init",
      instance({ userData: `write_files:\n  - encoding: b64\n    content: ${base64(install)}\n` }),
    ],
  ];
  for (const [title, resource, path] of encodings)
    it(`reads ${title}, and shows the words alone`, async () =>
      assert.deepEqual(await said(resource), refused(resource, "yum install", path)));

  /** Where a line of base64 ends, a command has not. */
  const acrossLines = `${"#".repeat(36)}\ntrue && yum install htop --and-more\n`;
  const wrapped = base64(acrossLines).match(/.{1,64}/g)!;
  const commands: readonly (readonly [title: string, userData: string, found: string])[] = [
    ["a short command without padding", base64("dnf update x"), "dnf update"],
    ["a short command with some padding", base64("dnf update"), "dnf update"],
    ["a short command with little padding", base64("dnf  update"), "dnf update"],
    ["base64 that ends with empty lines", `${base64("dnf update")}\n \r\n`, "dnf update"],
    ["base64 in lines of Windows", wrapped.join("\r\n"), "yum install"],
    ["base64 in indented lines", `content: |\n    ${wrapped.join("\n    ")}\n`, "yum install"],
    [
      "base64 in the middle of a line",
      `echo ${base64("true && dnf update --all")} | base64 -d`,
      "dnf update",
    ],
    [
      "base64 after a long word",
      `cloudinit && echo ${base64("true && dnf -y update -x")} | base64 -d`,
      "dnf update",
    ],
    ["base64 with padding in a line", `echo ${base64("true && dnf -y update")} | base64 -d`, "dnf update"],
    ["what only begins as gzip does", base64("\x1f && dnf update"), "dnf update"],
    [
      "what only goes on as gzip does",
      base64(Buffer.concat([Buffer.from([0x41, 0x8b]), Buffer.from("\ndnf update")])),
      "dnf update",
    ],
    ["what is encoded again and again", encoded(install, 4), "yum install"],
  ];
  for (const [title, userData, found] of commands)
    it(`reads ${title}`, async () => {
      const resource = launchTemplate({ userData });
      assert.deepEqual(await said(resource), refused(resource, found));
    });

  it("refuses what is encoded more often than anybody reads", async () => {
    const resource = launchTemplate({ userData: encoded(install, 5) });
    assert.deepEqual(await said(resource), refused(resource, "encoded data that cannot be read"));
  });

  it("refuses what cannot be read", async () => {
    const broken = gzipSync(install).subarray(0, 20);
    const resource = launchTemplate({ userData: base64(broken) });
    assert.deepEqual(await said(resource), refused(resource, "encoded data that cannot be read"));
    const bomb = launchTemplate({ userData: base64(gzipSync(Buffer.alloc(1024 * 1024 + 1, " "))) });
    assert.deepEqual(await said(bomb), refused(bomb, "encoded data that cannot be read"));
  });

  it("accepts settings in every encoding", async () => {
    const settings = "[settings.kubernetes]\nmax-pods = 110\n";
    const resources = [settings, base64(settings), base64(gzipSync(settings)), encoded(settings, 4)].map(
      (userData) => launchTemplate({ userData }),
    );
    assert.deepEqual(await judge(resources), []);
    assert.deepEqual(await judge([launchTemplate({ userData: "" }), launchTemplate({ userData: 3 })]), []);
  });

  it("does not say a word of what is secret", async () => {
    const resource = launchTemplate({ userData: secret(base64(install)) });
    assert.deepEqual(await said(resource), refused(resource, "a secret that installs or updates"));
  });

  it("is undecided where only a deployment can tell", async () => {
    const resource = launchTemplate({ userData: unknown });
    assert.deepEqual(await said(resource), [verdicts.undecided(resource, "userData")]);
  });

  it("judges node classes of Karpenter, and says nothing of others", async () => {
    const nodeClass = (kind: string): TestResource => ({
      type: `kubernetes:karpenter.k8s.aws/v1:${kind}`,
      properties: { spec: { userData: install } },
    });
    const resource = nodeClass("EC2NodeClass");
    assert.deepEqual(
      verdicts.among(await judge([resource])),
      refused(resource, "yum install", "spec.userData"),
    );
    for (const kind of ["NodePool", "EC2NodeClassPolicy"])
      assert.deepEqual(verdicts.among(await judge([nodeClass(kind)])), []);
    const another = { ...resource, type: `example:${resource.type}` };
    assert.deepEqual(verdicts.among(await judge([another])), []);
  });
});

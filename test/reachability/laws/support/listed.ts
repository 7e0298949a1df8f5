import { protocolNumbers, transportProtocols } from "../../../../reachability/evaluate/traffic.js";
import type { Connection, Matrix } from "../../../../reachability/questions/matrix.js";
import { parseAddress } from "../../../../reachability/sets/addresses.js";
import { protocolNumber, type End, type Packet } from "../../oracle/packet.js";

/** What a matrix says of a packet: the connection that lists it, as somebody finds it who reads docs/reach-json.md. */
export function listed({ connections }: Matrix, packet: Packet): Connection | undefined {
  return connections.find(
    (each) => means(each.from, packet.from) && means(each.to, packet.to) && lists(each, packet),
  );
}

/** Whether `namespace/name`, or `a.b.c.d-e.f.g.h`, means an end of a packet. */
function means(name: string, { pod, address }: End): boolean {
  if (pod !== undefined) return name === pod;
  const [first, last] = name.split("-").map((text) => parseAddress(text));
  const asked = parseAddress(address)!;
  return (
    first?.family === asked.family &&
    last !== undefined &&
    first.first <= asked.first &&
    asked.last <= last.last
  );
}

function lists({ allow, icmp, protocols }: Connection, { protocol, port, icmp: asked }: Packet): boolean {
  const number = protocolNumber(protocol);
  const name = transportProtocols.find((each) => protocolNumbers[each] === number);
  if (name) return (allow[name] ?? []).some(([first, last]) => first <= port! && port! <= last);
  // Absent: as with the ports, all of it where all ports of all protocols get through, else none.
  const everyPort = transportProtocols.every((each) => JSON.stringify(allow[each]) === "[[1,65535]]");
  if (asked)
    return (icmp ?? (everyPort ? ["all"] : [])).some((text) =>
      ["all", `${asked.type}`, `${asked.type}/${asked.code}`].includes(text),
    );
  return protocols ? protocols.some(([first, last]) => first <= number && number <= last) : everyPort;
}

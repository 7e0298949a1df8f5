import assert from "node:assert/strict";
import {
  allPorts,
  allTraffic,
  hasPorts,
  icmpOf,
  otherProtocolsIn,
  otherTraffic,
  portsIn,
  protocolNumbers,
  toPorts,
  trafficOf,
  trafficOfFamily,
} from "../../../reachability/evaluate/traffic.js";
import {
  includes,
  intersect,
  overlaps,
  sizeOf,
  subtract,
  unionAll,
} from "../../../reachability/sets/intervals.js";

const { TCP, UDP, SCTP, ICMP, ICMPv6 } = protocolNumbers;
const transport = [TCP, UDP, SCTP];
const gre = 47;

describe("traffic as numbers", () => {
  it("has each protocol by its own number, no two alike", () => {
    const every = Array.from({ length: 256 }, (_, protocol) => trafficOf(protocol));
    for (const [a, first] of every.entries())
      for (const [b, second] of every.entries())
        assert.equal(overlaps(first, second), a === b, `protocols ${a} and ${b}`);
    assert.deepEqual(unionAll(every), allTraffic);
  });

  it("has the ports 1 to 65535 of each transport protocol, every type and code of ICMP, and the rest one number each", () => {
    for (const protocol of transport) assert.equal(sizeOf(trafficOf(protocol)), 65535, `${protocol}`);
    for (const protocol of [ICMP, ICMPv6]) assert.equal(sizeOf(trafficOf(protocol)), 65536, `${protocol}`);
    for (const protocol of [0, gre, 255]) assert.equal(sizeOf(trafficOf(protocol)), 1, `${protocol}`);
    assert.equal(sizeOf(allTraffic), 3 * 65535 + 2 * 65536 + 251);
    assert.equal(sizeOf(allPorts), 65535);
  });

  it("knows which protocols have ports", () => {
    for (const protocol of transport) assert.equal(hasPorts(protocol), true, `${protocol}`);
    for (const protocol of [ICMP, ICMPv6, gre, 0]) assert.equal(hasPorts(protocol), false, `${protocol}`);
  });

  it("gives back the ports that it was made of, of that protocol alone", () => {
    for (const protocol of transport) {
      const traffic = toPorts(protocol, [80, 80, 8000, 8999]);
      assert.ok(includes(trafficOf(protocol), traffic));
      for (const asked of transport)
        assert.deepEqual(portsIn(traffic, asked), asked === protocol ? [80, 80, 8000, 8999] : []);
      assert.deepEqual(portsIn(allTraffic, protocol), [1, 65535]);
      assert.deepEqual(toPorts(protocol, allPorts), trafficOf(protocol));
    }
  });

  it("has ICMP by type and code", () => {
    for (const protocol of [ICMP, ICMPv6]) {
      assert.deepEqual(portsIn(icmpOf(protocol, 8, 3), protocol), [8 * 256 + 3, 8 * 256 + 3]);
      assert.deepEqual(portsIn(icmpOf(protocol, 8), protocol), [8 * 256, 8 * 256 + 255]);
      assert.deepEqual(portsIn(icmpOf(protocol, 0, 0), protocol), [0, 0]);
      assert.deepEqual(icmpOf(protocol), trafficOf(protocol));
      assert.deepEqual(portsIn(icmpOf(protocol), protocol), [0, 65535]);
    }
    assert.equal(overlaps(icmpOf(ICMP), icmpOf(ICMPv6)), false);
  });

  it("gives back the other protocols' numbers", () => {
    assert.deepEqual(
      otherProtocolsIn(unionAll([trafficOf(gre), trafficOf(TCP), trafficOf(255)])),
      [47, 47, 255, 255],
    );
    assert.deepEqual(otherProtocolsIn(allTraffic), [0, 0, 2, 5, 7, 16, 18, 57, 59, 131, 133, 255]);
    assert.deepEqual(otherTraffic([gre, gre]), trafficOf(gre));
    assert.deepEqual(otherProtocolsIn(otherTraffic([0, 255])), otherProtocolsIn(allTraffic));
    assert.deepEqual(otherTraffic([TCP, TCP]), []);
  });

  it("has in each family the ICMP of that family alone, and all else", () => {
    assert.deepEqual(subtract(allTraffic, trafficOfFamily(4)), trafficOf(ICMPv6));
    assert.deepEqual(subtract(allTraffic, trafficOfFamily(6)), trafficOf(ICMP));
    assert.deepEqual(intersect(trafficOfFamily(4), trafficOf(ICMP)), trafficOf(ICMP));
  });
});

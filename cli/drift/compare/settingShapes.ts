import { byField, type Shape } from "./shape.js";

/*
 * What decides whether policies hold at all. Of the objects that Calico makes itself nobody declares anything, which
 * means its documented defaults: of these, what opens or loosens is compared, and Calico writes the rest.
 */

/**
 * https://github.com/projectcalico/calico/blob/v3.32.0/felix/config/config_params.go, and the rule no-profile-bypass.
 * What comes from a pod to its own node is decided after the policies of the pod: defaultEndpointToHostAction is not here.
 */
export const felixConfiguration: Shape = {
  filled: "all",
  defaults: {
    chainInsertMode: "Insert",
    workloadSourceSpoofing: "Disabled",
    allowVXLANPacketsFromWorkloads: false,
    allowIPIPPacketsFromWorkloads: false,
    interfacePrefix: "cali",
    // Packets that belong to no connection are dropped before any policy.
    disableConntrackInvalidCheck: false,
    // Whose tunnels are let in besides those of the nodes.
    externalNodesList: [],
    // Another program than Felix would write the rules.
    useInternalDataplaneDriver: true,
    // Its address is another setting; it asks nobody who they are.
    debugPort: 0,
  },
  fields: {
    chainInsertMode: { caseless: true },
    workloadSourceSpoofing: { caseless: true },
    externalNodesList: { unordered: true },
  },
};

/** https://github.com/projectcalico/calico/blob/v3.32.0/api/pkg/apis/projectcalico/v3/kubecontrollersconfig.go */
export const kubeControllersConfiguration: Shape = {
  filled: "all",
  defaults: { controllers: {}, debugProfilePort: 0 },
  fields: {
    controllers: {
      filled: "all",
      defaults: { node: {} },
      fields: {
        node: {
          filled: "all",
          defaults: { hostEndpoint: {} },
          // It makes a host endpoint of each node, which lets everything through that no policy names.
          fields: { hostEndpoint: { filled: "all", defaults: { autoCreate: "Disabled" } } },
        },
      },
    },
  },
};

/**
 * What the operator writes into an Installation where it is not said. All else is compared, because it decides what runs
 * with every right on every node. https://github.com/tigera/operator: fillDefaults of pkg/controller/installation and of
 * pkg/controller/ippool.
 */
export const installation: Shape = {
  filled: [
    "logging",
    "controlPlaneReplicas",
    "nodeUpdateStrategy",
    "flexVolumePath",
    "kubeletVolumePluginPath",
    "typhaAffinity",
    "azure",
  ],
  defaults: { calicoRunHostPath: "/var/run/calico", calicoLibHostPath: "/var/lib/calico" },
  fields: {
    cni: { filled: ["specVersion", "binDir", "confDir", "installMode"], fields: { ipam: {} } },
    calicoNetwork: {
      filled: ["nodeAddressAutodetectionV4", "nodeAddressAutodetectionV6", "bgp", "mtu"],
      defaults: {
        linuxDataplane: "Iptables",
        windowsDataplane: "Disabled",
        hostPorts: "Enabled",
        multiInterfaceMode: "None",
        containerIPForwarding: "Disabled",
        linuxPolicySetupTimeoutSeconds: 0,
      },
      fields: {
        ipPools: {
          key: byField("cidr"),
          items: {
            filled: ["name", "nodeSelector", "blockSize"],
            defaults: {
              natOutgoing: "Enabled",
              allowedUses: ["Workload", "Tunnel"],
              disableNewAllocations: false,
              disableBGPExport: false,
              assignmentMode: "Automatic",
            },
            fields: { allowedUses: { unordered: true } },
          },
        },
      },
    },
  },
};

/** By digest: what is in this list is what the operator runs. */
export const imageSet: Shape = { fields: { images: { key: byField("image") } } };

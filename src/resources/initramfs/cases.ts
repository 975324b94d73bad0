import type { KindCases } from "../../model/cases.ts";
import { initramfs } from "./index.ts";

/** Measured by one file; what is rebuilt is found on the host. */
export const cases: KindCases = {
  kind: "initramfs",
  cases: [
    {
      name: "is measured by a file",
      resource: () => initramfs({ newerThan: "/etc/modprobe.d/x.conf" }),
      guard: ["initramfs_is_fresh /etc/modprobe.d/x.conf"],
      apply: ["rebuild_initramfs"],
    },
    {
      name: "owns the images and reads the file",
      resource: () => initramfs({ newerThan: "/etc/modprobe.d/x.conf" }),
      guard: ["initramfs_is_fresh /etc/modprobe.d/x.conf"],
      effects: [
        "reads file /etc/modprobe.d/x.conf",
        "writes file /boot/initrd.img-*",
        "uses command update-initramfs",
      ],
    },
    {
      name: "takes any file that goes into an image",
      resource: () => initramfs({ newerThan: "/etc/initramfs-tools/modules" }),
      guard: ["initramfs_is_fresh /etc/initramfs-tools/modules"],
    },
    {
      name: "may need the step that writes the file",
      resource: () =>
        initramfs({
          newerThan: "/etc/modprobe.d/x.conf",
          needs: [{ claim: "module-blacklist", step: "off" }],
        }),
      guard: ["initramfs_is_fresh /etc/modprobe.d/x.conf"],
    },
  ],
};

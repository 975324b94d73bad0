/** The command that makes of a package what a power cut leaves when all is unpacked and the last word of that is not written yet. */
export const cutOff = (name: string) => [
  "sed",
  "--in-place",
  `/^Package: ${name}$/,/^$/ s/^Status: .*/Status: install reinstreq unpacked/`,
  "/var/lib/dpkg/status",
];

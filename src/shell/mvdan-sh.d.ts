/** The part of mvdan-sh this project uses: its Go objects, reached through `__internal_object__`. */
declare module "mvdan-sh" {
  interface Parser {
    Parse(source: string, name: string): { __internal_object__: import("./parse.ts").ShellNode };
  }
  const sh: {
    syntax: { NewParser(...options: unknown[]): Parser; KeepComments(keep: boolean): unknown };
  };
  export default sh;
}

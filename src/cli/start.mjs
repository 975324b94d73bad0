// Lets Node run the TypeScript of this project, from whatever folder it was called; then runs it.
import { setFlagsFromString } from "node:v8";
import { register } from "tsx/esm/api";

// The bash formatter is WebAssembly that runs for milliseconds: optimising it would take longer than its work.
setFlagsFromString("--liftoff-only");
register();
await import("./main.ts");

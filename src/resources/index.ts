/** Every kind, one line each. */
export { directory } from "./directory/index.ts";
export { file } from "./file/index.ts";

import { writes } from "../../../src/index.ts";

writes("directory", "/srv");

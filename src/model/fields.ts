import { z } from "zod";

/** Meanings of configuration values: `Value<Url>` is not a `Value<Version>`. */
export type Url = string & z.$brand<"Url">;
export type Version = string & z.$brand<"Version">;
export type Release = string & z.$brand<"Release">;
export type Sha256 = string & z.$brand<"Sha256">;
export type Fingerprint = string & z.$brand<"Fingerprint">;
export type Seconds = number & z.$brand<"Seconds">;
/** Number of a guest, in digits. */
export type GuestNumber = string & z.$brand<"GuestNumber">;
/** Names separated by blanks. */
export type Names = string & z.$brand<"Names">;
/** Words of a command line, separated by tabs; empty for none. */
export type Options = string & z.$brand<"Options">;
/** Indices of GPUs in rising order, separated by blanks; empty for none. */
export type GpuIndices = string & z.$brand<"GpuIndices">;

const ctidPattern = "^[1-9][0-9]{2,8}$";
const ctidWords = "the number of a guest, 100 to 999999999";

/** A group of fields: a JSON object. `known` are fields that others read: noted by nobody, and in the schema for editors. */
export function section<Shape extends z.ZodRawShape>(
  shape: Shape,
  known: z.ZodRawShape = {},
): z.ZodObject<Shape> {
  // What a pipeline cannot read has no place in its types.
  return z.object({ ...known, ...shape }) as unknown as z.ZodObject<Shape>;
}

/** A group of fields for each container, under its CTID. */
export function containers<Shape extends z.ZodRawShape>(
  description: string,
  each: z.ZodObject<Shape>,
): z.ZodRecord<z.ZodString, z.ZodObject<Shape>> {
  const ctid = z.string().regex(new RegExp(ctidPattern)).meta({ expected: ctidWords });
  return z.record(ctid, each).meta({ description });
}

/** true or false. Absent means `byDefault`. */
export function flag(description: string, byDefault: boolean) {
  return z.boolean().default(byDefault).meta({ expected: "true or false", description });
}

/** A driver version, compared component by component: 580.76.05. */
export function version(description: string): z.ZodType<Version, string> {
  return words("^[0-9]{3}\\.[0-9]{1,3}(\\.[0-9]{2,3})?$", "a driver version such as 580.76.05", description);
}

/** A release of two components: 12.8. */
export function release(description: string): z.ZodType<Release, string> {
  return words("^[0-9]{2}\\.[0-9]$", 'a CUDA release in quotes, such as "12.8"', description);
}

/** `http(s)://…`, `file:///…` or an absolute path; no blanks, quotes or other characters a shell or URL would mind. */
export function url(description: string): z.ZodType<Url, string> {
  return words(
    "^(https?://|file:/|/)[A-Za-z0-9._~:/@%+=,-]+$",
    "an http(s) or file URL, or an absolute path",
    description,
  );
}

/** A URL that paths are added to, with a slash between: it has none of its own at its end. */
export function base(description: string): z.ZodType<Url, string> {
  return words(
    "^(https?://|file:/|/)[A-Za-z0-9._~:/@%+=,-]*[A-Za-z0-9._~:@%+=,-]$",
    "an http(s) or file URL, or an absolute path, without a slash at its end",
    description,
  );
}

/** 64 hexadecimal digits, as sha256sum prints them. */
export function sha256(description: string): z.ZodType<Sha256, string> {
  return words("^[0-9a-f]{64}$", "64 lower-case hexadecimal digits, as sha256sum prints", description);
}

/** An OpenPGP v4 fingerprint: 40 hexadecimal digits, upper case, no blanks. */
export function fingerprint(description: string): z.ZodType<Fingerprint, string> {
  return words(
    "^[0-9A-F]{40}$",
    "an OpenPGP fingerprint: 40 hexadecimal digits, upper case, no blanks",
    description,
  );
}

/** One of a few words. */
export function choice<const Words extends readonly [string, ...string[]]>(
  description: string,
  ...options: Words
) {
  return words(
    `^(${options.join("|")})$`,
    options.map((option) => JSON.stringify(option)).join(" or "),
    description,
  );
}

/** A deadline in whole seconds, 1 to 86400. Absent means `byDefault`. */
export function seconds(description: string, byDefault: number): z.ZodType<Seconds, number | undefined> {
  return z
    .int()
    .min(1)
    .max(86400)
    .default(byDefault)
    .meta({ expected: "whole seconds, 1 to 86400", description }) as unknown as z.ZodType<
    Seconds,
    number | undefined
  >;
}

/** The container that this one is a clone of: text or a number. */
export function parent(description: string): z.ZodType<GuestNumber, string | number> {
  return z
    .union([z.string().regex(new RegExp(ctidPattern)), z.int().min(100).max(999_999_999)])
    .meta({ takes: "id", role: "parent", expected: ctidWords, description }) as unknown as z.ZodType<
    GuestNumber,
    string | number
  >;
}

/** What a container is to have, by name. */
export function features(description: string): z.ZodType<Names, string[]> {
  return z.array(z.string().regex(/^[A-Za-z0-9_.-]+$/)).meta({
    takes: "words",
    role: "features",
    expected: 'a list of names such as ["base_setup", "nvidia"]',
    description,
  }) as unknown as z.ZodType<Names, string[]>;
}

/**
 * Options of a program: an object whose names are its long options, written with underscores or dashes. In bash they are the words of
 * its command line, separated by tabs: `{"cache": {"max_model_len": 4096}, "trust_remote_code": true}` is
 * `--max-model-len`, `4096`, `--trust-remote-code`. Objects in it only group; false, null and "" leave an option out, a
 * list is several words. Absent means none.
 */
export function options(description: string): z.ZodType<Options, object | undefined> {
  return z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/), z.unknown())
    .optional()
    .meta({
      takes: "options",
      expected: 'an object of options such as {"max_model_len": 4096}',
      description,
    }) as unknown as z.ZodType<Options, object | undefined>;
}

/** A field of a container by which others find it: what it comes after, or what its clones are made from. */
export function withRole<F extends z.ZodType>(field: F, role: "dependencies" | "snapshot"): F {
  return field.meta({ ...metaOf(field), role });
}

/** GPUs by index: "0", "0, 1", "none", or a number; absent means none. */
export function gpus(description: string): z.ZodType<GpuIndices, string | number | undefined> {
  const pattern = /^ *(none|(0|[1-9][0-9]?)( *, *(0|[1-9][0-9]?))*)? *$/;
  return z
    .union([z.string().regex(pattern), z.int().min(0).max(99)])
    .optional()
    .meta({
      takes: "gpus",
      expected: 'indices of GPUs such as "0" or "0, 1", or "none"',
      description,
    }) as unknown as z.ZodType<GpuIndices, string | number | undefined>;
}

/** A text of one line that a pattern describes; `expected` says it in words, with an example. */
export function line(description: string, pattern: RegExp, expected: string): z.ZodType<string, string> {
  return words(pattern.source, expected, description);
}

/** A whole number. */
export function whole(description: string, minimum: number, maximum: number): z.ZodType<number, number> {
  const expected = `a whole number, ${minimum} to ${maximum}`;
  return z.int().min(minimum).max(maximum).meta({ expected, description });
}

/** true or false, where absent means that nothing is said. */
export function truth(description: string) {
  return z.boolean().meta({ expected: "true or false", description });
}

/**
 * A list of texts or numbers, or its only entry; its value has `separator` between them, a blank where it is left out.
 */
export function list(
  description: string,
  pattern: RegExp,
  expected: string,
  separator = " ",
): z.ZodType<string, string | number | (string | number)[]> {
  const entry = z.union([z.string().regex(pattern), z.number().refine((one) => pattern.test(String(one)))]);
  return z.union([entry, z.array(entry)]).meta({
    ...{ takes: "list", takesPattern: pattern.source, expected, description },
    ...(separator === " " ? {} : { separator }),
  }) as unknown as z.ZodType<string, string | number | (string | number)[]>;
}

/** Directories of the host that a container sees; its value is one `host,mp=container` a tab. */
export function mounts(
  description: string,
): z.ZodType<string, { host_path: string; container_path: string }[]> {
  const path = z.string().regex(mountPath);
  return z.array(z.looseObject({ host_path: path, container_path: path })).meta({
    takes: "mounts",
    takesPattern: mountPath.source,
    expected: 'a list such as [{"host_path": "/srv/models", "container_path": "/models"}]',
    description,
  }) as unknown as z.ZodType<string, { host_path: string; container_path: string }[]>;
}

const mountPath = /^\/[A-Za-z0-9._@+/-]*$/;

/** The brand is for the type checker only: it keeps a version out of the place of a URL. */
function words<T extends string>(
  pattern: string,
  expected: string,
  description: string,
): z.ZodType<T, string> {
  return z.string().regex(new RegExp(pattern)).meta({ expected, description }) as unknown as z.ZodType<
    T,
    string
  >;
}

/** A field that may be absent; its value is then empty. */
export function optional<F extends z.ZodType>(field: F) {
  return field.optional().meta(metaOf(field));
}

/** A field with a value for when it is absent. */
export function withDefault<F extends z.ZodType>(field: F, byDefault: string | number | readonly string[]) {
  return field.default(byDefault as never).meta(metaOf(field));
}

/** A field of a container that the field of the same name at the root of the file stands in for. */
export function orRoot<F extends z.ZodType>(field: F): F {
  return field.meta({ ...metaOf(field), orRoot: true });
}

/** These fields at the root of the file, where they stand in for those of the containers. */
export function standIns<Shape extends z.ZodRawShape>(shape: Shape): z.ZodRawShape {
  const entries = Object.entries(shape).map(([name, field]) => {
    const type = field as z.ZodType;
    return [name, type.meta({ ...metaOf(type), known: "field" })];
  });
  return Object.fromEntries(entries) as z.ZodRawShape;
}

/** A field that, where it is given, must repeat a field of the host's configuration: one source of truth. */
export function sameAs<F extends z.ZodType>(field: F, path: readonly string[]): F {
  return field.meta({ ...metaOf(field), sameAs: path });
}

/**
 * An address of a container, with a prefix length or without: no other container of the file has it, unless the field
 * called `network` beside it says otherwise. Words such as dhcp are no addresses.
 */
export function uniqueWithin<F extends z.ZodType>(field: F, network: string): F {
  return field.meta({ ...metaOf(field), uniqueWithin: network });
}

/** A field that others read: one value. */
export function known(description: string) {
  return z.union([z.string(), z.number(), z.boolean()]).optional().meta({ known: "value", description });
}

/** A list that others read. */
export function knownList(description: string) {
  return z.array(z.unknown()).optional().meta({ known: "list", description });
}

/** One value or a list of them, for others. */
export function knownValues(description: string) {
  return z
    .union([z.string(), z.number(), z.boolean(), z.array(z.unknown())])
    .optional()
    .meta({ known: "values", description });
}

/** A field that others read, of a type that varies. */
export function knownAnything(description: string) {
  return z.unknown().optional().meta({ known: "anything", description });
}

/** An object that others read. */
export function knownSection(description: string, shape: z.ZodRawShape = {}) {
  return z.looseObject(shape).optional().meta({ known: "section", description });
}

function metaOf(field: z.ZodType): Record<string, unknown> {
  return field.meta() ?? {};
}

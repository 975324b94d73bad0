import { z } from "zod";

/** Meanings of configuration values: `Value<Url>` is not a `Value<Version>`. */
export type Url = string & z.$brand<"Url">;
export type Version = string & z.$brand<"Version">;
export type Release = string & z.$brand<"Release">;
export type Sha256 = string & z.$brand<"Sha256">;
export type Fingerprint = string & z.$brand<"Fingerprint">;
export type Seconds = number & z.$brand<"Seconds">;

/** A group of fields: a JSON object. */
export function section<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> {
  return z.object(shape);
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
export function withDefault<F extends z.ZodType>(field: F, byDefault: string) {
  return field.default(byDefault as never).meta(metaOf(field));
}

function metaOf(field: z.ZodType): Record<string, unknown> {
  return field.meta() ?? {};
}
